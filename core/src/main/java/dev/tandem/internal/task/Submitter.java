package dev.tandem.internal.task;

import dev.tandem.ContextCarrierException;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.Carriers;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.codec.TaskContext;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Submits tasks to a backend with certain options: the one way in. */
public final class Submitter {
    private static final IntConsumer NO_PROGRESS = i -> {};

    private final Backend backend;
    private final TaskOptions options;

    /** Who captures the context of each task, or null if nobody does. */
    private final @Nullable Carriers carriers;

    /** The context of all tasks, or null if they have none or each its own. */
    private final @Nullable TaskContext context;

    Submitter(Backend backend, TaskOptions options) {
        this(backend, options, backend.core().settings().carriers().orElse(null), null);
    }

    private Submitter(
            Backend backend, TaskOptions options, @Nullable Carriers carriers, @Nullable TaskContext context) {
        this.backend = backend;
        this.options = options;
        this.carriers = carriers;
        this.context = context;
    }

    /**
     * A submitter whose tasks all have the context of the thread that calls this.
     *
     * @throws ContextCarrierException if it cannot be captured
     */
    Submitter inThisContext() {
        return carriers == null ? this : new Submitter(backend, options, null, carriers.capture());
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
        backend.core().ensureOpen();
        TaskContext captured = context;
        if (carriers != null) {
            try {
                captured = carriers.capture();
            } catch (ContextCarrierException e) {
                return submit(call, fixedResult, e);
            }
        }
        return submit(captured == null ? call : captured.around(call), fixedResult, null);
    }

    /** Submits a task, or lets its future fail if there is already a reason why it cannot run. */
    private <T> PoolFuture<T> submit(TaskCall call, @Nullable T fixedResult, @Nullable Throwable reason) {
        PoolFuture<T> future = backend.newFuture(call, options, fixedResult);
        Throwable obstacle = reason == null ? backend.prepare(future) : reason;
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
