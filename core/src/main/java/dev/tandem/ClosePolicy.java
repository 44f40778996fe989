package dev.tandem;

/**
 * What {@link PoolExecutor#close()} does with accepted work.
 *
 * <pre>{@code
 * var pool = ThreadPoolExecutor.open(o -> o.workers(1).onClose(ClosePolicy.CANCEL_PENDING));
 * var first = pool.submit(() -> Thread.sleep(100));
 * var second = pool.submit(() -> "is cancelled if it has not started yet");
 * pool.close();
 * System.out.println(second.isCancelled());
 * }</pre>
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
