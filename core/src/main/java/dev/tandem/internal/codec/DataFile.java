package dev.tandem.internal.codec;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * An open file that an interrupt of the thread that uses it does not close. A second thread may read and write it too,
 * elsewhere in the file; one that is never interrupted, and it may find the file closed by an interrupt of the first one.
 */
public final class DataFile implements Closeable {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> MAKE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);

    private final Set<OpenOption> mode;

    /** Written by whoever has it. */
    private Path path;

    /** Written by the thread whose file it is. */
    private volatile FileChannel channel;

    private DataFile(Path path, Set<OpenOption> mode, FileChannel channel) {
        this.path = path;
        this.mode = mode;
        this.channel = channel;
    }

    /** Makes a file for writing. */
    public static DataFile create(Path path) throws IOException {
        return new DataFile(path, WRITE, FileChannel.open(path, MAKE));
    }

    /** Opens a file for writing that is there already. */
    public static DataFile overwrite(Path path) throws IOException {
        return new DataFile(path, WRITE, FileChannel.open(path, WRITE));
    }

    /** Opens a file for reading. */
    static DataFile open(Path path) throws IOException {
        return new DataFile(path, READ, FileChannel.open(path, READ));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** It has been moved. */
    public void movedTo(Path place) {
        path = place;
    }

    long size() throws IOException {
        return size(Long.MAX_VALUE);
    }

    /** Returns how long it is, after cutting it to a length if it is longer. */
    long size(long most) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    long size = channel.size();
                    if (size > most) {
                        channel.truncate(most);
                        size = most;
                    }
                    return size;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    channel = FileChannel.open(path, mode);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes what remains in a buffer, from a position of the file on. */
    void write(ByteBuffer from, long position) throws IOException {
        transfer(from, position, true);
    }

    /** Fills what remains of a buffer, from a position of the file on. */
    void read(ByteBuffer to, long position) throws IOException {
        transfer(to, position, false);
    }

    /** A channel ends with an interrupt: it is kept from the channel, and one that comes meanwhile costs a second try. */
    private void transfer(ByteBuffer buffer, long position, boolean writing) throws IOException {
        long base = position - buffer.position();
        boolean interrupted = Thread.interrupted();
        try {
            while (buffer.hasRemaining()) {
                try {
                    long at = base + buffer.position();
                    if ((writing ? channel.write(buffer, at) : channel.read(buffer, at)) < 0) {
                        throw new EOFException("file ends early: file=" + path + ", position=" + at);
                    }
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    channel = FileChannel.open(path, mode);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Gives its memory back, also of what others have opened, and deletes it. */
    public void empty() throws IOException {
        try {
            size(0);
        } finally {
            discard();
        }
    }

    /** Closes it, and deletes it. */
    public void discard() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // it goes with its directory
        }
    }
}
