package dev.tandem.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How often some work is done before it counts.
 *
 * @param least so often at least
 * @param longest then on until it gets no faster, but no longer than that in all
 */
record Warmup(int least, Duration longest) {
    /** The best of so many is compared with the best before. */
    private static final int LATEST = 3;

    /** By how much it must be faster to be worth going on. */
    private static final double WORTH = 0.05;

    /** So often and no more. */
    static Warmup times(int times) {
        return new Warmup(times, Duration.ZERO);
    }

    /** Until the best of the last three is no longer 5 % faster than the best before. */
    static Warmup untilSettled(Duration longest) {
        return new Warmup(LATEST + 1, longest);
    }

    /** What gets faster. */
    interface Work {
        void run() throws Exception;
    }

    /** Does the work. */
    void of(Work work) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        List<Long> nanos = new ArrayList<>();
        while (nanos.size() < least || !isSettled(nanos) && System.nanoTime() < end) {
            long start = System.nanoTime();
            work.run();
            nanos.add(System.nanoTime() - start);
        }
    }

    static boolean isSettled(List<Long> nanos) {
        int before = nanos.size() - LATEST;
        return before > 0
                && Collections.min(nanos.subList(before, nanos.size()))
                        > (1 - WORTH) * Collections.min(nanos.subList(0, before));
    }
}
