package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file with the loaded classes of a worker, from which the next workers get them faster. There is one for each JDK,
 * version of this library, and collector. Never needed: where it cannot be made or read, workers start without it.
 */
/*
 * The directory of an archive:
 *
 *   worker.jar    the classes of the library: an archive holds only for the jar of which it was made, at the same place,
 *                 at the beginning of a class path
 *   worker.jsa    the archive, or worker.aot
 *   ready         written last: the size and the time of the archive. It is not used if it has changed since: a JVM
 *                 trusts its archive, and crashes on one that was cut off
 *   lock          held by the process that makes the archive
 *   failed        it could not be made: not to be tried again for a while
 */
public final class WorkerArchive {
    /** What has to be run to make an archive. */
    public interface Runs {
        /** Runs a worker that records with these flags, of a class path with that jar only; returns whether it did well. */
        boolean tryRecord(Path jar, List<String> flags) throws IOException, InterruptedException;

        /** Runs a JVM with these arguments, which prints to a file; returns whether it ended well. */
        boolean tryJvm(List<String> arguments, Path output) throws IOException, InterruptedException;

        /** Whether this JVM ends, and has ended what was run. */
        boolean isEnding();
    }

    /** The system property that switches archives off, by {@code false}. */
    public static final String PROPERTY = "tandem.archive";

    /** Counts up when what is in the directory changes its meaning. */
    private static final int FORMAT = 1;

    /** How many archives are kept: each has some 2 to 20 MB. */
    private static final int MOST_KEPT = 8;

    /** When it is tried again to make what could not be made. Sooner takes more of the processor, later helps later. */
    private static final Duration RETRY_AFTER = Duration.ofHours(1);

    /** The class that a trial runs; by its name, as this package knows no other one. */
    private static final String TRIAL = "dev.tandem.internal.codec.Rehearsal";

    private static final String JAR = "worker.jar";
    private static final String READY = "ready";
    private static final String LOCK = "lock";
    private static final String FAILED = "failed";

    private final Path directory;
    private final ArchiveFormat format;

    /** What the copy is made of; null if there is nothing to copy, as we run from such a copy. */
    private final @Nullable LibraryJar library;

    /** The flag that chooses the collector, or none. */
    private final List<String> collector;

    private WorkerArchive(Path directory, ArchiveFormat format, @Nullable LibraryJar library, List<String> collector) {
        this.directory = directory;
        this.format = format;
        this.library = library;
        this.collector = List.copyOf(collector);
    }

    /**
     * Finds the archive for workers of this JDK; it need not have been made.
     *
     * @param collector the flags that choose the collector, or none
     * @param ours a file that this process has just made
     * @return the archive, or null if there can be none
     */
    public static @Nullable WorkerArchive find(List<String> collector, Path ours) {
        LibraryJar library = LibraryJar.find();
        if (library == null) {
            return null;
        }
        Path home = CacheHome.find(ours);
        return home == null ? null : in(home, library, collector, ours);
    }

    static @Nullable WorkerArchive in(Path home, LibraryJar library, List<String> collector, Path ours) {
        boolean isCopy = library.path().startsWith(home) && library.path().endsWith(JAR); // in a worker
        String name = isCopy ? home.relativize(library.path()).getName(0).toString() : key(library, collector);
        Path directory = home.resolve(name);
        try {
            CacheHome.makeIfMissing(directory);
            UserPrincipal user = Files.getOwner(ours, LinkOption.NOFOLLOW_LINKS);
            return CacheHome.isPrivate(directory, user)
                    ? new WorkerArchive(directory, ArchiveFormat.ofThisJdk(), isCopy ? null : library, collector)
                    : null;
        } catch (IOException e) {
            return null; // read-only or full
        }
    }

    /** The name of the directory: what an archive depends on, in a few letters. */
    static String key(LibraryJar library, List<String> collector) {
        List<String> parts = new ArrayList<>(List.of(
                Integer.toString(FORMAT),
                library.path().toString(),
                Long.toString(library.size()),
                Long.toString(library.modifiedMillis())));
        for (String property : List.of("java.home", "java.vm.name", "java.vm.vendor", "java.vm.version", "os.arch")) {
            parts.add(System.getProperty(property, ""));
        }
        parts.addAll(collector);
        try {
            byte[] bytes = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Where its files are. */
    public Path directory() {
        return directory;
    }

    private Path archive() {
        return directory.resolve(format.fileName());
    }

    /** The jar with the library's classes: the first entry of the class path of those that use the archive. */
    public Path jar() {
        return directory.resolve(JAR);
    }

    /** The flags of a JVM that uses the archive. */
    public List<String> flags() {
        return format.using(archive());
    }

    /** Whether it can be used. */
    public boolean isReady() {
        try {
            String noted = Files.readString(directory.resolve(READY));
            return noted.equals(signature(archive())) && Files.isRegularFile(jar(), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return false;
        }
    }

    /** Notes that it is in use, so that others are deleted before it. */
    public void touch() {
        try {
            Files.setLastModifiedTime(directory.resolve(READY), FileTime.from(Instant.now()));
        } catch (IOException e) {
            // then it may be deleted earlier
        }
    }

    private static String signature(Path archive) throws IOException {
        BasicFileAttributes found = Files.readAttributes(archive, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw new NoSuchFileException(archive.toString());
        }
        return found.size() + " " + found.lastModifiedTime();
    }

    // ---- making it

    /** Whether it had better be made now. */
    public boolean isWanted() {
        return library != null && !isReady() && !hasFailed();
    }

    /** Whether it could not be made, and is not tried again for a while. */
    public boolean hasFailed() {
        return isRecent(directory.resolve(FAILED));
    }

    private static boolean isRecent(Path file) {
        try {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isAfter(Instant.now().minus(RETRY_AFTER));
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes it, unless another process is doing that. Takes seconds. */
    public void build(Runs runs) throws InterruptedException {
        LibraryJar source = library;
        if (source == null) {
            return;
        }
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            if (lock != null && isWanted()) {
                clear();
                if (!tryBuild(source, runs)) {
                    clear();
                    if (!runs.isEnding()) { // a program that was too short is no reason not to try again
                        Files.writeString(directory.resolve(FAILED), "");
                    }
                }
                ArchiveShelf.prune(directory, MOST_KEPT);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // the disk is full, somebody has deleted the directory, or another copy of this library is making it
        }
    }

    private boolean tryBuild(LibraryJar source, Runs runs) throws IOException, InterruptedException {
        Path copy = directory.resolve("copying");
        source.copyClasses(copy);
        Files.move(copy, jar(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path recorded = directory.resolve("recorded");
        Path output = directory.resolve("output");
        if (!runs.tryRecord(jar(), format.recording(recorded))) {
            return false;
        }
        if (!format.isAssembled()) {
            Files.move(recorded, archive(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else if (runs.tryJvm(arguments(format.assembling(recorded, archive()), List.of()), output)) {
            Files.deleteIfExists(recorded);
        } else {
            return false;
        }
        Files.deleteIfExists(output);
        // a trial, so that no worker ever meets a flag that its JVM does not know, or an archive that it cannot read
        if (!runs.tryJvm(arguments(flags(), List.of(TRIAL)), output) || Files.size(output) > 0) {
            return false;
        }
        Files.deleteIfExists(output);
        Path noted = directory.resolve("noted");
        Files.writeString(noted, signature(archive()));
        Files.move(noted, directory.resolve(READY), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private List<String> arguments(List<String> flags, List<String> main) {
        List<String> all = new ArrayList<>(collector);
        all.addAll(flags);
        all.add("-cp");
        all.add(jar().toString());
        all.addAll(main);
        return all;
    }

    /** Removes what an earlier try has left, or what is of no use any more. */
    private void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!file.endsWith(LOCK)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
