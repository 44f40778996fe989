package dev.tandem.internal.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one attempt of a task prints, on either stream and in any of its threads: see
 * {@link dev.tandem.internal.wire.CapturedFile}.
 */
final class Capture {
    private final Path path;
    private final int limit;

    /** Made by the first print. Guarded by {@code this}. */
    private @Nullable RandomAccessFile file;

    /** How many bytes were kept, and how many were not. Guarded by {@code this}. */
    private int kept;

    private long dropped;

    /** Whether the task has ended. Guarded by {@code this}. */
    private boolean closed;

    Capture(Path path, int limit) {
        this.path = path;
        this.limit = limit;
    }

    /** Takes a print, unless the task has ended. What the file system does not take counts as dropped. */
    synchronized boolean tryWrite(byte[] bytes, int from, int length) {
        if (closed) {
            return false;
        }
        int fits = Math.min(length, limit - kept);
        try {
            RandomAccessFile out = file;
            if (out == null) {
                out = new RandomAccessFile(path.toFile(), "rw");
                file = out;
            }
            if (fits > 0) {
                out.seek(kept);
                out.write(bytes, from, fits);
                kept += fits;
            }
            if (fits < length) {
                dropped += length - fits;
                out.seek(limit);
                out.write(ByteBuffer.allocate(Long.BYTES).putLong(dropped).array());
            }
        } catch (IOException e) {
            dropped += length; // the disk is full: the task is not to suffer for it
        }
        return true;
    }

    /** The task has ended. */
    synchronized void close() {
        closed = true;
        RandomAccessFile out = file;
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                // each print was written at once
            }
        }
    }
}
