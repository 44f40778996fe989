package dev.tandem.testkit;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A byte for each task of a run of many millions, 0 unless set. Threads may use different bytes at the same time; who
 * reads a byte that another thread has set must have been told so by other means.
 */
final class ByteTable {
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final AtomicReferenceArray<byte[]> chunks = new AtomicReferenceArray<>(1 << (31 - CHUNK_BITS));

    byte get(int index) {
        byte[] chunk = chunks.get(index >>> CHUNK_BITS);
        return chunk == null ? 0 : chunk[index & (CHUNK - 1)];
    }

    void set(int index, byte value) {
        chunkOf(index)[index & (CHUNK - 1)] = value;
    }

    /** Adds 1, up to the greatest byte; returns the new value. */
    byte increment(int index) {
        byte value = get(index);
        byte next = value == Byte.MAX_VALUE ? value : (byte) (value + 1);
        set(index, next);
        return next;
    }

    /** How much memory the table takes. */
    long bytes() {
        long bytes = 4L * chunks.length();
        for (int i = 0; i < chunks.length(); i++) {
            bytes += chunks.get(i) == null ? 0 : CHUNK;
        }
        return bytes;
    }

    private byte[] chunkOf(int index) {
        int number = index >>> CHUNK_BITS;
        byte[] chunk = chunks.get(number);
        if (chunk == null) {
            chunks.compareAndSet(number, null, new byte[CHUNK]);
            chunk = chunks.get(number);
        }
        return chunk;
    }
}
