package dev.tandem.internal.fleet;

import dev.tandem.WorkerOptions;
import dev.tandem.internal.platform.WorkerArchive;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets the workers of this JVM start from an archive of classes, and has it made in the background if there is none.
 */
final class Archives implements Shortcut.Source {
    static final Archives INSTANCE = new Archives();

    /**
     * The beginnings of flags with which workers start without an archive: they choose one themselves, have it ignored,
     * let somebody else change classes or their places, or may hide such a flag in a file.
     */
    private static final List<String> OBSTACLES = List.of(
            "@",
            "-XX:Flags",
            "-XX:VMOptionsFile",
            "-Xshare",
            "-XX:Shared",
            "-XX:+AutoCreateSharedArchive",
            "-XX:ArchiveClassesAtExit",
            "-XX:DumpLoadedClassList",
            "-XX:AOT",
            "-XX:+AOT",
            "-XX:-AOT",
            "-XX:CacheDataStore",
            "-javaagent",
            "-agentlib",
            "-agentpath",
            "-Xrun",
            "-Xbootclasspath",
            "-Djava.system.class.loader",
            "-p",
            "--module-path",
            "--patch-module",
            "--upgrade-module-path",
            "--limit-modules");

    /** An archive that is to be made, and of what kind the workers are. */
    private record Order(WorkerArchive archive, List<String> collector, int lanes) {}

    /** What was found, by the flags that choose the collector. Used by the spawn thread. */
    private final Map<List<String>, Optional<WorkerArchive>> found = new HashMap<>();

    /** The next one to make. Guarded by {@code this}. */
    private @Nullable Order order;

    /** Whether there is a thread that makes one. Guarded by {@code this}. */
    private boolean isBuilding;

    private Archives() {}

    @Override
    public Shortcut find(WorkerOptions options, int lanes, Path ours) {
        try {
            return obstacle(options).isEmpty() ? findAllowed(options, lanes, ours) : Shortcut.NONE;
        } catch (RuntimeException e) { // such as names that the file system does not take: it is never needed
            return Shortcut.NONE;
        }
    }

    private Shortcut findAllowed(WorkerOptions options, int lanes, Path ours) {
        List<String> collector = LaunchCommand.collector(options, lanes);
        Optional<WorkerArchive> known = found.get(collector);
        WorkerArchive archive = known == null ? WorkerArchive.find(collector, ours) : known.orElse(null);
        if (known == null) {
            found.put(collector, Optional.ofNullable(archive));
        }
        if (archive == null) {
            return Shortcut.NONE;
        }
        if (archive.isReady()) {
            if (known == null) {
                archive.touch();
            }
            return new Shortcut(List.of(), archive.flags(), Optional.of(archive.jar()), false);
        }
        if (known == null && archive.isWanted()) { // once in the life of this JVM
            synchronized (this) {
                order = new Order(archive, collector, lanes);
            }
        }
        return Shortcut.NONE;
    }

    /** What keeps workers with such options from using an archive, in words; empty if nothing does. */
    static Optional<String> obstacle(WorkerOptions options) {
        if (System.getProperty(WorkerArchive.PROPERTY, "").equals("false")) {
            return Optional.of("the system property " + WorkerArchive.PROPERTY + " is false");
        }
        if (options.javaHome().isPresent()) { // nobody knows yet what JDK that is
            return Optional.of("workers run on another JDK");
        }
        if (!System.getProperty("jdk.module.path", "").isEmpty()) {
            return Optional.of("this program has a module path");
        }
        if (options.systemProperties().containsKey("java.system.class.loader")) {
            return Optional.of("workers have a system class loader of their own");
        }
        return LaunchCommand.userFlags(options)
                .filter(Archives::isObstacle)
                .findFirst()
                .map(flag -> "workers get the flag " + flag);
    }

    private static boolean isObstacle(String flag) {
        return OBSTACLES.stream().anyMatch(flag::startsWith);
    }

    /** A worker is ready, so that the start of nobody is held up by making what was missed. */
    void workerReady() {
        synchronized (this) {
            if (order == null || isBuilding) {
                return;
            }
            isBuilding = true;
        }
        Thread thread = new Thread(null, this::buildAll, "tandem-archive");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // no more threads: then without
            synchronized (this) {
                isBuilding = false;
            }
        }
    }

    private void buildAll() {
        for (Order next = nextOrder(); next != null; next = nextOrder()) {
            try {
                next.archive().build(new ArchiveRuns(next.collector(), next.lanes()));
            } catch (InterruptedException | RuntimeException | Error e) {
                // such as no memory, or no room for the files of a pool: then without
            }
        }
    }

    private synchronized @Nullable Order nextOrder() {
        Order next = order;
        order = null;
        isBuilding = next != null;
        return next;
    }
}
