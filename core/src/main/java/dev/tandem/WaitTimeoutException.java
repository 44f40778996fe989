package dev.tandem;

/**
 * The time given to {@link Futures#asCompleted} or to {@link MapOptions#timeout} has passed before everything was
 * done. The unchecked form of {@link java.util.concurrent.TimeoutException}, for iterators.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(o -> o.workers(1).onClose(ClosePolicy.KILL))) {
 *     var futures = List.of(pool.submit(() -> "quick"), pool.submit(() -> { Thread.sleep(10_000); return "slow"; }));
 *     try {
 *         Futures.asCompleted(futures, Duration.ofMillis(200)).forEach(future -> System.out.println(future.join()));
 *     } catch (WaitTimeoutException e) {
 *         System.out.println(e.getMessage()); // 1 of 2 futures unfinished ...
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class WaitTimeoutException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was still unfinished
     */
    public WaitTimeoutException(String message) {
        super(message, null);
    }
}
