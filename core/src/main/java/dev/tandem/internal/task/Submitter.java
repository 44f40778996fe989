package dev.tandem.internal.task;

import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Submits tasks to a backend with certain options: the one way in. */
public final class Submitter {
    private static final IntConsumer NO_PROGRESS = i -> {};

    private final Backend backend;
    private final TaskOptions options;

    Submitter(Backend backend, TaskOptions options) {
        this.backend = backend;
        this.options = options;
    }

    /** The options of the tasks. */
    public TaskOptions options() {
        return options;
    }

    /** What runs the tasks. */
    public Backend backend() {
        return backend;
    }

    /** Submits a task whose result is what it returns. */
    public <T> PoolFuture<T> submit(TaskCall call) {
        return submit(call, null);
    }

    /** Submits a task whose result is given, unless it is null. */
    <T> PoolFuture<T> submit(TaskCall call, @Nullable T fixedResult) {
        PoolCore core = backend.core();
        core.ensureOpen();
        PoolFuture<T> future = backend.newFuture(call, options, fixedResult);
        Throwable obstacle = backend.prepare(future);
        if (obstacle != null) {
            future.accepted(false);
            future.fail(obstacle, FailureKind.FINAL);
            return future;
        }
        PoolCore.Admission admission = admit(future);
        if (admission == PoolCore.Admission.CALLER) {
            runInCaller(call, future);
            return future;
        }
        future.armDeadline();
        backend.enqueue(future);
        return future;
    }

    private PoolCore.Admission admit(PoolFuture<?> future) {
        boolean admitted = false;
        try {
            PoolCore.Admission admission = backend.core().admit();
            future.accepted(admission == PoolCore.Admission.QUEUE); // or not: the pool was shut down meanwhile
            admitted = true;
            return admission;
        } finally {
            if (!admitted) {
                backend.discard(future);
            }
        }
    }

    private static void runInCaller(TaskCall call, PoolFuture<?> future) {
        if (!future.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN)) {
            return;
        }
        try {
            future.succeed(call.call(NO_PROGRESS));
        } catch (Throwable e) {
            future.fail(e, FailureKind.FINAL);
        }
    }
}
