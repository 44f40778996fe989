package dev.tandem.internal.thread;

import dev.tandem.TaskRunnable;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerExit.Reason;
import dev.tandem.WorkerId;
import dev.tandem.WorkerStats;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.platform.ContextHolder;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A worker: a thread that runs the initializer and then one task after the other. */
final class ThreadWorker implements Runnable, WorkerContext, Membership.Compensation {
    private static final IntConsumer NO_PROGRESS = i -> {};

    private final ThreadBackend backend;
    private final Crew crew;
    private final WorkerId id;
    private final Thread thread;

    /** The first task. Dropped by the worker when it has taken it; also read by whoever drains the pool. */
    private volatile @Nullable ThreadTask<?> assigned;

    /** What runs now. Written by the worker, read by whoever stops all workers or takes statistics. */
    private volatile @Nullable Attempt current;

    /** Whether the initializer has run. Written by the worker, read by statistics. */
    private volatile boolean ready;

    /** Whether the worker need not park. Written by the crew, under its lock, read by the worker. */
    private volatile boolean awake = true;

    /** Written and read by the crew, under its lock. */
    private Crew.Standing standing = Crew.Standing.COUNTED;

    /** Written by the worker, read by statistics. */
    private volatile long tasksDone;

    /** How many waits for tasks of the own pool are nested in each other. Used by the worker only. */
    private int waits;

    /** Why the worker goes. Used by the worker only. */
    private Reason exitReason = Reason.RETIRED;

    ThreadWorker(ThreadBackend backend, Crew crew, int number, ThreadTask<?> assigned) {
        this.backend = backend;
        this.crew = crew;
        this.id = new WorkerId(number, ProcessHandle.current().pid());
        this.assigned = assigned;
        this.thread = backend.newThread(number, this);
    }

    WorkerId id() {
        return id;
    }

    Thread thread() {
        return thread;
    }

    /** The first task, as long as the worker has not taken it. */
    @Nullable ThreadTask<?> assigned() {
        return assigned;
    }

    /** What the worker runs now, or null. */
    @Nullable Attempt current() {
        return current;
    }

    // ---- the life of the thread

    @Override
    public void run() {
        PoolCore core = backend.core();
        Membership.joinAsWorker(core, this);
        ContextHolder.enter(this);
        boolean started = false;
        try {
            started = tryInitialize();
            if (started) {
                ready = true;
                core.tell(listener -> listener.onWorkerStarted(id));
                work();
            }
        } catch (Throwable e) {
            PoolCore.LOGGER.log(System.Logger.Level.ERROR, "worker thread failed: thread=" + thread.getName(), e);
            exitReason = Reason.CRASHED;
        } finally {
            if (started || exitReason == Reason.START_FAILED) {
                backend.tellExit(id, exitReason);
            }
            crew.onExit(this);
        }
    }

    private boolean tryInitialize() {
        Optional<TaskRunnable> initializer = backend.initializer();
        if (initializer.isEmpty()) {
            return true;
        }
        Attempt attempt = new Attempt(this, null);
        current = attempt;
        Throwable failure = null;
        try {
            if (!backend.isStopped()) {
                initializer.get().execute();
            }
        } catch (Throwable e) {
            failure = e;
        }
        boolean stopped = attempt.isStopRequested();
        Attempt.End end = attempt.end();
        current = null;
        if (failure != null && !stopped) {
            exitReason = Reason.START_FAILED;
            backend.breakPool(failure);
        }
        return failure == null && end != Attempt.End.LEAKED;
    }

    private void work() {
        ThreadTask<?> task = assigned;
        if (task == null) {
            task = crew.next(this);
        }
        while (task != null && run(task) != Attempt.End.LEAKED) {
            task = crew.next(this);
        }
    }

    /** Runs a task, unless it was withdrawn. */
    private Attempt.End run(ThreadTask<?> task) {
        if (!task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN)) {
            dropAssigned();
            return Attempt.End.DROPPED;
        }
        Attempt attempt = new Attempt(this, task);
        current = attempt;
        task.setAttempt(attempt);
        dropAssigned();
        // whoever stops the task, or all tasks, says so before looking for the attempt: one sees the other
        TaskCall call = task.call();
        if (call == null || task.isClaimed() || backend.isStopped()) {
            attempt.end();
            task.setAttempt(null);
            current = null;
            task.abandon(backend.stopReason());
            return Attempt.End.DROPPED;
        }
        return run(task, call, attempt);
    }

    private void dropAssigned() {
        if (assigned != null) {
            assigned = null;
        }
    }

    private Attempt.End run(ThreadTask<?> task, TaskCall call, Attempt attempt) {
        Object result = null;
        Throwable failure = null;
        ScheduledFuture<?> alarm = null;
        try {
            task.noteStarted(id, System.nanoTime());
            if (task.options().timeout().isPresent()) {
                alarm = backend.armTimeout(attempt, task.options().timeout().get());
            }
            result = call.call(NO_PROGRESS);
        } catch (Throwable e) {
            failure = e;
        }
        Attempt.End end = attempt.end();
        if (alarm != null) {
            alarm.cancel(false);
        }
        tasksDone++;
        if (end == Attempt.End.OUTCOME) {
            task.setAttempt(null);
            if (failure == null) {
                task.succeed(result);
            } else {
                task.fail(failure, FailureKind.TASK);
            }
            Thread.interrupted(); // a callback may have set it
        } else if (end == Attempt.End.LEAKED) {
            exitReason = attempt.isExpired() ? Reason.TIMEOUT : Reason.CANCELLED;
        }
        current = null;
        return end;
    }

    // ---- for the crew, under its lock

    Crew.Standing standing() {
        return standing;
    }

    void setStanding(Crew.Standing value) {
        standing = value;
    }

    /** Says whether the worker need not park. */
    void setAwake(boolean value) {
        awake = value;
    }

    // ---- waiting for work

    /**
     * Parks until the crew wakes this worker.
     *
     * @return whether it was woken; false if the time has passed
     */
    boolean awaitWake(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (!awake) {
            if (nanos == Crew.FOREVER) {
                LockSupport.park(crew);
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(crew, left);
            }
            Thread.interrupted(); // a stranger's interrupt must not turn parking into spinning
        }
        return true;
    }

    // ---- waiting for tasks of the own pool

    @Override
    public void beforeWait() {
        if (waits == 0) {
            crew.addExtra();
        }
        waits++;
    }

    @Override
    public void afterWait() {
        waits--;
        if (waits == 0) {
            crew.removeExtra();
        }
    }

    // ---- what the tasks are told

    @Override
    public String poolName() {
        return backend.core().name();
    }

    @Override
    public int workerNumber() {
        return id.number();
    }

    @Override
    public int attempt() {
        Attempt attempt = current;
        ThreadTask<?> task = attempt == null ? null : attempt.task();
        return task == null ? 0 : task.attempts();
    }

    @Override
    public boolean isStopRequested() {
        Attempt attempt = current;
        return attempt != null && attempt.isStopRequested();
    }

    // ---- statistics

    /** Whether the worker runs a task whose future is not done. */
    boolean isRunning() {
        Attempt attempt = current;
        ThreadTask<?> task = attempt == null ? null : attempt.task();
        return attempt != null && task != null && attempt.isOpen() && !task.isClaimed();
    }

    /** A snapshot. */
    WorkerStats stats(boolean leaked) {
        Attempt attempt = current;
        Optional<ThreadTask<?>> task = attempt == null ? Optional.empty() : Optional.ofNullable(attempt.task());
        return new WorkerStats(
                id,
                Optional.of(thread.getName()),
                leaked ? WorkerStats.State.LEAKED : state(task.isPresent()),
                task.map(ThreadTask::label),
                task.map(ThreadWorker::age),
                tasksDone,
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static Duration age(ThreadTask<?> task) {
        long nanos = task.attempts() == 0 ? 0 : System.nanoTime() - task.startedNanos();
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private WorkerStats.State state(boolean busy) {
        if (!ready) {
            return WorkerStats.State.STARTING;
        }
        return busy ? WorkerStats.State.BUSY : WorkerStats.State.IDLE;
    }
}
