package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Standard input, output and error as the shell gave them, and what lies behind them. */
public final class StandardStreams {
    private static final int OCTAL = 8;
    private static final long CLOSE_ON_EXEC = 02000000;
    /** Neither of both bits: open for reading only. */
    private static final long ACCESS = 3;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private StandardStreams() {}

    /**
     * Standard input. Closing the stream does not close the descriptor.
     *
     * @throws CommandException if it is a directory, or was closed by whoever started the command: its number is that of a
     *     file of the JVM then, which must be neither read nor closed
     */
    static InputStream in() {
        if (isOfTheJvm()) {
            throw CommandException.usage("standard input is closed, and neither --arg-file, --files nor ::: is given");
        }
        if (Files.isDirectory(DESCRIPTORS.resolve("0"))) {
            throw CommandException.usage("standard input is a directory; --files takes the files in it");
        }
        return new FilterInputStream(new FileInputStream(FileDescriptor.in)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    /** Files that a JVM opens are marked to be closed at exec, or lie in its home; inherited ones are neither. */
    private static boolean isOfTheJvm() {
        try {
            Path home = Path.of(System.getProperty("java.home")).toRealPath();
            return (flags(0) & CLOSE_ON_EXEC) != 0
                    || target(0).map(name -> Path.of(name).startsWith(home)).orElse(false);
        } catch (NoSuchFileException e) {
            return Files.isDirectory(DESCRIPTORS); // nothing has that number
        } catch (IOException | RuntimeException e) {
            return false; // not Linux
        }
    }

    /**
     * Whether this descriptor can be one that the command was given to write to. The JVM has opened others under numbers that
     * were free: to read, as the jars of the class path, or marked to be closed at exec.
     */
    static boolean isGivenForWriting(int descriptor) {
        try {
            long flags = flags(descriptor);
            return (flags & ACCESS) != 0 && (flags & CLOSE_ON_EXEC) == 0;
        } catch (NoSuchFileException e) {
            return !Files.isDirectory(DESCRIPTORS);
        } catch (IOException | RuntimeException e) {
            return true; // not Linux
        }
    }

    private static long flags(int descriptor) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToLong(
                        line -> Long.parseLong(line.substring("flags:".length()).strip(), OCTAL))
                .findFirst()
                .orElse(0);
    }

    /** Standard output, whatever {@code System.out} is. */
    static OutputStream out() {
        return new FileOutputStream(FileDescriptor.out);
    }

    static boolean isTerminal(int descriptor) {
        return target(descriptor)
                .map(name -> name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console"))
                .orElse(false); // or not Linux
    }

    /** Whether a failed write means that the reader has gone. */
    static boolean isBrokenPipe(IOException failure) {
        return isOutputPiped()
                .orElseGet(() -> String.valueOf(failure.getMessage()).contains("Broken pipe"));
    }

    /** Whether standard output is read by somebody; empty if that cannot be told. */
    public static Optional<Boolean> isOutputPiped() {
        return target(1).map(name -> name.startsWith("pipe:") || name.startsWith("socket:"));
    }

    /** The rest of standard input once more, from where it stands now, if it is a file. To be called before it is read. */
    static Optional<InputStream> inputAgain() {
        Path file = Path.of("/proc/self/fd/0");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            long position = new FileInputStream(FileDescriptor.in).getChannel().position();
            FileChannel again = FileChannel.open(file);
            again.position(position);
            return Optional.of(Channels.newInputStream(again));
        } catch (IOException e) {
            return Optional.empty(); // it may be read but once
        }
    }

    private static Optional<String> target(int descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString());
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // not Linux
        }
    }
}
