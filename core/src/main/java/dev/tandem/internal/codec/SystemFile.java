package dev.tandem.internal.codec;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** An open file of the system, as {@link DataFile} uses one or two. */
final class SystemFile implements Closeable {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

    /** A link is not followed: whoever may make one here need not have the right to write where it leads. */
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    /** What is done to an open file. */
    private enum Act {
        SIZE,
        CUT,
        READ,
        WRITE
    }

    private final Set<OpenOption> mode;

    /** Written by whoever has it. */
    private Path path;

    /** Written by the thread whose file it is. */
    private volatile FileChannel channel;

    private SystemFile(Path path, Set<OpenOption> mode, FileChannel channel) {
        this.path = path;
        this.mode = mode;
        this.channel = channel;
    }

    /** Makes a file for writing. */
    static SystemFile create(Path path) throws IOException {
        return new SystemFile(path, WRITE, FileChannel.open(path, CREATE));
    }

    static SystemFile open(Path path, boolean writing) throws IOException {
        Set<OpenOption> mode = writing ? WRITE : READ;
        return new SystemFile(path, mode, FileChannel.open(path, mode));
    }

    void movedTo(Path place) {
        path = place;
    }

    long size() throws IOException {
        return perform(Act.SIZE, NO_BYTES, 0);
    }

    /** Cuts it to a length if it is longer. */
    void cut(long length) throws IOException {
        long unused = perform(Act.CUT, NO_BYTES, length);
    }

    /** Fills a buffer from the file, or writes what is left in it there. */
    void transfer(ByteBuffer buffer, long position, boolean writing) throws IOException {
        long unused = perform(writing ? Act.WRITE : Act.READ, buffer, position - buffer.position());
    }

    /**
     * A channel ends with an interrupt: it is kept from the channel, and one that comes meanwhile costs a second try, which
     * goes on where the first one ended.
     */
    private long perform(Act act, ByteBuffer buffer, long number) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return tryPerform(act, buffer, number);
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

    /**
     * Does it with the channel that there is.
     *
     * @param buffer what is read or written
     * @param number the length to cut to, or where in the file the beginning of the buffer is
     * @return the size for {@link Act#SIZE}
     */
    private long tryPerform(Act act, ByteBuffer buffer, long number) throws IOException {
        if (act == Act.SIZE || act == Act.CUT) {
            long size = channel.size();
            if (act == Act.CUT && size > number) {
                channel.truncate(number);
            }
            return size;
        }
        while (buffer.hasRemaining()) {
            long at = number + buffer.position();
            if ((act == Act.WRITE ? channel.write(buffer, at) : channel.read(buffer, at)) < 0) {
                throw new EOFException("file ends early: file=" + path + ", position=" + at);
            }
        }
        return 0;
    }

    /** Maps a part for reading. An interrupt is kept from the channel, as above. */
    ByteBuffer map(long position, long length) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return channel.map(FileChannel.MapMode.READ_ONLY, position, length);
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
