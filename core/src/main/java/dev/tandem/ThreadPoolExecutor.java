package dev.tandem;

import dev.tandem.internal.task.PoolView;
import dev.tandem.internal.thread.ThreadBackend;
import java.util.function.UnaryOperator;

/**
 * A pool of threads, platform or virtual, for tasks that wait and for Java code that can be trusted to stop.
 *
 * <p>Threads are made on demand; an idle one is reused before a new one is made. A task cannot be killed here: a
 * timeout or {@code cancel(true)} interrupts it, and if it ignores that, its future is done all the same, its thread
 * is replaced, and {@link PoolStats#leakedThreads()} counts it until it ends. Where that is not enough, use
 * {@link ProcessPoolExecutor}.
 *
 * <p>A task that waits for another task of the same pool does not block it: the pool adds a thread meanwhile.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(o -> o.workers(8).name("download"))) {
 *     for (String page : pool.map(n -> "page " + n, List.of(1, 2, 3))) {
 *         System.out.println(page);
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class ThreadPoolExecutor extends ForwardingPool {
    private ThreadPoolExecutor(ThreadPoolOptions options) {
        super(new PoolView(new ThreadBackend(options)));
    }

    /**
     * Opens a pool with the default options.
     *
     * @return the pool
     */
    public static ThreadPoolExecutor open() {
        return new ThreadPoolExecutor(ThreadPoolOptions.defaults());
    }

    /**
     * Opens a pool with a number of threads.
     *
     * @param workers how many tasks run at a time at most, at least 1
     * @return the pool
     * @throws IllegalArgumentException if the number is not positive
     */
    public static ThreadPoolExecutor open(int workers) {
        return open(o -> o.workers(workers));
    }

    /**
     * Opens a pool with options.
     *
     * @param options changes the defaults, as in {@code o -> o.workers(8).name("download")}
     * @return the pool
     * @throws IllegalArgumentException if a value is not allowed
     */
    public static ThreadPoolExecutor open(UnaryOperator<ThreadPoolOptions> options) {
        return new ThreadPoolExecutor(options.apply(ThreadPoolOptions.defaults()));
    }
}
