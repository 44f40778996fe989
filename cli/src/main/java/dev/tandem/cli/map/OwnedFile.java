package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that this command alone writes: it is locked, for as long as the process lives, against other commands. Not
 * opened a second time here: with POSIX locks that would end the lock.
 */
final class OwnedFile implements Closeable {
    private final Path path;
    private final FileChannel channel;
    private long end;

    private OwnedFile(Path path, FileChannel channel, long end) {
        this.path = path;
        this.channel = channel;
        this.end = end;
    }

    /**
     * Opens a file, or makes it, and locks it.
     *
     * @param option what it was given by, for messages
     * @throws CommandException if that cannot be done
     */
    static OwnedFile open(String option, Path path) {
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw CommandException.usage(option + ": is not a regular file: " + path);
            }
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw CommandException.usage(option + ": another command is writing to it now: " + path);
            }
            return new OwnedFile(path, channel, channel.size());
        } catch (NoSuchFileException e) {
            throw CommandException.usage(option + ": there is no such directory: "
                    + path.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw CommandException.usage(option + ": cannot be written: " + path + ": " + e);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by this process
        }
    }

    Path path() {
        return path;
    }

    long size() {
        return end;
    }

    /** Fills a buffer with what lies at a position; returns how much, -1 at the end. */
    int read(ByteBuffer buffer, long position) throws IOException {
        return channel.read(buffer, position);
    }

    void truncate(long size) throws IOException {
        channel.truncate(size);
        end = size;
    }

    /** Appends all of it; in one write, unless the disk is full. */
    void append(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            end += channel.write(buffer, end);
        }
    }

    /** Appends what is written to it; closes the file when it is closed. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                append(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                append(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                OwnedFile.this.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
