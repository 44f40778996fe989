package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A device, a named pipe, or a descriptor that the shell gave to the command ({@code /dev/stdout}, {@code >(program)}): is
 * written to from where it stands. It is not locked, not emptied and not read, so that nothing can be resumed on it.
 */
final class SpecialFile {
    /** More links than a system follows. */
    private static final int MOST_LINKS = 40;

    private static final int FILE_TYPE = 0170000;
    private static final int PIPE = 0010000;

    private static final Path DESCRIPTORS = Path.of("/dev/fd");

    private SpecialFile() {}

    /** Whether there is something of this name that is no file of its own. */
    static boolean isAt(Path path) {
        return descriptor(path).isPresent()
                || (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
    }

    /**
     * Opens it for writing; a named pipe once somebody reads it.
     *
     * @param option what it was given by, for messages
     * @throws CommandException if that cannot be done
     */
    static OutputStream open(String option, Path path) {
        Optional<Integer> descriptor = descriptor(path);
        if (descriptor.isPresent()) {
            int number = descriptor.get();
            if (!StandardStreams.isGivenForWriting(number)) {
                throw CommandException.usage(
                        option + ": the command was not given this descriptor to write to: " + path);
            }
            if (number == 1) {
                return StandardStreams.out();
            }
            if (number == 2) {
                return new FileOutputStream(FileDescriptor.err);
            }
        }
        try {
            // what is behind a descriptor may be a file, of which others have written the beginning
            return descriptor.isPresent()
                    ? Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                    : Files.newOutputStream(path, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw CommandException.usage(option + ": cannot be written: " + path + ": " + e);
        }
    }

    /** Whether a failed write there means that nobody reads any more. */
    static boolean isPipe(Path path) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == PIPE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // no Unix
        }
    }

    /** The number of the descriptor that a path leads to; empty if it leads to none. */
    private static Optional<Integer> descriptor(Path path) {
        try {
            Path all = DESCRIPTORS.toRealPath();
            Path at = path.toAbsolutePath();
            for (int links = 0; links < MOST_LINKS; links++) {
                Path parent = at.getParent();
                if (parent == null) {
                    return Optional.empty();
                }
                if (parent.toRealPath().equals(all)) {
                    return Optional.of(Integer.valueOf(at.getFileName().toString()));
                }
                if (!Files.isSymbolicLink(at)) {
                    return Optional.empty();
                }
                at = parent.resolve(Files.readSymbolicLink(at));
            }
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // there is no such directory, or there are no descriptors on this system
        }
    }
}
