package dev.tandem.internal.codec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link AttachmentOutput} wrote. Whoever wrote the file is not trusted: nothing is read from outside of it,
 * and not more in total than it holds, so that nobody makes much of little by naming the same bytes many times. Not
 * thread-safe.
 */
public final class AttachmentInput implements Closeable {
    private final DataFile file;
    private final long size;
    private final boolean mapsBuffers;
    private long unread;

    private AttachmentInput(DataFile file, long size, boolean mapsBuffers) {
        this.file = file;
        this.size = size;
        this.mapsBuffers = mapsBuffers;
        this.unread = size;
    }

    /** Opens a file. */
    public static AttachmentInput open(Path path) throws IOException {
        return open(path, false);
    }

    /** Opens a file that nobody will change, so that byte buffers can be mapped instead of read. */
    public static AttachmentInput openToMap(Path path) throws IOException {
        return open(path, true);
    }

    private static AttachmentInput open(Path path, boolean mapsBuffers) throws IOException {
        DataFile file = DataFile.open(path);
        try {
            return new AttachmentInput(file, file.size(), mapsBuffers);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** Returns how long the file was when it was opened. */
    public long size() {
        return size;
    }

    /**
     * Reads bytes.
     *
     * @throws MalformedPayloadException if the file does not have them
     */
    public byte[] read(long offset, long length) throws IOException {
        claim(offset, length, 1);
        byte[] bytes = new byte[(int) length];
        readArray(ArrayType.BYTES, bytes, 0, bytes.length, offset);
        return bytes;
    }

    /**
     * Requires that the file has elements that were not read yet, as many as an array can hold. To be called before
     * memory is taken for them, and once for what is read.
     */
    void claim(long offset, long length, int elementBytes) {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new MalformedPayloadException("an array must have a length that there is: length=" + length);
        }
        claimRange(offset, length * elementBytes);
    }

    /** Requires that the file has bytes that were not read yet, as {@link #claim} does. */
    void claimRange(long offset, long length) {
        if (length < 0 || offset < 0 || offset > size || length > size - offset || length > unread) {
            throw new MalformedPayloadException("a file must hold what a payload refers to: offset=" + offset
                    + ", length=" + length + ", size=" + size + ", unread=" + unread);
        }
        unread -= length;
    }

    /** Fills elements of an array. */
    void readArray(ArrayType type, Object array, int first, int length, long offset) throws IOException {
        int bytes = type.elementBytes();
        int step = Piece.SIZE / bytes;
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) throws IOException {
                int done = index * step;
                int count = Math.min(step, length - done);
                piece.limit(count * bytes);
                file.read(piece, offset + (long) done * bytes);
                type.get(piece.flip(), array, first + done, count);
            }
        }.copyAll(Piece.count(length, step));
    }

    /** Fills a buffer outside of the heap. */
    void readDirect(ByteBuffer buffer, long offset) throws IOException {
        file.read(buffer, offset);
    }

    /** Maps bytes for reading, which counts as having read them; null if they are to be read. */
    @Nullable
    ByteBuffer tryMap(long offset, long length) throws IOException {
        if (!mapsBuffers || !file.isMappable()) {
            return null;
        }
        claim(offset, length, 1);
        return file.map(offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
