package dev.tandem.internal.task;

import dev.tandem.PoolStats;
import dev.tandem.TaskOptions;
import dev.tandem.TaskSerializationException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.internal.codec.TaskCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs tasks: the part in which pools of threads and pools of processes differ. */
public interface Backend {
    /** The state that this pool shares with the view on it. */
    PoolCore core();

    /** Makes the future of a new task. */
    default <T> PoolFuture<T> newFuture(TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        return new PoolFuture<>(this, call, options, fixedResult);
    }

    /**
     * Gets a new task ready in the submitting thread, such as by encoding it.
     *
     * @return why the task cannot be run, or null if it can
     */
    default @Nullable Throwable prepare(PoolFuture<?> task) {
        return null;
    }

    /** Drops what {@link #prepare} has laid down for a task that the pool does not accept. */
    default void discard(PoolFuture<?> task) {}

    /** Whether workers outlive tasks, so that tasks with equal keys can have the same one. */
    default boolean supportsKeys() {
        return true;
    }

    /** Whether each task has standard streams of its own, so that what it prints can be captured. */
    default boolean supportsCapture() {
        return false;
    }

    /** Takes a task to be run, for the first time or again. The pool has counted it already. */
    void enqueue(PoolFuture<?> task);

    /** Tells the pool from all others, of this process and of others, in handles of values that it shares. */
    default String home() {
        return core().shares().home();
    }

    /**
     * Lays down a value for the workers.
     *
     * @param number tells it from others that the pool shares
     * @throws TaskSerializationException if it cannot be laid down; then nothing is left
     */
    default void share(long number, Object value) {}

    /** Takes away what {@link #share} has laid down, also where workers have it. */
    default void unshare(long number) {}

    /**
     * Makes sure that a task never starts, if it has not.
     *
     * @return whether the task will not start
     */
    boolean withdraw(PoolFuture<?> task);

    /** Stops a running task whose future is done: interrupts it, and worse after the grace period. */
    void stop(PoolFuture<?> task);

    /** Stops a running task that exceeded a limit, and fails its future with the stack at which it is stuck. */
    void expire(PoolFuture<?> task, Limit limit, long allowedNanos);

    /** Tells whether a worker executes the task now. */
    boolean isRunning(PoolFuture<?> task);

    /** Takes every task that has not started out of the queue. They are not completed here. */
    List<PoolFuture<?>> drainPending();

    /** Stops all tasks that run, after the pool was shut down. */
    void stopRunning();

    /**
     * The pool was shut down or broke, or was and has now run out of tasks: workers may go. Called at least once
     * after the last task is done.
     */
    void onIdleShutdown();

    /** How many tasks can run at a time. */
    int parallelism();

    /** Changes the number of workers. */
    void resize(int workers);

    /** Where the time of the workers went that there are now; asked for only if that is measured. */
    default List<WorkerTimes> workerTimes() {
        return List.of();
    }

    /** What the pool is doing. */
    PoolStats stats();
}
