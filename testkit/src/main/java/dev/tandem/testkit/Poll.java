package dev.tandem.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition by looking again and again: for what does not say by itself that it has happened. */
final class Poll {
    /** How long a condition may take: long enough for a loaded machine, shorter than a test's deadline. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The pause between two looks. Longer makes tests slower, shorter takes the processor from what is tested. */
    private static final long PAUSE_MILLIS = 3;

    private Poll() {}

    /** Waits until the condition holds, and fails if it does not within {@link #PATIENCE}. */
    static void until(String what, BooleanSupplier condition) {
        if (!within(PATIENCE, condition)) {
            throw new AssertionError("waited in vain: " + what + ", waited=" + PATIENCE);
        }
    }

    /** Waits until the condition holds, and returns whether it did within the limit. */
    static boolean within(Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        long limitNanos = limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limitNanos) {
                return condition.getAsBoolean();
            }
            pause();
        }
        return true;
    }

    /** Waits until an amount of time has passed since a reading of {@link System#nanoTime()}. */
    static void untilPassed(Duration time, long sinceNanos) {
        until("passing of " + time, () -> System.nanoTime() - sinceNanos > time.toNanos());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
