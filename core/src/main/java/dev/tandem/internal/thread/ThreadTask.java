package dev.tandem.internal.thread;

import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.PoolFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task of a thread pool.
 *
 * @param <T> the type of the result
 */
class ThreadTask<T> extends PoolFuture<T> {
    private static final VarHandle ATTEMPT;

    static {
        try {
            ATTEMPT = MethodHandles.lookup().findVarHandle(ThreadTask.class, "attempt", Attempt.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * What runs the task now. Written by the worker that runs it, after it took the task and before it looks whether
     * the future is done; read by whoever stops the task, after the future is done.
     */
    private volatile @Nullable Attempt attempt;

    ThreadTask(ThreadBackend backend, TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        super(backend, call, options, fixedResult);
    }

    @Nullable
    Attempt attempt() {
        return attempt;
    }

    /** A worker takes the task: everybody sees it before the worker looks at anything else. */
    void setAttempt(Attempt value) {
        attempt = value;
    }

    /** The attempt is over. */
    void dropAttempt() {
        ATTEMPT.setRelease(this, null);
    }
}
