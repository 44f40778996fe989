package dev.tandem.internal.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The private directory of a pool: open to its owner alone, in shared memory where there is such a file system. It
 * holds the socket and the workers' files.
 *
 * <p>A lock file tells a living pool's directory from what a killed process left behind; that is swept when the next
 * pool is opened.
 */
/*
 * Everybody may put anything under such a name into a directory for temporary files. So only what belongs to us and what
 * nobody else can write to is swept: there nobody can put a pipe in the place of the lock, on which its opening would
 * wait for ever, or a link in the place of a directory that is being deleted.
 */
final class Directory {
    /** Where the directory of a pool is put if there is room. */
    static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private static final String PREFIX = "tandem-";
    private static final String LOCK = "lock";

    /** The name of the lock file until it is locked. */
    private static final String UNLOCKED = "unlocked";

    /** How old a directory without a lock must be to be swept. It gets its lock within milliseconds, or never. */
    private static final Duration UNFINISHED = Duration.ofMinutes(10);

    /** The longest path of a socket that every system takes, in bytes, and how much of it comes after the place. */
    private static final int LONGEST_SOCKET_PATH = 100;

    private static final int LONGEST_NAME = 40;

    /** How often it is tried to delete the pool's directory, and how long after one another. */
    private static final int ATTEMPTS = 50;

    private static final long ATTEMPT_NANOS = 10_000_000;

    /**
     * The directories of this process. Their lock files must not even be opened here: on POSIX systems a process loses
     * its locks on a file when it closes any descriptor of that file. Therefore one pool is opened at a time: no other
     * one sweeps while a directory is there and not yet in this set.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private Directory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates a directory.
     *
     * @param room how many bytes its files will take
     */
    static Directory create(long room) {
        return create(base(room));
    }

    /** Creates a directory in another one, and sweeps that. */
    static Directory create(Path base) {
        synchronized (OWN) {
            Directory created;
            try {
                created = make(base);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot create the pool's directory in " + base + ": " + e.getMessage(), e);
            }
            sweep(base, created.path);
            return created;
        }
    }

    private static Directory make(Path base) throws IOException {
        Path path = Files.createTempDirectory(base, PREFIX, ownerOnly(base));
        OWN.add(path);
        try {
            return new Directory(path, lock(path));
        } catch (Throwable e) {
            tryDeleteTree(path);
            OWN.remove(path);
            throw e;
        }
    }

    /** Makes the lock file, which nobody ever sees unlocked while its owner lives: others would take that for a death. */
    private static FileChannel lock(Path directory) throws IOException {
        Path unlocked = directory.resolve(UNLOCKED);
        FileChannel channel = FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            Files.move(unlocked, directory.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Where a directory is created.
     *
     * @param room how many bytes its files will take
     */
    static Path base(long room) {
        if (Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY) && usableSpace(SHARED_MEMORY) >= room) {
            return SHARED_MEMORY;
        }
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        // in UTF-8, which is what names are in everywhere where letters take more than a byte
        int length = temp.toString().getBytes(StandardCharsets.UTF_8).length;
        return length + LONGEST_NAME <= LONGEST_SOCKET_PATH ? temp : Path.of("/tmp");
    }

    private static long usableSpace(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return 0; // then another place is as good
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path base) {
        if (hasPosix(base)) {
            return new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            };
        }
        return new FileAttribute<?>[0];
    }

    private static boolean hasPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    Path path() {
        return path;
    }

    Path socket() {
        return path.resolve("socket");
    }

    /** The directory of a worker, made now. */
    Path createFor(int worker) throws IOException {
        return Files.createDirectory(path.resolve("worker-" + worker), ownerOnly(path));
    }

    /** Deletes the directory and all that is in it, whoever else is deleting or still writing there. */
    void delete() {
        for (int i = 0; i < ATTEMPTS && !tryDeleteTree(path); i++) {
            LockSupport.parkNanos(ATTEMPT_NANOS);
        }
        try {
            lock.close();
        } catch (IOException e) {
            // the file is gone, and with it what the lock was for
        }
        OWN.remove(path);
    }

    /**
     * Deletes a directory; returns whether it is gone. What could not be deleted is left for the next sweep, and the lock
     * file with it: it goes last, since without it nobody would know that the directory is abandoned.
     */
    static boolean tryDeleteTree(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            boolean emptied = true;
            for (Path entry : entries.filter(entry -> !entry.endsWith(LOCK)).toList()) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    emptied &= tryDeleteTree(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
            if (emptied) {
                Files.deleteIfExists(directory.resolve(LOCK));
                Files.deleteIfExists(directory);
            }
        } catch (IOException | UncheckedIOException e) {
            // somebody else is deleting it too, or a file has come in meanwhile
        }
        return Files.notExists(directory);
    }

    private static void sweep(Path base, Path created) {
        forAbandoned(base, created, Directory::tryDeleteTree);
    }

    /**
     * Finds what the next pool will delete.
     *
     * @param ours a file that this process has just made
     */
    static List<Path> abandoned(Path base, Path ours) {
        List<Path> found = new ArrayList<>();
        synchronized (OWN) {
            forAbandoned(base, ours, found::add);
        }
        return found;
    }

    private static void forAbandoned(Path base, Path ours, Consumer<Path> action) {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path directory : directories) {
                if (!OWN.contains(directory) && isOurs(directory, ours)) {
                    ifAbandoned(directory, action);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // sweeping is a courtesy: the pool does not need it
        }
    }

    /** Whether it is a directory, belongs to whom one that was just created belongs to, and nobody else can write to it. */
    private static boolean isOurs(Path directory, Path created) {
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            if (!hasPosix(directory)) {
                return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(created));
            }
            PosixFileAttributes found =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.owner().equals(Files.getOwner(created))
                    && !found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    && !found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // gone, or nobody can tell
        }
    }

    /** Takes a directory of ours that nobody has locked. Under the lock: its owner may be about to take it. */
    private static void ifAbandoned(Path directory, Consumer<Path> action) {
        Path file = directory.resolve(LOCK);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (isUnfinished(directory)) {
                action.accept(directory);
            }
            return;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return; // no pool has made that
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                @Nullable FileLock taken = channel.tryLock()) {
            if (taken != null) {
                action.accept(directory);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // a pool of this very process, or one that is being deleted
        }
    }

    /** Whether it was left by a process that was killed while it made it, before there was anything in it. */
    private static boolean isUnfinished(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            Instant touched = Files.getLastModifiedTime(directory).toInstant();
            return touched.isBefore(Instant.now().minus(UNFINISHED))
                    && entries.allMatch(entry -> entry.endsWith(UNLOCKED));
        } catch (IOException | UncheckedIOException e) {
            return false; // somebody else's, no directory, or gone
        }
    }
}
