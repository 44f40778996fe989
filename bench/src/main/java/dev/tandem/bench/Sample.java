package dev.tandem.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What one repetition measured.
 *
 * @param values the figures, in the order that the measurement defines
 */
record Sample(List<Double> values) {
    Sample {
        values = List.copyOf(values);
    }

    static Sample of(double... values) {
        return new Sample(Arrays.stream(values).boxed().toList());
    }

    /** How many in a second. */
    static Sample rate(double count, long nanos) {
        return of(count * 1e9 / nanos);
    }

    /** How many in a second, and for each the nanoseconds by the clock and of this JVM's processor time. */
    static Sample pace(double count, long nanos, long processorNanos) {
        return of(count * 1e9 / nanos, nanos / count, processorNanos / count);
    }

    /** The median and the 99th percentile, in microseconds, of single times; sorts them. */
    static Sample latencies(long[] nanos) {
        Arrays.sort(nanos);
        return of(percentile(nanos, 0.5) / 1e3, percentile(nanos, 0.99) / 1e3);
    }

    static double percentile(long[] sorted, double fraction) {
        return sorted[(int) Math.ceil(fraction * sorted.length) - 1];
    }
}
