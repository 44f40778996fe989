package dev.tandem.internal.progress;

import java.time.Duration;

/**
 * Tells how fast elements end, of late. Thread-safe.
 *
 * <p>Two sums, of elements and of time, fade at the same pace, so that their quotient is the plain average at first and
 * later that of about the last {@code WINDOW_NANOS}, or of the last quarter of a long run, in which elements may be
 * slow. Time without an end counts once it is longer than what is usual between two: a run in which an element ends
 * each minute has a steady rate, and one that is stuck has a falling one.
 */
public final class RateMeter {
    /** How far back the average reaches. Less follows every disturbance, more follows late. */
    private static final double WINDOW_NANOS = 10e9;

    /** How far back it reaches in long runs, as a share of them. */
    private static final double WINDOW_SHARE = 0.25;

    private static final double NANOS_PER_SECOND = 1e9;

    // guarded by this
    private long lastDone;
    private long lastNanos;
    private double elements;
    private double nanos;

    /**
     * Takes note of how many elements have ended, and returns the rate.
     *
     * @param done how many have ended since the start
     * @param elapsedNanos the time since the start
     * @return elements in a second
     */
    public synchronized double perSecond(long done, long elapsedNanos) {
        long passed = Math.max(0, elapsedNanos - lastNanos);
        if (done > lastDone) {
            double fading = Math.exp(-passed / Math.max(WINDOW_NANOS, WINDOW_SHARE * elapsedNanos));
            elements = elements * fading + (done - lastDone);
            nanos = nanos * fading + passed;
            lastDone = done;
            lastNanos = elapsedNanos;
            passed = 0;
        }
        if (elements == 0 || nanos + passed <= 0) {
            return 0;
        }
        double usual = nanos / elements;
        return elements / (nanos + Math.max(0, passed - usual)) * NANOS_PER_SECOND;
    }

    /** The time that elements take at a rate, in whole seconds; at most a hundred years. */
    public static Duration timeFor(long elements, double perSecond) {
        return Duration.ofSeconds((long) Math.min(3.2e9, Math.ceil(elements / perSecond)));
    }
}
