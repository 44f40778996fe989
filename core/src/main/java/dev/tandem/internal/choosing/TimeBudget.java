package dev.tandem.internal.choosing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How much time there is: in all, for a trial, and for one element. */
final class TimeBudget {
    /** The longest and the shortest trial. Longer is more exact on a busy machine. */
    private static final long LONGEST_TRIAL = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long SHORTEST_TRIAL = TimeUnit.MILLISECONDS.toNanos(20);

    /** How many trials, with their warm-up, fit into the limit if all goes well. */
    private static final int TRIALS = 32;

    private static final int ELEMENT_SHARE = 4;

    private final Duration limit;
    private final long deadline;

    TimeBudget(Duration limit) {
        this.limit = limit;
        this.deadline = System.nanoTime() + nanos(limit);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : duration.toNanos();
    }

    /** How long a trial lasts. */
    long trialNanos() {
        return Math.max(SHORTEST_TRIAL, Math.min(LONGEST_TRIAL, nanos(limit) / TRIALS));
    }

    /** What an element may take before it counts as one that hangs; no more than what is left. */
    Duration element() {
        return Duration.ofNanos(Math.max(1, Math.min(nanos(limit) / ELEMENT_SHARE, leftNanos())));
    }

    long leftNanos() {
        return deadline - System.nanoTime();
    }

    /** Whether there is time for another trial of elements that take so long. */
    boolean allows(double elementNanos) {
        return leftNanos() > 2 * trialNanos() + 3 * elementNanos;
    }
}
