package dev.tandem;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What {@link Futures#await} found: each future is in one of the two sets.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2)) {
 *     var futures = List.of(pool.submit(() -> "quick"), pool.submit(() -> { Thread.sleep(1000); return "slow"; }));
 *     var result = Futures.await(futures, Duration.ofSeconds(10), ReturnWhen.FIRST_COMPLETED);
 *     System.out.println(result.done().size() + " done");
 *     result.notDone().forEach(future -> future.cancel(true));
 * }
 * }</pre>
 *
 * @param <F> the type of the futures
 * @param done the futures that are done, cancelled ones included
 * @param notDone the futures that are not done
 * @since 0.1
 */
public record AwaitResult<F>(Set<F> done, Set<F> notDone) {
    /**
     * Copies the sets, keeping their order.
     *
     * @param done the futures that are done, cancelled ones included
     * @param notDone the futures that are not done
     */
    public AwaitResult {
        done = Collections.unmodifiableSet(new LinkedHashSet<>(done));
        notDone = Collections.unmodifiableSet(new LinkedHashSet<>(notDone));
    }
}
