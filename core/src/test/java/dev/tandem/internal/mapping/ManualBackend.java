package dev.tandem.internal.mapping;

import dev.tandem.PoolStats;
import dev.tandem.TaskOptions;
import dev.tandem.TaskSerializationException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.Backend;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs nothing by itself: the test says what becomes of each task. */
final class ManualBackend implements Backend {
    private static final WorkerId WORKER = new WorkerId(1, 1);

    /** The tasks, in the order of their submission. */
    final List<Task<?>> tasks = new ArrayList<>();

    /** Whether tasks are run as soon as they are submitted. */
    boolean runsAtOnce;

    /** Refuses, at submission, calls that have this among their arguments. */
    @Nullable
    Object unserializable;

    private final PoolCore core = new PoolCore(PoolSettings.of(ThreadPoolOptions.defaults()));

    static final class Task<T> extends PoolFuture<T> {
        private int failedElement = -1;

        Task(ManualBackend backend, TaskCall call, TaskOptions options, @Nullable T fixedResult) {
            super(backend, call, options, fixedResult);
        }

        @Override
        public int failedElement() {
            return failedElement;
        }

        void run() {
            runFor(1_000);
        }

        /** As if it had taken this long. */
        void runFor(long nanos) {
            start(System.nanoTime());
            TaskCall call = call();
            if (call == null) {
                return; // done already
            }
            try {
                succeed(call.call(i -> {}), startedNanos() + nanos);
            } catch (Throwable e) {
                fail(e, FailureKind.TASK);
            }
        }

        void crashAt(int element) {
            start(System.nanoTime());
            failedElement = element;
            fail(
                    new WorkerCrashedException(new WorkerCrashedException.Report(
                            Kind.EXIT,
                            null,
                            WORKER,
                            1,
                            null,
                            null,
                            "at element " + element,
                            null,
                            List.of(),
                            null,
                            "")),
                    FailureKind.CRASH);
        }

        void start(long nanoTime) {
            tryPhase(WAITING, TAKEN);
            noteStarted(WORKER, nanoTime);
        }

        List<Object> arguments() {
            TaskCall call = call();
            if (call == null || call.first() == null) {
                return List.of();
            }
            return call.first() instanceof Object[] chunk ? List.of(chunk) : List.of(call.first());
        }
    }

    List<List<Object>> arguments() {
        return tasks.stream().map(Task::arguments).toList();
    }

    @Override
    public PoolCore core() {
        return core;
    }

    @Override
    public <T> PoolFuture<T> newFuture(TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        return new Task<>(this, call, options, fixedResult);
    }

    @Override
    public @Nullable Throwable prepare(PoolFuture<?> task) {
        Object refused = unserializable;
        return refused != null && ((Task<?>) task).arguments().contains(refused)
                ? new TaskSerializationException("cannot be serialized: " + refused, null)
                : null;
    }

    @Override
    public void enqueue(PoolFuture<?> task) {
        tasks.add((Task<?>) task);
        if (runsAtOnce) {
            ((Task<?>) task).run();
        }
    }

    @Override
    public boolean withdraw(PoolFuture<?> task) {
        return task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
    }

    @Override
    public void stop(PoolFuture<?> task) {}

    @Override
    public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {}

    @Override
    public boolean isRunning(PoolFuture<?> task) {
        return task.phase() == PoolFuture.TAKEN;
    }

    @Override
    public List<PoolFuture<?>> drainPending() {
        return List.of();
    }

    @Override
    public void stopRunning() {}

    @Override
    public void onIdleShutdown() {}

    @Override
    public int parallelism() {
        return 2;
    }

    @Override
    public void resize(int workers) {}

    @Override
    public PoolStats stats() {
        return core.stats(0, 0, 0, List.of());
    }
}
