package dev.tandem.internal.codec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file beside a payload, for values that are too large to be copied into it. Made when it is first used. Not thread-safe. */
/*
 * The file lies in shared memory where there is such a file system. It is written and read by system calls in pieces, not
 * by a mapping, although that would save the step by way of the piece: where a file system has no room, writing into a
 * mapping ends a JVM instead of failing one task; a mapping holds memory until the garbage collector finds it; and each
 * fresh page costs a fault. Of 64 MiB, in milliseconds, on the machine that this was measured on: written in pieces 10-30
 * and read 8-25, written into a fresh mapping of pages that were there 340-540, of new ones 570-900, and read 45-80.
 */
public final class AttachmentOutput implements Closeable {
    private final Path path;
    private final long number;
    private final @Nullable SpareFiles spares;

    /** Whether it is one file of the system, however large, so that it can be mapped. */
    private final boolean isOneFile;

    private @Nullable DataFile file;

    /** Whether the file may hold more than was written, by whoever had it before or by what was rolled back. */
    private boolean isLonger;

    private long position;
    private @Nullable AttachmentException failure;

    /**
     * Creates an attachment.
     *
     * @param path the file that it makes when it is first written to; nothing must be there
     * @param number the number in the name of the file
     */
    public AttachmentOutput(Path path, long number) {
        this(path, number, null);
    }

    /**
     * Creates an attachment.
     *
     * @param path the file that it makes when it is first written to; nothing must be there
     * @param number the number in the name of the file
     * @param spares files that it may use instead of making one, null for none
     */
    public AttachmentOutput(Path path, long number, @Nullable SpareFiles spares) {
        this(path, number, spares, false);
    }

    private AttachmentOutput(Path path, long number, @Nullable SpareFiles spares, boolean isOneFile) {
        this.path = path;
        this.number = number;
        this.spares = spares;
        this.isOneFile = isOneFile;
    }

    /**
     * Creates an attachment that is one file of the system, however large it gets.
     *
     * @param path the file that it makes when it is first written to; nothing must be there
     * @param number the number in the name of the file
     * @param spares files that it may use instead of making one
     */
    public static AttachmentOutput inOneFile(Path path, long number, SpareFiles spares) {
        return new AttachmentOutput(path, number, spares, true);
    }

    /** The number in the name of the file. */
    public long number() {
        return number;
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /**
     * Writes bytes at the end of the file, and returns where they start.
     *
     * @throws IOException also if anything could not be written before
     */
    public long write(byte[] bytes, int offset, int length) throws IOException {
        return writeArray(ArrayType.BYTES, bytes, offset, length);
    }

    /** Writes elements of an array at the end of the file, and returns where they start. */
    long writeArray(ArrayType type, Object array, int offset, int length) throws IOException {
        long start = position;
        int bytes = type.elementBytes();
        int step = Piece.SIZE / bytes;
        DataFile open = ensureOpen((long) length * bytes);
        PieceWork work = new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) throws IOException {
                int done = index * step;
                type.put(array, offset + done, Math.min(step, length - done), piece);
                open.write(piece.flip(), start + (long) done * bytes);
            }
        };
        try {
            try {
                work.copyAll(Piece.count(length, step));
            } catch (IOException e) {
                ensureFreed(e);
                work.copyAll(Piece.count(length, step));
            }
        } catch (IOException e) {
            throw failed(e);
        }
        position += (long) length * bytes;
        return start;
    }

    /** Writes what remains in a buffer at the end of the file, and returns where that starts; the buffer stays as it is. */
    long writeBuffer(ByteBuffer buffer) throws IOException {
        long start = position;
        ByteBuffer source = buffer.duplicate();
        if (source.isDirect()) {
            append(source);
            return start;
        }
        ByteBuffer piece = Piece.take();
        try {
            int end = source.limit();
            while (source.position() < end) {
                source.limit(source.position() + Math.min(Piece.SIZE, end - source.position()));
                piece.clear();
                append(piece.put(source).flip());
            }
        } finally {
            Piece.giveBack(piece);
        }
        return start;
    }

    private void append(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        DataFile open = ensureOpen(length);
        try {
            try {
                open.write(bytes, position);
            } catch (IOException e) {
                ensureFreed(e);
                open.write(bytes, position + length - bytes.remaining());
            }
        } catch (IOException e) {
            throw failed(e);
        }
        position += length;
    }

    /** There is no room, or so it seems: there may be some in files that are kept. */
    private void ensureFreed(IOException cause) throws IOException {
        SpareFiles kept = spares;
        if (kept == null || !kept.tryFree()) {
            throw cause;
        }
    }

    /** Opens the file if that was not done yet, and so much will be written at least. */
    private DataFile ensureOpen(long length) throws IOException {
        AttachmentException before = failure;
        if (before != null) { // user code may have caught it, and gone on without what is missing
            throw before;
        }
        DataFile open = file;
        if (open == null) {
            SpareFiles kept = spares;
            open = kept != null && length >= SpareFiles.LEAST_BYTES ? kept.tryTake(path, length) : null;
            isLonger = open != null;
            if (open == null) {
                try {
                    open = DataFile.create(path, isOneFile ? 0 : length);
                } catch (IOException e) {
                    throw failed(e);
                }
            }
            file = open;
        }
        return open;
    }

    private AttachmentException failed(IOException cause) {
        AttachmentException wrapped = new AttachmentException(
                "cannot write a large value to " + path.getParent() + ": " + Problems.message(cause), cause);
        failure = wrapped;
        return wrapped;
    }

    /** How many bytes were written. */
    public long position() {
        return position;
    }

    /** Forgets what was written after the first bytes, and that something could not be written. */
    void rollBack(long newPosition) {
        position = newPosition;
        isLonger |= file != null;
        failure = null;
    }

    /** Closes the file, which stays: it holds what was written, and nothing else. */
    @Override
    public void close() throws IOException {
        DataFile open = file;
        if (open != null) {
            try (open) {
                cut(open);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** Hands the file over, open: it holds what was written, and nothing else. Something must have been written. */
    public DataFile detach() throws IOException {
        DataFile open = file;
        if (open == null) {
            throw new IllegalStateException("there must be a file: path=" + path);
        }
        cut(open);
        file = null;
        return open;
    }

    private void cut(DataFile open) throws IOException {
        if (isLonger) {
            open.cut(position);
        }
    }

    /** Closes the file and deletes it. */
    public void discard() {
        DataFile open = file;
        if (open != null) {
            open.discard();
        }
    }
}
