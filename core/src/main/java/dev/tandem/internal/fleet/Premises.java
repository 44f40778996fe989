package dev.tandem.internal.fleet;

import dev.tandem.WorkerOptions;
import dev.tandem.internal.platform.CacheHome;
import dev.tandem.internal.platform.Family;
import dev.tandem.internal.platform.OomKills;
import dev.tandem.internal.platform.ParentDeathPrefix;
import dev.tandem.internal.platform.ResidentMemory;
import dev.tandem.internal.platform.WorkerArchive;
import dev.tandem.internal.wire.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What process pools use of the machine that they run on, for those who want to know it before they open one. Asks the
 * code that pools ask, so that the answers are what pools do.
 */
public final class Premises {
    /** Where pools put their directories if there is room. */
    public static final Path SHARED_MEMORY = Directory.SHARED_MEMORY;

    /** Whether there is an archive of classes that workers start from. */
    public enum ArchiveState {
        /** There is one. */
        READY,

        /** The next pool will have it made, once its first worker is ready. */
        MISSING,

        /** It could not be made; that is tried again an hour later. */
        FAILED,

        /** Workers start without one. */
        NONE
    }

    /**
     * The archive of classes that workers start from.
     *
     * @param state whether there is one
     * @param directory where it is, or will be
     * @param obstacle why there is none, empty if there is no reason
     */
    public record Archive(ArchiveState state, Optional<Path> directory, String obstacle) {
        static Archive none(String obstacle) {
            return new Archive(ArchiveState.NONE, Optional.empty(), obstacle);
        }
    }

    private Premises() {}

    /** How many bytes so many lanes of workers take, with as much again for replacements and payloads. */
    public static long room(long lanes) {
        return 2L * lanes * Region.SIZE;
    }

    /** Where a pool that needs so much room puts its directory. */
    public static Path home(long room) {
        return Directory.base(room);
    }

    /** The directories that pools of this user have left in a place without having closed: the next pool deletes them. */
    public static List<Path> leftovers(Path home) throws IOException {
        Path ours = Files.createTempFile(home, "tandem-doctor", null);
        try {
            return Directory.abandoned(home, ours);
        } finally {
            Files.deleteIfExists(ours);
        }
    }

    /** The processes that belong to workers whose pools are gone. */
    public static List<Long> orphans(List<Path> leftovers) {
        Set<Path> dead = new HashSet<>(leftovers);
        List<Long> orphans = new ArrayList<>();
        for (Map.Entry<Long, String> each : Family.marked().entrySet()) {
            Path pool = Path.of(each.getValue()).getParent();
            if (pool != null && (dead.contains(pool) || isGone(each.getKey(), pool))) {
                orphans.add(each.getKey());
            }
        }
        return orphans;
    }

    /** Whether a directory is gone, for a process that may live in a container and see other ones than we. */
    private static boolean isGone(long pid, Path directory) {
        Path root = Path.of("/proc", Long.toString(pid), "root");
        return Files.isDirectory(root) && Files.notExists(Path.of(root + directory.toString()));
    }

    /** Whether the system kills workers with the process that has started them, even if they are stopped. */
    public static boolean isBoundToParent() {
        return !new ParentDeathPrefix().words().isEmpty();
    }

    /** Whether the memory of a process of this user can be told. */
    public static boolean isMemoryTold() {
        return ResidentMemory.of(ProcessHandle.current().pid()).isPresent();
    }

    /** Whether the system counts what its out-of-memory killer does. */
    public static boolean isOomKillTold() {
        return OomKills.of(ProcessHandle.current().pid()) != null;
    }

    /**
     * The archive for workers with the default options.
     *
     * @param home a directory that this process can write to
     */
    public static Archive archive(Path home) throws IOException {
        WorkerOptions options = WorkerOptions.defaults();
        Optional<String> forbidden = Archives.obstacle(options);
        if (forbidden.isPresent()) {
            return Archive.none(forbidden.get());
        }
        Path ours = Files.createTempFile(home, "tandem-doctor", null);
        try {
            Optional<String> obstacle = CacheHome.obstacle(ours);
            if (obstacle.isPresent()) {
                return Archive.none(obstacle.get());
            }
            return archive(WorkerArchive.find(LaunchCommand.collector(options, 1), ours));
        } finally {
            Files.deleteIfExists(ours);
        }
    }

    private static Archive archive(@Nullable WorkerArchive archive) {
        if (archive == null) {
            return Archive.none("the library does not come from a jar in the file system");
        }
        ArchiveState state = archive.isReady()
                ? ArchiveState.READY
                : archive.hasFailed() ? ArchiveState.FAILED : ArchiveState.MISSING;
        return new Archive(state, Optional.of(archive.directory()), "");
    }
}
