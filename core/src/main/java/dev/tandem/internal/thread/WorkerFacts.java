package dev.tandem.internal.thread;

import dev.tandem.WorkerContext;
import dev.tandem.WorkerStats;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a worker: to its tasks, and to whoever asks the pool.
 *
 * @param poolName the name of the pool
 * @param worker the worker
 */
record WorkerFacts(String poolName, ThreadWorker worker) implements WorkerContext {
    @Override
    public int workerNumber() {
        return worker.id().number();
    }

    @Override
    public int attempt() {
        ThreadTask<?> task = task();
        return task == null ? 0 : task.attempts();
    }

    @Override
    public boolean isStopRequested() {
        Attempt attempt = worker.current();
        return attempt != null && attempt.isStopRequested();
    }

    private @Nullable ThreadTask<?> task() {
        Attempt attempt = worker.current();
        return attempt == null ? null : attempt.task();
    }

    /** Whether the worker runs a task whose future is not done. */
    boolean isRunning() {
        Attempt attempt = worker.current();
        ThreadTask<?> task = attempt == null ? null : attempt.task();
        return attempt != null && task != null && attempt.isOpen() && !task.isClaimed();
    }

    /** A snapshot. */
    WorkerStats stats(boolean leaked) {
        Optional<ThreadTask<?>> task = Optional.ofNullable(task());
        return new WorkerStats(
                worker.id(),
                Optional.of(worker.thread().getName()),
                leaked ? WorkerStats.State.LEAKED : state(task.isPresent()),
                task.map(ThreadTask::label),
                task.map(WorkerFacts::age),
                worker.tasksDone(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static Duration age(ThreadTask<?> task) {
        long nanos = task.attempts() == 0 ? 0 : System.nanoTime() - task.startedNanos();
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private WorkerStats.State state(boolean busy) {
        if (!worker.isReady()) {
            return WorkerStats.State.STARTING;
        }
        return busy ? WorkerStats.State.BUSY : WorkerStats.State.IDLE;
    }
}
