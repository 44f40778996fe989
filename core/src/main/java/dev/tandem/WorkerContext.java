package dev.tandem;

import dev.tandem.internal.platform.ContextHolder;
import java.util.Optional;

/**
 * Tells the code of a task where it runs.
 *
 * <p>{@code WorkerContext.current()} is present in the threads in which a pool calls tasks, initializers and exit
 * hooks, and empty elsewhere.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(2)) {
 *     var future = pool.submit(() -> {
 *         long sum = 0;
 *         for (int i = 0; i < 1_000_000 && !WorkerContext.current().orElseThrow().isStopRequested(); i++) {
 *             sum += i;
 *         }
 *         return sum + " by worker " + WorkerContext.current().orElseThrow().workerNumber();
 *     });
 *     System.out.println(future.get());
 * }
 * }</pre>
 *
 * @since 0.1
 */
public interface WorkerContext {
    /**
     * Returns the context of the task that the current thread executes.
     *
     * @return the context, or empty if this is not a thread of a worker
     */
    static Optional<WorkerContext> current() {
        return ContextHolder.current();
    }

    /**
     * Returns the name of the pool.
     *
     * @return the name
     */
    String poolName();

    /**
     * Returns the number of the worker in its pool, from 1.
     *
     * @return the number
     */
    int workerNumber();

    /**
     * Returns which attempt of the task this is.
     *
     * @return 1 for the first, 0 outside of a task
     */
    int attempt();

    /**
     * Tells whether the task was asked to stop, by {@code cancel(true)}, a timeout or the end of the pool. Long tasks
     * may look at it now and then and return early.
     *
     * @return whether the task should end
     */
    boolean isStopRequested();
}
