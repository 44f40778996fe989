package dev.tandem.cli.doctor;

import dev.tandem.internal.fleet.Premises;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What checks ask: the system, the JVM, and the library. Nothing else is looked at, so that tests can make one up. */
interface Machine {
    /**
     * The room in a file system.
     *
     * @param total its size in bytes
     * @param free how much of it this user can have
     * @param type its type as the system calls it, such as {@code tmpfs}
     */
    record Room(long total, long free, String type) {}

    // ---- the system

    Map<String, String> environment();

    /** The text of a file that the system makes, such as those in {@code /proc}; empty if it cannot be read. */
    Optional<String> read(String file);

    /** How many entries a directory has; empty if it cannot be read. */
    OptionalInt count(String directory);

    boolean isDirectory(Path path);

    boolean isExecutable(Path path);

    /** Whether a file can be made in a directory. */
    boolean isWritable(Path directory);

    /** Whether a file that is there can be written to; nothing is changed. */
    boolean isWritableFile(String file);

    /** Empty if that cannot be known. */
    Optional<Room> room(Path directory);

    /** How many threads all processes of this user have. */
    int threadsOfUser();

    /** Opens a socket in a directory and connects to it; returns what goes wrong with that, empty if nothing does. */
    Optional<String> socketProblem(Path directory);

    // ---- the JVM

    /** A system property, empty if there is none. */
    String property(String name);

    /** The feature release of the JDK, such as 17. */
    int feature();

    int processors();

    /** The largest heap that this JVM may take, in bytes: also that of workers that are not told otherwise. */
    long maxHeap();

    boolean hasCompiler();

    // ---- the library

    Path sharedMemory();

    /** How many bytes a pool of so many workers takes. */
    long room(int workers);

    /** Where such a pool puts its files. */
    Path home(int workers);

    Premises.Archive archive(Path home) throws IOException;

    List<Path> leftovers(Path home) throws IOException;

    List<Long> orphans(List<Path> leftovers);

    boolean isBoundToParent();

    boolean isMemoryTold();

    boolean isOomKillTold();

    // ---- in short

    default boolean isLinux() {
        return property("os.name").equals("Linux");
    }

    default Path temp() {
        return Path.of(property("java.io.tmpdir"));
    }
}
