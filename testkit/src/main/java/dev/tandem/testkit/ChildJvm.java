package dev.tandem.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that runs the {@code main} of a class with the class path of this one: for what a test cannot do in its own
 * JVM, such as ending it. {@code close} kills it.
 */
final class ChildJvm implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xmx256m");

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ChildJvm start(Path directory, Class<?> main, String... arguments) throws IOException {
        return start(directory, System.getProperty("java.class.path"), Map.of(), main, arguments);
    }

    static ChildJvm start(
            Path directory, String classPath, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        return start(List.of(), directory, classPath, FLAGS, environment, main, arguments);
    }

    static ChildJvm start(
            Path directory, List<String> flags, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        return start(List.of(), directory, System.getProperty("java.class.path"), flags, environment, main, arguments);
    }

    /** Starts it through a command that becomes it, such as {@code setsid}. */
    static ChildJvm startBy(List<String> prefix, Path directory, Class<?> main, String... arguments)
            throws IOException {
        return start(prefix, directory, System.getProperty("java.class.path"), FLAGS, Map.of(), main, arguments);
    }

    private static ChildJvm start(
            List<String> prefix,
            Path directory,
            String classPath,
            List<String> flags,
            Map<String, String> environment,
            Class<?> main,
            String... arguments)
            throws IOException {
        Path output = Files.createTempFile(directory, "child-", ".txt");
        Path argumentFile = Files.createTempFile(directory, "child-", ".args");
        // By a file, since the class path may be longer than a command line can be.
        Files.writeString(
                argumentFile, "-cp \"" + classPath.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("@" + argumentFile);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start(), output);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end and returns the exit code. */
    int awaitExit() throws InterruptedException {
        return awaitExit(Poll.PATIENCE);
    }

    /** Waits until it has ended, for as long as that may take, and returns its exit code. */
    int awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the child JVM does not end: waited=" + patience + ", threads:\n" + threads()
                    + "\nits output:\n" + output());
        }
        return process.exitValue();
    }

    /** What it has printed so far, on either stream. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "[unreadable: " + e + "]";
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String threads() {
        return ThreadDump.threadsOf(process.pid());
    }
}
