package dev.tandem;

import java.io.Serializable;

/**
 * A handle to a value that was {@linkplain PoolExecutor#share shared} with the workers of a pool. It is small: lambdas
 * may capture it, and it may be an argument or a part of one, however large the value is.
 *
 * <pre>{@code
 * double[] prices = {9.5, 20, 7.25};
 * try (var pool = ProcessPoolExecutor.open(2); Shared<double[]> table = pool.share(prices)) {
 *     System.out.println(pool.map(i -> 2 * table.get()[i], List.of(0, 2)).toList()); // [19.0, 14.5]
 * }
 * }</pre>
 *
 * <p>Thread-safe. Two handles are equal if they stand for the same sharing of a value.
 *
 * @param <T> the type of the value
 * @since 0.1
 */
public interface Shared<T> extends Serializable, AutoCloseable {
    /**
     * Returns the value: the shared object itself in the process that shared it, and a copy in each worker process. The
     * first call in a worker process reads the copy, which other threads that call at the same time wait for; from then
     * on each call there returns the same object.
     *
     * @return the value
     * @throws IllegalStateException if the value was {@linkplain #close closed} or its pool has ended, or if this process
     *     is not a worker of that pool
     * @throws TaskSerializationException if the value cannot be rebuilt in this process
     */
    T get();

    /**
     * Lets go of the value, here and in all workers: {@link #get} fails from now on. Tasks that have got it already can
     * go on using it. The end of the pool does the same. Idempotent.
     *
     * @throws IllegalStateException if this is a worker process: it does not own the value
     */
    @Override
    void close();
}
