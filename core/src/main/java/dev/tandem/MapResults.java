package dev.tandem;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The results of {@link PoolExecutor#map map}, computed in parallel while they are consumed.
 *
 * <p>They can be consumed once, by one thread at a time. The failure of an element is thrown when that element is
 * reached, as a {@link java.util.concurrent.CompletionException} with the failure as its cause, and iteration may go
 * on after it. Past the {@link MapOptions#timeout timeout}, {@code next} throws {@link WaitTimeoutException}, what
 * has not started is cancelled, and the iterator is exhausted. If the waiting thread is interrupted, {@code next}
 * throws {@link WaitInterruptedException} and may be called again.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2); var results = pool.map(n -> 12 / n, List.of(1, 0, 3))) {
 *     for (var iterator = results.iterator(); iterator.hasNext(); ) {
 *         try {
 *             System.out.println(iterator.next()); // 12, and later 4
 *         } catch (java.util.concurrent.CompletionException e) {
 *             System.out.println(e.getCause().getMessage()); // / by zero
 *         }
 *     }
 * }
 * }</pre>
 *
 * @param <R> the type of the results
 * @since 0.1
 */
public interface MapResults<R> extends Iterable<R>, AutoCloseable {
    /**
     * Returns the iterator over the results: always the same one.
     *
     * @return the iterator
     */
    @Override
    Iterator<R> iterator();

    /**
     * Returns the remaining results as a sequential stream. Closing the stream closes the results. The first failure
     * ends the stream.
     *
     * @return the stream
     */
    Stream<R> stream();

    /**
     * Waits for the remaining results and returns them.
     *
     * @return an unmodifiable list, in the order of the iterator; it may hold nulls
     */
    List<R> toList();

    /** Cancels what has not started and drops what was not consumed. Tasks that run go on. Idempotent. */
    @Override
    void close();
}
