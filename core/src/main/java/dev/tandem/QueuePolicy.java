package dev.tandem;

import java.time.Duration;

/**
 * What {@code submit} does when the queue of the pool is full.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(o -> o.workers(2).queueLimit(100)
 *         .whenFull(QueuePolicy.blockUpTo(Duration.ofSeconds(10))))) {
 *     pool.submit(() -> "waits for room, for ten seconds; then submit throws RejectedExecutionException");
 * }
 * }</pre>
 *
 * @param action what is done
 * @param patience how long {@link Action#BLOCK} waits before it rejects
 * @since 0.1
 */
public record QueuePolicy(Action action, Duration patience) {
    /** What is done when the queue is full. */
    public enum Action {
        /** The submitting thread waits for room, and is rejected when its patience ends or it is interrupted. */
        BLOCK,
        /** {@link java.util.concurrent.RejectedExecutionException}. */
        REJECT,
        /** The submitting thread runs the task itself. */
        CALLER_RUNS
    }

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /**
     * Checks the values.
     *
     * @param action what is done
     * @param patience how long {@link Action#BLOCK} waits before it rejects
     * @throws IllegalArgumentException if a value is not allowed
     */
    public QueuePolicy {
        Checks.requireNotNegative("patience", patience);
    }

    /**
     * Waits for room for as long as it takes.
     *
     * @return the policy
     */
    public static QueuePolicy block() {
        return new QueuePolicy(Action.BLOCK, FOREVER);
    }

    /**
     * Waits for room, then rejects.
     *
     * @param patience how long to wait
     * @return the policy
     * @throws IllegalArgumentException if the value is negative
     */
    public static QueuePolicy blockUpTo(Duration patience) {
        return new QueuePolicy(Action.BLOCK, patience);
    }

    /**
     * Rejects at once.
     *
     * @return the policy
     */
    public static QueuePolicy reject() {
        return new QueuePolicy(Action.REJECT, Duration.ZERO);
    }

    /**
     * Runs the task in the submitting thread.
     *
     * @return the policy
     */
    public static QueuePolicy callerRuns() {
        return new QueuePolicy(Action.CALLER_RUNS, Duration.ZERO);
    }
}
