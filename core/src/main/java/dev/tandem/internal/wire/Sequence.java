package dev.tandem.internal.wire;

/**
 * The numbers of the tasks that are sent to a worker: the lane in the upper bits and a count from 1 in the lower ones,
 * so that one number names one task of a worker.
 */
public final class Sequence {
    /** Leaves room for 2^52 tasks: centuries, at any rate a lane can take. */
    private static final int LANE_SHIFT = 52;

    private Sequence() {}

    /** The number of the first task of a lane. */
    public static long first(int lane) {
        return ((long) lane << LANE_SHIFT) + 1;
    }

    /** The lane of a task. */
    public static int lane(long sequence) {
        return (int) (sequence >>> LANE_SHIFT);
    }
}
