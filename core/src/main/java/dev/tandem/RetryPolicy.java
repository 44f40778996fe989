package dev.tandem;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Whether and when a failed task is run again:
 * {@code RetryPolicy.attempts(3).backoff(Duration.ofMillis(100), Duration.ofSeconds(5))}.
 *
 * <p>Cancellation and a missed {@link TaskOptions#deadline deadline} are never retried. A timeout and the death of a
 * worker are retried only when {@link #onTimeout()} and {@link #onCrash()} ask for it, since the task may have done
 * part of its work. A task that killed three workers is not run again in any case.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(1)) {
 *     var policy = RetryPolicy.attempts(3)
 *             .backoff(Duration.ofMillis(10), Duration.ofSeconds(1))
 *             .when(IllegalStateException.class);
 *     var future = pool.with(o -> o.retries(policy)).submit(() -> {
 *         if (WorkerContext.current().orElseThrow().attempt() < 3) {
 *             throw new IllegalStateException("not yet");
 *         }
 *         return "done";
 *     });
 *     System.out.println(future.get() + " at attempt " + future.attempts()); // done at attempt 3
 * }
 * }</pre>
 *
 * @param maxAttempts how often the task is run at most, the first time included
 * @param firstDelay the delay before the second attempt; it doubles with each further one
 * @param maxDelay the longest delay
 * @param retryable which exceptions of the task are retried
 * @param retryTimeout whether a {@link TaskTimeoutException} of the task's timeout is retried
 * @param retryCrash whether a {@link WorkerCrashedException} is retried
 * @since 0.1
 */
public record RetryPolicy(
        int maxAttempts,
        Duration firstDelay,
        Duration maxDelay,
        Predicate<? super Throwable> retryable,
        boolean retryTimeout,
        boolean retryCrash) {
    private static final RetryPolicy NEVER =
            new RetryPolicy(1, Duration.ZERO, Duration.ZERO, failure -> true, false, false);

    /**
     * Checks the values.
     *
     * @param maxAttempts how often the task is run at most, the first time included
     * @param firstDelay the delay before the second attempt; it doubles with each further one
     * @param maxDelay the longest delay
     * @param retryable which exceptions of the task are retried
     * @param retryTimeout whether a {@link TaskTimeoutException} of the task's timeout is retried
     * @param retryCrash whether a {@link WorkerCrashedException} is retried
     * @throws IllegalArgumentException if a value is not allowed
     */
    public RetryPolicy {
        Checks.requirePositive("maxAttempts", maxAttempts);
        Checks.requireNotNegative("firstDelay", firstDelay);
        Checks.require(
                maxDelay.compareTo(firstDelay) >= 0,
                () -> "maxDelay must not be less than firstDelay: maxDelay=" + maxDelay + ", firstDelay=" + firstDelay);
    }

    /**
     * Returns the policy that never runs a task twice: the default.
     *
     * @return the policy
     */
    public static RetryPolicy never() {
        return NEVER;
    }

    /**
     * Returns a policy that runs a task again at once after any exception it throws.
     *
     * @param maxAttempts how often the task is run at most, the first time included
     * @return the policy
     * @throws IllegalArgumentException if the value is not positive
     */
    public static RetryPolicy attempts(int maxAttempts) {
        return new RetryPolicy(maxAttempts, Duration.ZERO, Duration.ZERO, failure -> true, false, false);
    }

    /**
     * Returns a policy that waits between attempts: the first delay, then twice as long each time up to the longest,
     * each varied at random by up to a quarter.
     *
     * @param first the delay before the second attempt
     * @param longest the longest delay
     * @return the changed policy
     * @throws IllegalArgumentException if a delay is negative or the longest is less than the first
     */
    public RetryPolicy backoff(Duration first, Duration longest) {
        return new RetryPolicy(maxAttempts, first, longest, retryable, retryTimeout, retryCrash);
    }

    /**
     * Returns a policy that retries only some exceptions of the task.
     *
     * @param test says of an exception whether it is retried
     * @return the changed policy
     */
    public RetryPolicy when(Predicate<? super Throwable> test) {
        return new RetryPolicy(maxAttempts, firstDelay, maxDelay, test, retryTimeout, retryCrash);
    }

    /**
     * Returns a policy that retries only exceptions of a type.
     *
     * @param type the type
     * @return the changed policy
     */
    public RetryPolicy when(Class<? extends Throwable> type) {
        return when(type::isInstance);
    }

    /**
     * Returns a policy that also retries a task that exceeded its timeout.
     *
     * @return the changed policy
     */
    public RetryPolicy onTimeout() {
        return new RetryPolicy(maxAttempts, firstDelay, maxDelay, retryable, true, retryCrash);
    }

    /**
     * Returns a policy that also retries a task whose worker process died.
     *
     * @return the changed policy
     */
    public RetryPolicy onCrash() {
        return new RetryPolicy(maxAttempts, firstDelay, maxDelay, retryable, retryTimeout, true);
    }
}
