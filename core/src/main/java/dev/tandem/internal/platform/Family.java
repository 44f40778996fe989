package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The processes that a worker has started, and those that these have started. They inherit a mark in their environment,
 * by which they are found when the worker is gone and nobody else knows any more whose children they were.
 */
public final class Family {
    /** The variable that holds the mark. Whoever removes it from a child's environment lets the child go its own way. */
    public static final String VARIABLE = "TANDEM_WORKER";

    /** How often is looked: what was found may have had children meanwhile. */
    private static final int MOST_LOOKS = 5;

    private Family() {}

    /** Kills every process with a mark. Does nothing where there is no {@code /proc}. Takes milliseconds. */
    public static void kill(String mark) {
        byte[] entry = (VARIABLE + "=" + mark).getBytes(StandardCharsets.UTF_8);
        for (int look = 0; look < MOST_LOOKS && killOnce(entry); look++) {
            Thread.onSpinWait();
        }
    }

    /** Finds every process that has a mark, as far as this user may see it: its number, and its mark. */
    public static Map<Long, String> marked() {
        Map<Long, String> marked = new TreeMap<>();
        byte[] start = (VARIABLE + "=").getBytes(StandardCharsets.UTF_8);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                String mark = value(environment(process), start);
                if (!mark.isEmpty()) {
                    marked.put(Long.parseLong(process.getFileName().toString()), mark);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // another operating system
        }
        return marked;
    }

    private static byte[] environment(Path process) {
        try {
            return Files.readAllBytes(process.resolve("environ"));
        } catch (IOException e) {
            return new byte[0]; // somebody else's, or gone
        }
    }

    /** What comes after the beginning of an entry, empty if there is no such entry. */
    static String value(byte[] environment, byte[] start) {
        for (int i = 0; i < environment.length; ) {
            int end = i;
            while (end < environment.length && environment[end] != 0) {
                end++;
            }
            if (end - i >= start.length && Arrays.equals(environment, i, i + start.length, start, 0, start.length)) {
                return new String(environment, i + start.length, end - i - start.length, StandardCharsets.UTF_8);
            }
            i = end + 1;
        }
        return "";
    }

    private static boolean killOnce(byte[] entry) {
        boolean any = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                any |= tryKill(process, entry);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // another operating system
        }
        return any;
    }

    private static boolean tryKill(Path process, byte[] entry) {
        try {
            long pid = Long.parseLong(process.getFileName().toString());
            // the handle first: it knows when its process started, so that no other of that number is killed
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            if (handle.isEmpty() || !hasEntry(Files.readAllBytes(process.resolve("environ")), entry)) {
                return false;
            }
            return handle.get().destroyForcibly();
        } catch (IOException | RuntimeException e) {
            return false; // somebody else's, gone, or this process, which does not kill itself
        }
    }

    /** Whether an environment, whose entries end with zeros, has an entry. */
    static boolean hasEntry(byte[] environment, byte[] entry) {
        for (int start = 0; start < environment.length; ) {
            int end = start;
            while (end < environment.length && environment[end] != 0) {
                end++;
            }
            if (Arrays.equals(environment, start, end, entry, 0, entry.length)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
