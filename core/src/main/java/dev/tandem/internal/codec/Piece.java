package dev.tandem.internal.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;

/** The memory by way of which large values go into files and come from there, one piece after the other. */
final class Piece {
    /**
     * How much is copied at a time. It stays in a processor's cache between the two steps of its way: four times as much
     * took a fifth longer, a quarter of it too, by its system calls.
     */
    static final int SIZE = 256 * 1024;

    /** More: kept for nothing in most processes. Fewer: made anew when several threads send and receive at once. */
    private static final int MOST_KEPT = 4;

    private static final ArrayBlockingQueue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(MOST_KEPT);

    private Piece() {}

    /** Returns how many pieces so many elements are. */
    static int count(int length, int step) {
        return length / step + (length % step == 0 ? 0 : 1);
    }

    /** Takes memory outside of the heap, which the system reads and writes without a further copy. */
    static ByteBuffer take() {
        ByteBuffer kept = KEPT.poll();
        return kept == null ? ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder()) : kept;
    }

    static void giveBack(ByteBuffer piece) {
        KEPT.offer(piece);
    }
}
