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
        return sizeCutTo(Long.MAX_VALUE);
    }

    /** Cuts it to a length if it is longer. */
    void cut(long length) throws IOException {
        long unused = sizeCutTo(length);
    }

    private long sizeCutTo(long most) throws IOException {
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

    /** A channel ends with an interrupt: it is kept from the channel, and one that comes meanwhile costs a second try. */
    void transfer(ByteBuffer buffer, long position, boolean writing) throws IOException {
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
