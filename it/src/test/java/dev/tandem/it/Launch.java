package dev.tandem.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program that a user starts: its command, its environment, and what it reads. Not thread-safe. */
final class Launch {
    private static final long PATIENCE_SECONDS = 50;

    /** Variables of whoever runs the tests that would change how JVMs start. */
    private static final List<String> FOREIGN =
            List.of("CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS");

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private Path directory;
    private String input = "";

    private Launch(Path directory, List<String> command) {
        this.directory = directory;
        this.command.addAll(command);
    }

    /**
     * What a program did.
     *
     * @param exitCode its exit code
     * @param output what it printed, standard error included
     */
    record Run(int exitCode, String output) {
        /** The output without what a JVM says about variables that it has read, and about its debugger. */
        String withoutNotices() {
            return output.lines()
                    .filter(line -> !line.contains("Picked up ") && !line.contains("Listening for transport dt_socket"))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** The {@code java} that runs the tests. */
    static Launch java(Path directory, String... arguments) {
        return tool(directory, "java", arguments);
    }

    /** A tool of the JDK that runs the tests. */
    static Launch tool(Path directory, String name, String... arguments) {
        return of(directory, home().resolve("bin").resolve(name), arguments);
    }

    static Launch of(Path directory, Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new Launch(directory, command);
    }

    /** A script for the shell, in UTF-8, whatever the encoding of this JVM is. The variable JAVA names the java. */
    static Launch script(Path directory, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("script.sh"), "set -e\n" + text + "\n");
        return new Launch(directory, List.of("/bin/sh", file.toString()))
                .environment("JAVA", home().resolve("bin/java").toString());
    }

    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    Launch environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Launch input(String text) {
        input = text;
        return this;
    }

    Launch in(Path otherDirectory) {
        directory = otherDirectory;
        return this;
    }

    /** Runs it to its end. */
    Run run() throws IOException, InterruptedException {
        Path reads = Files.writeString(Files.createTempFile(directory, "input", ".txt"), input);
        Path prints = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(reads.toFile())
                .redirectOutput(prints.toFile());
        FOREIGN.forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the program did not end: " + Files.readString(prints));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Run(
                process.exitValue(),
                Files.readString(prints, StandardCharsets.UTF_8).strip());
    }
}
