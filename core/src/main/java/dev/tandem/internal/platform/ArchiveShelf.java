package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The archives that there are of all JDKs and versions. */
final class ArchiveShelf {
    /** How long the name of an archive's directory is. */
    private static final int KEY_LENGTH = 32;

    private record Entry(Path directory, FileTime usedAt) {}

    private ArchiveShelf() {}

    /**
     * Deletes those archives that were not used for longest. Workers that have started from one are not affected: they
     * have it mapped, and those that are about to start find their classes elsewhere on their class path.
     *
     * @param own the directory of an archive that is kept, beside the others
     * @param most how many archives are kept
     */
    static void prune(Path own, int most) {
        List<Entry> others = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(own.resolveSibling(""))) {
            for (Path directory : directories) {
                if (!directory.equals(own) && isArchive(directory)) {
                    others.add(new Entry(directory, usedAt(directory)));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return; // it is a courtesy
        }
        others.sort(Comparator.comparing(Entry::usedAt).reversed());
        for (Entry old : others.subList(Math.min(most - 1, others.size()), others.size())) {
            tryDelete(old.directory());
        }
    }

    private static boolean isArchive(Path directory) {
        return directory.getFileName().toString().length() == KEY_LENGTH
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileTime usedAt(Path directory) {
        try {
            Path ready = directory.resolve("ready");
            return Files.getLastModifiedTime(Files.exists(ready) ? ready : directory);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // being deleted
        }
    }

    /** Deletes an archive, unless it is being made. */
    private static void tryDelete(Path directory) {
        Path file = directory.resolve("lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            Files.deleteIfExists(directory.resolve("ready")); // first: from now on nobody starts from it
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path each : files) {
                    if (!each.endsWith("lock")) {
                        Files.deleteIfExists(each);
                    }
                }
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException | DirectoryIteratorException | OverlappingFileLockException e) {
            // somebody else is deleting it, or has come to use it
        }
    }
}
