package dev.tandem.internal.mapping;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Says how many elements travel together: a fixed number, or one that follows the measured time of an element. */
/*
 * Automatic: one element at a time until the first has been measured, then as many as take about a millisecond of
 * work, but never more than four times as many as were measured together before, so that one lucky measurement does
 * little harm. In a process pool the time of a small chunk is mostly that of its travel; as chunks grow, the measured
 * time of an element falls to what the work costs, and the size follows.
 */
public final class ChunkSizer {
    /**
     * The work that a chunk should hold. Less costs more tasks, at about a microsecond each in a thread pool and about
     * ten in a process pool; more delays results and leaves workers idle at the end.
     */
    private static final double TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Elements that take this long travel alone. */
    private static final double ALONE_NANOS = TARGET_NANOS / 2;

    /** The largest chunk. Fewer costs more tasks for the tiniest elements; more costs memory. */
    private static final int MOST = 4_096;

    /** The largest factor by which chunks grow at a time. */
    private static final int GROWTH = 4;

    /** The share of the newest measurement in the average. Less follows late; more follows every disturbance. */
    private static final double NEWEST_SHARE = 0.3;

    /** How many chunks for each worker a known remainder is split into at least, so that all end about together. */
    private static final int CHUNKS_AT_END = 4;

    private final OptionalInt fixed;
    private final boolean measuring;

    /** The average time of an element; negative before the first measurement. */
    private double elementNanos = -1;

    private int largestMeasured = 1;

    /** Creates a sizer of chunks that have a fixed size, if one is given. */
    public ChunkSizer(OptionalInt fixed) {
        this.fixed = fixed;
        this.measuring = fixed.isEmpty();
    }

    /** Whether measurements matter. */
    public boolean isMeasuring() {
        return measuring;
    }

    /** Tells how long a chunk took. */
    public void record(long nanos, int elements) {
        double sample = (double) Math.max(1, nanos) / elements;
        elementNanos = elementNanos < 0 ? sample : NEWEST_SHARE * sample + (1 - NEWEST_SHARE) * elementNanos;
        largestMeasured = Math.max(largestMeasured, elements);
    }

    /** Returns the size of the next chunk. */
    public int next(OptionalLong remaining, int workers) {
        if (!measuring) {
            return fixed.orElse(1);
        }
        if (elementNanos < 0 || elementNanos >= ALONE_NANOS) {
            return 1;
        }
        long size = (long) (TARGET_NANOS / elementNanos);
        size = Math.min(size, Math.min(MOST, (long) GROWTH * largestMeasured));
        if (remaining.isPresent()) {
            size = Math.min(size, remaining.getAsLong() / ((long) CHUNKS_AT_END * workers));
        }
        return (int) Math.max(1, size);
    }
}
