package dev.tandem.cli.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The command as a process of its own, with files for its streams. {@code close} kills it. */
final class CommandProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final String VARIABLE = "TANDEM_TEST_RUN";

    final Path out;
    final Path err;
    private final String mark = UUID.randomUUID().toString();
    private final Process process;

    private CommandProcess(Path directory, Path input, List<String> command) throws IOException {
        out = directory.resolve("stdout");
        err = directory.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put(VARIABLE, mark); // workers inherit it
        builder.environment().put("LC_ALL", "C.UTF-8");
        process = builder.start();
    }

    /** Starts the command with lines as its input. */
    static CommandProcess start(Path directory, List<String> lines, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(arguments));
        return new CommandProcess(directory, input(directory, lines), command);
    }

    /** Starts a line of bash in which {@code $TANDEM} is the command. */
    static CommandProcess shell(Path directory, String line) throws IOException {
        String quoted = "'" + String.join("' '", java()) + "'";
        return new CommandProcess(
                directory, input(directory, List.of()), List.of("bash", "-c", line.replace("$TANDEM", quoted)));
    }

    private static Path input(Path directory, List<String> lines) throws IOException {
        return Files.write(directory.resolve("stdin"), lines);
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tandem.cli.TandemCommand",
                "map");
    }

    /** Whether this JVM was started with SIGINT ignored, as in the background of a script: what it starts ignores it, too. */
    static boolean isInterruptIgnored() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).strip(), 16)
                                & 1 << 1)
                        != 0;
            }
        }
        return false;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the command does not end; its messages:\n" + err());
        }
        return process.exitValue();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    /** Waits for something, and fails with the messages of the command if it does not come. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + what + "; messages:\n" + err() + "\nresults:\n" + out());
            }
            Thread.sleep(5);
        }
    }

    /** Waits until no process is left that was started by this command or its workers. */
    void awaitNothingLeft() throws InterruptedException {
        await("end of all processes of " + mark, () -> processes().isEmpty());
    }

    private List<String> processes() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .filter(this::isOurs)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOurs(String pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", pid, "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(VARIABLE + "=" + mark);
        } catch (IOException e) {
            return false; // gone, or somebody else's
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
