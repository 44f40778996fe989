package dev.tandem.internal.fleet;

/**
 * How many tasks a worker is given ahead, from the measured task time: many when tasks are tiny, since then waking up
 * is the cost; one when they are long, so that nothing waits behind them; and one more than runs in between, so that a
 * worker need not wait for the next one. Guarded by the pool's lock.
 *
 * <p>The figures come from measurements on two cores: at 20 us a window of 16 keeps a worker as busy as one of 256, at
 * 100 us one of 4, and from a millisecond on the window does not matter.
 */
final class LookAhead {
    private static final long TINY_NANOS = 10_000;
    private static final long SMALL_NANOS = 50_000;
    private static final long MIDDLE_NANOS = 200_000;
    private static final long LONG_NANOS = 20_000_000;

    /** The same in a pool with a limited queue, where what waits at a worker does not count. */
    private static final long LONG_IF_LIMITED_NANOS = 750_000;

    /** The longest task time that is believed, so that one very long task does not outweigh many others. */
    private static final long MOST_NANOS = 100_000_000;

    private static final int DEEP = 64;

    private static final long FIRST_START_NANOS = 300_000_000;

    /** From which task time on nothing waits behind a task. */
    private final long longNanos;

    private long taskNanos = 1_000_000;
    private boolean measured;
    private long startNanos = FIRST_START_NANOS;

    LookAhead(boolean isQueueLimited) {
        longNanos = isQueueLimited ? LONG_IF_LIMITED_NANOS : LONG_NANOS;
    }

    /** A task has run. */
    void ran(long nanos) {
        measured = true;
        long bounded = Math.max(0, Math.min(nanos, MOST_NANOS));
        taskNanos += (bounded - taskNanos) / 8;
    }

    /** A worker has started. */
    void started(long nanos) {
        startNanos += (nanos - startNanos) / 4;
    }

    /** The average time of a task. */
    long taskNanos() {
        return taskNanos;
    }

    /** The average time a worker takes to start. */
    long startNanos() {
        return startNanos;
    }

    /**
     * With how many tasks a worker does not need the next one at once: where the window is deep, tasks are then sent when
     * answers are taken in, many at a time.
     */
    int lowWater() {
        int window = window();
        return window < DEEP ? window : window / 2;
    }

    /** How many tasks a worker may have at a time. */
    int window() {
        if (!measured || taskNanos >= longNanos) {
            return 1;
        }
        if (taskNanos >= MIDDLE_NANOS) {
            return 2;
        }
        if (taskNanos >= SMALL_NANOS) {
            return 8;
        }
        return taskNanos >= TINY_NANOS ? 256 : 1024;
    }
}
