package dev.tandem.internal.thread;

import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.PoolFuture;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task of a thread pool.
 *
 * @param <T> the type of the result
 */
final class ThreadTask<T> extends PoolFuture<T> {
    /**
     * What runs the task now. Written by the worker that runs it, after it took the task and before it looks whether
     * the future is done; read by whoever stops the task, after the future is done.
     */
    private volatile @Nullable Attempt attempt;

    ThreadTask(ThreadBackend backend, TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        super(backend, call, options, fixedResult);
    }

    @Nullable Attempt attempt() {
        return attempt;
    }

    void setAttempt(@Nullable Attempt value) {
        attempt = value;
    }
}
