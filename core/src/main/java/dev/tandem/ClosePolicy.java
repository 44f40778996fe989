package dev.tandem;

/**
 * What {@link PoolExecutor#close()} does with accepted work.
 *
 * @since 0.1
 */
public enum ClosePolicy {
    /** Waits until all of it is done: the default. */
    WAIT,
    /** Cancels what has not started and waits for what runs. */
    CANCEL_PENDING,
    /** Cancels what has not started and stops what runs, as {@link PoolExecutor#shutdownNow()}. */
    KILL
}
