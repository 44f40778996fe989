package dev.tandem.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for what a closed pool left behind: processes, file descriptors, threads, directories. What is about to go has
 * two seconds for it. Needs nothing but the JDK, unlike {@link LeakCheck}.
 */
final class Remains {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Set<ProcessHandle> childrenBefore = descendants();
    private final Set<Path> directoriesBefore = ownDirectories();
    private final Set<Path> directories = new HashSet<>();
    private final long descriptorsBefore = descriptors();
    private final String threadPrefix;

    /** Remembers what there is before a pool of that name is opened. */
    Remains(String poolName) {
        threadPrefix = "tandem-" + poolName + "-";
    }

    /** Remembers which directories the open pool has. */
    void noteDirectories() {
        directories.addAll(ownDirectories());
        directories.removeAll(directoriesBefore);
    }

    /** Returns the processes that still run: of those known as workers, and of the new descendants of this process. */
    List<Long> orphans(Collection<ProcessHandle> workers) {
        Poll.within(PATIENCE, () -> running(workers).isEmpty());
        return running(workers);
    }

    private List<Long> running(Collection<ProcessHandle> workers) {
        Set<ProcessHandle> processes = descendants();
        processes.removeAll(childrenBefore);
        processes.addAll(workers);
        return processes.stream()
                // The handle knows when its process started: another process of that number is not meant.
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .filter(Processes::isRunning)
                .toList();
    }

    /** Returns how many file descriptors more are open; 0 where that cannot be known. */
    long leakedDescriptors() {
        Poll.within(PATIENCE, () -> descriptors() <= descriptorsBefore);
        return Math.max(0, descriptors() - descriptorsBefore);
    }

    /** Returns in words which threads and directories of the pool are left. */
    List<String> leftovers() {
        Poll.within(PATIENCE, () -> found().isEmpty());
        return found();
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(threadPrefix)) {
                found.add("thread " + thread.getName());
            }
        }
        directories.stream().filter(Files::exists).forEach(directory -> found.add("directory " + directory));
        return found;
    }

    /** The directories of pools of this JVM: it holds the locks in them. */
    private static Set<Path> ownDirectories() {
        return Stream.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))
                .filter(Files::isDirectory)
                .flatMap(base -> entries(base).stream())
                .filter(path -> path.getFileName().toString().startsWith("tandem-"))
                .filter(Remains::isOwn)
                .collect(Collectors.toSet());
    }

    private static boolean isOwn(Path directory) {
        OptionalLong holder = Processes.lockHolder(directory.resolve("lock"));
        return holder.isPresent()
                && holder.getAsLong() == ProcessHandle.current().pid();
    }

    /** How many file descriptors are open; 0 where that cannot be known. */
    static long descriptors() {
        return Files.isDirectory(DESCRIPTORS) ? entries(DESCRIPTORS).size() : 0;
    }

    private static Set<ProcessHandle> descendants() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
