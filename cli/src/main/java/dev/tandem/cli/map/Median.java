package dev.tandem.cli.map;

import java.time.Duration;

/**
 * The median of any number of times, in little memory: times are counted in classes that are 2 % wide, so that it is
 * right to 2 %. Not thread-safe.
 */
final class Median {
    private static final double WIDTH = Math.log(1.02);

    /** Up to 2^63 ns. */
    private final long[] counts = new long[(int) (Math.log(Long.MAX_VALUE) / WIDTH) + 2];

    private long total;

    void add(Duration time) {
        counts[(int) (Math.log((double) Math.max(1, time.toNanos())) / WIDTH)]++;
        total++;
    }

    long count() {
        return total;
    }

    /** The median; zero if there is nothing. */
    Duration value() {
        long before = 0;
        for (int i = 0; i < counts.length; i++) {
            before += counts[i];
            if (before * 2 >= total && before > 0) {
                return Duration.ofNanos((long) Math.exp((i + 0.5) * WIDTH));
            }
        }
        return Duration.ZERO;
    }
}
