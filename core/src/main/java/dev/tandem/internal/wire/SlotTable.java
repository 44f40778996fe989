package dev.tandem.internal.wire;

/**
 * The states of the tasks in flight between a parent and a worker, one word for each, holding the sequence number and
 * the state.
 *
 * <p>{@code SENT -> STARTED} by the worker, {@code SENT -> WITHDRAWN} by the parent, each by compare-and-set on the
 * whole word: one of them wins, and neither can touch a later task in the same slot.
 */
public final class SlotTable {
    /** How many tasks can be in flight. */
    public static final int SIZE = RegionDescriptor.SLOTS;

    private static final long SENT = 1;
    private static final long STARTED = 2;
    private static final long WITHDRAWN = 3;

    private final Region region;

    SlotTable(Region region) {
        this.region = region;
    }

    private static int offset(long sequence) {
        return RegionDescriptor.SLOTS_OFFSET + 8 * (int) (sequence & (SIZE - 1));
    }

    private static long word(long sequence, long state) {
        return (sequence << 2) | state;
    }

    /** The parent is about to publish a task. */
    public void send(long sequence) {
        region.setRelease(offset(sequence), word(sequence, SENT));
    }

    /** The worker starts a task, unless it was withdrawn. */
    public boolean tryStart(long sequence) {
        return region.compareAndSet(offset(sequence), word(sequence, SENT), word(sequence, STARTED));
    }

    /** The parent withdraws a task, unless it has started. */
    public boolean tryWithdraw(long sequence) {
        return region.compareAndSet(offset(sequence), word(sequence, SENT), word(sequence, WITHDRAWN));
    }

    /** Whether the worker has started a task. It may have ended it since. */
    public boolean isStarted(long sequence) {
        return region.getAcquire(offset(sequence)) == word(sequence, STARTED);
    }
}
