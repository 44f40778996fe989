package dev.tandem.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests do with processes and {@link ProcessHandle} does not. */
final class Processes {
    private Processes() {}

    /** Tells whether a process runs or is stopped. One that has ended and was not reaped yet does not run. */
    static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid);
    }

    /** Waits until a process is gone. */
    static void awaitGone(long pid) {
        Poll.until("end of process " + pid, () -> !isRunning(pid));
    }

    /** Sends a signal, such as {@code KILL} or {@code STOP}, to a process. */
    static void signal(long pid, String signal) throws IOException, InterruptedException {
        if (pid <= 1) {
            // To kill(1), 0 and negative numbers are groups of processes, this one among them.
            throw new IllegalArgumentException("pid must be that of one process: pid=" + pid);
        }
        kill(signal, Long.toString(pid));
    }

    /** Sends a signal to all processes of a group, as a terminal does: that of a process which is its leader. */
    static void signalGroup(long leader, String signal) throws IOException, InterruptedException {
        if (leader <= 1) {
            throw new IllegalArgumentException("leader must be that of one group: leader=" + leader);
        }
        kill(signal, "-" + leader);
    }

    private static void kill(String signal, String whom) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, "--", whom)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill failed: signal=" + signal + ", pid=" + whom);
        }
    }

    /** Runs a command and returns its output, or kills it when its time is over and returns what there is. */
    static String outputOf(Duration limit, List<String> command) throws IOException, InterruptedException {
        File output = File.createTempFile("testkit-", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            String end = "";
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                end = "[no end after " + limit + ", killed]";
            }
            return Files.readString(output.toPath(), StandardCharsets.UTF_8) + end;
        } finally {
            Files.deleteIfExists(output.toPath());
        }
    }

    /** Returns the process that holds a lock on a file, as far as {@code /proc/locks} tells. */
    static OptionalLong lockHolder(Path file) {
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
            return Files.readAllLines(Path.of("/proc/locks")).stream()
                    .filter(line -> line.contains(inode))
                    .mapToLong(line -> Long.parseLong(line.split(" +")[4]))
                    .findFirst();
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            // No such file (any more), or a system that does not tell.
            return OptionalLong.empty();
        }
    }

    /**
     * Tells whether this process was started with a signal ignored, as by {@code nohup}: then its children ignore it, too.
     * Linux only.
     */
    static boolean isIgnoredHere(int signal) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                long ignored = Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).trim(), 16);
                return (ignored >> (signal - 1) & 1) != 0;
            }
        }
        return false;
    }

    /** Stops a process, and returns when all its threads stand still. */
    static void stop(long pid) throws IOException, InterruptedException {
        signal(pid, "STOP");
        Poll.until("stop of process " + pid, () -> {
            try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
                return threads.allMatch(thread -> state(thread) == 'T');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Returns the processes with an environment variable of this value: Linux only. */
    static List<Long> withVariable(String name, String value) {
        String entry = "\0" + name + "=" + value + "\0";
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(file -> Character.isDigit(file.charAt(0)))
                    .map(Long::parseLong)
                    .filter(pid -> environmentOf(pid).contains(entry))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The variables of a process, each between two zeros; none of one that has ended or is somebody else's. */
    private static String environmentOf(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return "\0" + new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isZombie(long pid) {
        char state = state(Path.of("/proc", Long.toString(pid)));
        return state == 'Z' || state == 'X';
    }

    /** The state of a process or a thread as {@code /proc} tells it. */
    private static char state(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException | IndexOutOfBoundsException e) {
            // No /proc, or the process went while it was read: isAlive alone decides.
            return '?';
        }
    }
}
