package dev.tandem.internal.task;

import java.time.Duration;
import java.time.Instant;

/** Durations and moments as nanoseconds. */
public final class Nanos {
    /** Longest duration that can be added to {@code System.nanoTime()} without wrapping round within a life: 100 years. */
    public static final long LONGEST = Duration.ofDays(36_500).toNanos();

    @SuppressWarnings("TimeInStaticInitializer") // the two clocks are read at the same moment, whichever that is
    private static final Instant BASE_INSTANT = Instant.now();

    private static final long BASE_NANOS = System.nanoTime();

    private Nanos() {}

    /** Returns a duration in nanoseconds, at most a hundred years. */
    public static long of(Duration duration) {
        return duration.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : duration.toNanos();
    }

    /** Returns the wall-clock moment of a value of {@code System.nanoTime()}. */
    public static Instant toInstant(long nanoTime) {
        return BASE_INSTANT.plusNanos(nanoTime - BASE_NANOS);
    }
}
