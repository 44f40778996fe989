package dev.tandem;

import dev.tandem.internal.task.Nanos;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Limits how often something may be done: {@code RateLimit.perSecond(100)}, {@code RateLimit.of(10,
 * Duration.ofMinutes(1))}.
 *
 * <p>Permits come one after the other, evenly spaced, to within two milliseconds. What is not used is lost, unless
 * {@link #burst} lets some of it be saved up. Time is monotonic: changes of the wall clock do not matter.
 *
 * <p>The object is the limit: several stages, pipelines and threads that are given the same one share it. Thread-safe.
 *
 * @since 0.1
 */
/*
 * A bucket of tokens, told by one number: `next`, the time at which the bucket would be one token short of what it holds
 * now. A token is taken by moving `next` on by the interval between two permits; it may be used at the old value of
 * `next`, or earlier by what may be saved up. An idle limit catches up with the present, and no further.
 */
public final class RateLimit {
    /**
     * How much too early a permit may be, so that the lateness of one pause is made up for by the next one. Less makes
     * high rates slower than asked for, since threads wake up late; more makes two permits follow each other more closely.
     */
    private static final long LATENESS_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** No permit is due in time. */
    static final long NOT_TAKEN = Long.MAX_VALUE;

    private final int permits;
    private final Duration period;
    private final int burst;
    private final long intervalNanos;
    private final long savedNanos;
    private final LongSupplier clock;

    /** When the next permit is due, counted from {@link #startNanos}. By compare-and-set. */
    private final AtomicLong next = new AtomicLong();

    private final long startNanos;

    RateLimit(int permits, Duration period, int burst, LongSupplier clock) {
        Checks.requirePositive("permits", permits);
        Checks.requirePositive("period", period);
        Checks.requirePositive("burst", burst);
        this.permits = permits;
        this.period = period;
        this.burst = burst;
        this.clock = clock;
        // upwards: rather too slow by a nanosecond than too fast
        this.intervalNanos = (Nanos.of(period) - 1) / permits + 1;
        this.savedNanos = Math.max(LATENESS_NANOS, saturatedProduct(burst - 1L, intervalNanos));
        this.startNanos = clock.getAsLong();
    }

    private static long saturatedProduct(long a, long b) {
        return a > 0 && b > Nanos.LONGEST / a ? Nanos.LONGEST : a * b;
    }

    /**
     * Returns a new limit of a number of permits a second.
     *
     * @param permits how many a second
     * @return the limit
     * @throws IllegalArgumentException if the number is not positive
     */
    public static RateLimit perSecond(int permits) {
        return of(permits, Duration.ofSeconds(1));
    }

    /**
     * Returns a new limit of a number of permits in a period of time.
     *
     * @param permits how many in the period
     * @param period the period
     * @return the limit
     * @throws IllegalArgumentException if a value is not positive
     */
    public static RateLimit of(int permits, Duration period) {
        return new RateLimit(permits, period, 1, System::nanoTime);
    }

    /**
     * Returns a new limit of the same rate that saves up permits while nobody takes them, so that some can be had at
     * once. It begins with all of them. The rate over a long time is the same; over a single period there may be as many
     * more as are saved up.
     *
     * @param most how many can be had at once at most; 1 unless set
     * @return a new limit, which shares nothing with this one
     * @throws IllegalArgumentException if the number is not positive
     */
    public RateLimit burst(int most) {
        return new RateLimit(permits, period, most, clock);
    }

    /**
     * Takes a permit, and waits until it may be used.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; the permit is lost then
     */
    public void acquire() throws InterruptedException {
        long due = take(Long.MAX_VALUE);
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a permit: limit=" + this);
            }
            long left = due - now();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    /**
     * Takes a permit if one may be used now.
     *
     * @return whether a permit was taken
     */
    public boolean tryAcquire() {
        return take(0) != NOT_TAKEN;
    }

    /** Takes a permit that is due within the patience; returns when it may be used, or {@link #NOT_TAKEN}. */
    long take(long patienceNanos) {
        while (true) {
            long now = now();
            long before = next.get();
            long due = before - savedNanos;
            if (due - now > patienceNanos) {
                return NOT_TAKEN;
            }
            // time that nobody used is lost, but for what is saved up: that is the difference of `due` and `next`
            if (next.compareAndSet(before, Math.max(before, now) + intervalNanos)) {
                return due;
            }
        }
    }

    private long now() {
        return clock.getAsLong() - startNanos;
    }

    @Override
    public String toString() {
        return "RateLimit[" + permits + " per " + period + (burst > 1 ? ", burst=" + burst : "") + ']';
    }
}
