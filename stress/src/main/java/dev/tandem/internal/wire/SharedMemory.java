package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the states of a test. A region of its own for each would be a mapped file of a megabyte; these are regions
 * that overlap, in such a way that no byte is used by two of them. Memory is used again when jcstress has forgotten the
 * states that had it.
 */
final class SharedMemory {
    /** How many states can exist at a time. jcstress makes 256 * 40, and as many again before it forgets the old ones. */
    private static final int STATES = 32 * 1024;

    /** No two states share a cache line, as the two sides of a region do not. */
    private static final int LINE = 64;

    private static final int WORD = Long.BYTES;

    private static final int RING_BLOCK = 8 * LINE;
    private static final int RING_CONTROL = 0;
    private static final int RING_DATA = 5 * LINE;

    /** How many of the first bytes of a ring a test may use. */
    static final int RING_START = RING_BLOCK - RING_DATA;

    /** How many of the last bytes of a ring a test may use. */
    static final int RING_END = LINE;

    private final ByteBuffer memory;
    private final int distance;
    private final int size;
    private final AtomicLong last = new AtomicLong();

    /** A state has a region at each multiple of {@code distance}, of which it uses less than that. */
    private SharedMemory(int distance, int size, int states) {
        this.distance = distance;
        this.size = size;
        this.memory = ByteBuffer.allocateDirect(distance * (states - 1) + size);
    }

    /** Memory in which each state has a scoreboard. */
    static SharedMemory ofScoreboards() {
        return new SharedMemory(2 * LINE, RegionDescriptor.TASK_RING_OFFSET, STATES);
    }

    /** Memory in which each state has a slot; it is the one of the state's number. */
    static SharedMemory ofSlots() {
        int slots = RegionDescriptor.SLOTS * WORD;
        return new SharedMemory(slots, RegionDescriptor.SLOTS_OFFSET + slots, STATES / RegionDescriptor.SLOTS);
    }

    /**
     * Memory in which each state has a ring with its control block. Of the data of the ring a test may use the first
     * {@link #RING_START} and the last {@link #RING_END} bytes.
     */
    /*
     *   0 tail   128 head   192 flag of the reader   256 last bytes of a ring that begins some blocks before
     * 320 first bytes of the ring
     */
    static SharedMemory ofRings() {
        if (RegionDescriptor.RING_SIZE % RING_BLOCK != 0) {
            throw new AssertionError("the last line of a ring would not be the one before its first, in another block");
        }
        return new SharedMemory(RING_BLOCK, RING_DATA + RegionDescriptor.RING_SIZE, STATES);
    }

    /** A number that no other state has. */
    long nextNumber() {
        return last.incrementAndGet();
    }

    /** The region of a state that has one of its own. */
    Region region(long number) {
        return regionAt((int) (number % STATES));
    }

    /** The region of a state that has only a slot of its own. */
    Region regionOfSlot(long number) {
        return regionAt((int) (number / RegionDescriptor.SLOTS % (STATES / RegionDescriptor.SLOTS)));
    }

    private Region regionAt(int index) {
        return new Region(memory.slice(distance * index, size));
    }

    /** A new ring, as it is after so many bytes. */
    static Ring ring(Region region, long position) {
        for (int offset = 0; offset < RING_BLOCK; offset += WORD) {
            if (offset < RING_DATA - RING_END || offset >= RING_DATA) { // else another's
                region.putLong(offset, 0);
            }
        }
        for (int offset = RING_DATA + RegionDescriptor.RING_SIZE - RING_END;
                offset < RING_DATA + RegionDescriptor.RING_SIZE;
                offset += WORD) {
            region.putLong(offset, 0);
        }
        return new Ring(
                        region,
                        RING_CONTROL,
                        new RingWriter(region, RING_CONTROL, RING_DATA),
                        new RingReader(region, RING_CONTROL, RING_DATA))
                .forwarded(position);
    }
}
