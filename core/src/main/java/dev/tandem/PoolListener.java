package dev.tandem;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Is told what happens in a pool. Methods are called in threads of the pool or in the submitting thread, and should
 * return soon; one that throws is logged and never felt.
 *
 * <pre>{@code
 * PoolListener log = new PoolListener() {
 *     @Override
 *     public void onWorkerExited(WorkerId worker, WorkerExit exit) {
 *         System.out.println(worker + " is gone: " + exit.reason());
 *     }
 * };
 * try (var pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(log))) {
 *     pool.submit(() -> "done").get();
 * }
 * }</pre>
 *
 * @since 0.1
 */
public interface PoolListener {
    /**
     * A task was accepted.
     *
     * @param task its future
     */
    default void onSubmitted(TaskFuture<?> task) {}

    /**
     * A worker has taken a task. In a process pool this is told when the pool learns of it, at the latest right
     * before {@link #onFinished}; not told for a task that is cancelled before it starts.
     *
     * @param task its future
     */
    default void onStarted(TaskFuture<?> task) {}

    /**
     * A future is done, in whatever way.
     *
     * @param task the future
     */
    default void onFinished(TaskFuture<?> task) {}

    /**
     * A task failed and will be run again.
     *
     * @param task its future
     * @param failure the failure of this attempt
     * @param delay how long the pool waits before the next attempt
     */
    default void onRetry(TaskFuture<?> task, Throwable failure, Duration delay) {}

    /**
     * A worker is ready for tasks.
     *
     * @param worker the worker
     */
    default void onWorkerStarted(WorkerId worker) {}

    /**
     * A debugger can attach to a worker of a pool with {@link ProcessPoolOptions#debugWorkers()}. Told once of each
     * worker: at which port it listens after a debugger has left, it only prints.
     *
     * @param worker the worker
     * @param address where its JVM listens
     */
    default void onWorkerDebuggable(WorkerId worker, InetSocketAddress address) {}

    /**
     * Tasks have altered a worker process for those that come after them: they left a thread running, set a system
     * property, or changed the default locale or time zone. Told once for each change, soon after the task, when the
     * worker has nothing to do or once a second; never told by thread pools. The cure is to replace workers, as with
     * {@link ProcessPoolOptions#maxTasksPerWorker(int)}, or to mend the task.
     *
     * @param worker the worker
     * @param changes a line for each change, such as {@code thread left running: my-timer (daemon)}; values of system
     *     properties are not told
     */
    default void onWorkerAltered(WorkerId worker, List<String> changes) {}

    /**
     * A worker is gone.
     *
     * @param worker the worker
     * @param exit why
     */
    default void onWorkerExited(WorkerId worker, WorkerExit exit) {}
}
