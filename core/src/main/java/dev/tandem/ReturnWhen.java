package dev.tandem;

/**
 * When {@link Futures#await} returns.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(o -> o.workers(2).onClose(ClosePolicy.KILL))) {
 *     var futures = List.of(
 *             pool.submit(() -> Thread.sleep(60_000)),
 *             pool.submit(() -> { throw new IllegalStateException("at once"); }));
 *     var result = Futures.await(futures, ReturnWhen.FIRST_EXCEPTION);
 *     System.out.println(result.done().size() + " done, " + result.notDone().size() + " not"); // 1 done, 1 not
 * }
 * }</pre>
 *
 * @since 0.1
 */
public enum ReturnWhen {
    /** When all futures are done. */
    ALL_COMPLETED,
    /** When at least one future is done. */
    FIRST_COMPLETED,
    /** When a future has failed, or all are done. A cancelled future has not failed. */
    FIRST_EXCEPTION
}
