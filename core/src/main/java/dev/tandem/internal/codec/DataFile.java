package dev.tandem.internal.codec;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file that an interrupt of the thread that uses it does not close. Not thread-safe. */
final class DataFile implements Closeable {
    private final Path path;
    private final OpenOption mode;
    private FileChannel channel;

    private DataFile(Path path, OpenOption mode, FileChannel channel) {
        this.path = path;
        this.mode = mode;
        this.channel = channel;
    }

    /** Makes a file for writing. */
    static DataFile create(Path path) throws IOException {
        OpenOption mode = StandardOpenOption.WRITE;
        return new DataFile(path, mode, FileChannel.open(path, StandardOpenOption.CREATE_NEW, mode));
    }

    /** Opens a file for reading. */
    static DataFile open(Path path) throws IOException {
        OpenOption mode = StandardOpenOption.READ;
        return new DataFile(path, mode, FileChannel.open(path, mode));
    }

    long size() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return channel.size();
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
}
