package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where in a file a payload lies that is too large for a record or refers to what is, and the names of such files. An
 * encoded task lies in the pool's directory, is written before any worker is chosen and stays until the task is done; an
 * outcome lies in the worker's directory and stays until it has been read. Then it goes, or is kept for a moment to be
 * written anew. What is left behind goes with the directory.
 *
 * @param offset where the payload starts; what it refers to lies before
 * @param length how long the payload is
 */
/*
 *   0  offset (8, big-endian)
 *   8  length (4)
 */
public record PayloadFile(long offset, int length) {
    /** How many bytes of a record it takes. */
    public static final int SIZE = Long.BYTES + Integer.BYTES;

    /** Requires that there can be such a place. */
    public PayloadFile {
        if (offset < 0 || length < 0) {
            throw new ProtocolException("a payload must lie in its file: offset=" + offset + ", length=" + length);
        }
    }

    /** The file of an encoded task, seen from a worker's directory. */
    public static Path ofTask(Path workerDirectory, long id) {
        return workerDirectory.resolveSibling("task-" + id);
    }

    /** The file of a value that is shared, seen from a worker's directory. It ends with its {@link #put place}. */
    public static Path ofShared(Path workerDirectory, long number) {
        return workerDirectory.resolveSibling("shared-" + number);
    }

    /** What tells the pool of a worker's directory from other pools. */
    public static String home(Path workerDirectory) {
        return String.valueOf(
                Objects.requireNonNull(workerDirectory.getParent(), "parent").getFileName());
    }

    /** The file of an outcome. */
    public static Path ofOutcome(Path workerDirectory, long sequence) {
        return workerDirectory.resolve("outcome-" + sequence);
    }

    /** Where the file of a payload lies that was read, until it is written anew: beside the others, in a directory. */
    public static Path spare(Path file) {
        return spares(file).resolve(file.getFileName());
    }

    /** The directory of such files, beside a payload's. */
    public static Path spares(Path file) {
        return file.resolveSibling("spare");
    }

    /** Reads what {@link #put} has written. */
    public static PayloadFile get(ByteBuffer from) {
        if (from.remaining() != SIZE) {
            throw new ProtocolException("a place in a file must take " + SIZE + " bytes: bytes=" + from.remaining());
        }
        return new PayloadFile(from.getLong(), from.getInt());
    }

    /** Writes it as a part of a record. */
    public ByteBuffer put(ByteBuffer to) {
        return to.putLong(offset).putInt(length);
    }
}
