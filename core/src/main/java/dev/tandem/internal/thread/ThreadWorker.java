package dev.tandem.internal.thread;

import dev.tandem.TaskRunnable;
import dev.tandem.WorkerExit.Reason;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.flight.WorkerFlight;
import dev.tandem.internal.platform.ContextHolder;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.WorkerTimes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A worker: a thread that runs the initializer and then one task after the other. */
final class ThreadWorker implements Runnable, Membership.Compensation {
    private static final IntConsumer NO_PROGRESS = i -> {};

    private static final VarHandle CURRENT;
    private static final VarHandle TASKS_DONE;
    private static final VarHandle BUSY_NANOS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CURRENT = lookup.findVarHandle(ThreadWorker.class, "current", Attempt.class);
            TASKS_DONE = lookup.findVarHandle(ThreadWorker.class, "tasksDone", long.class);
            BUSY_NANOS = lookup.findVarHandle(ThreadWorker.class, "busyNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ThreadBackend backend;
    private final Crew crew;
    private final WorkerId id;
    private final Thread thread;
    private final WorkerFacts facts;

    /** The first task, if it came with one. Dropped by the worker when it has taken it; also read by whoever drains the pool. */
    private volatile @Nullable ThreadTask<?> assigned;

    /** What runs now. Written by the worker, read by whoever stops all workers or takes statistics. */
    private volatile @Nullable Attempt current;

    /** Whether the initializer has run. Written by the worker, read by statistics. */
    private volatile boolean ready;

    /** Whether the worker need not park. Written by the crew, under its lock, read by the worker. */
    private volatile boolean awake = true;

    /** Written and read by the crew, under its lock. */
    private Roster.Standing standing = Roster.Standing.COUNTED;

    /** Whose tasks with keys the worker runs, if any. Written by the crew, under its lock, read by the worker. */
    private volatile @Nullable Seat seat;

    /** Whether the worker waits for tasks of the own pool. Written and read by the crew, under its lock. */
    private boolean waiting;

    /** Written by the worker, read by statistics. */
    private volatile long tasksDone;

    /** How many waits for tasks of the own pool are nested in each other. Used by the worker only. */
    private int waits;

    /**
     * When the last task ended, and whether the worker has done nothing since but look for the next one, which then
     * starts at that time: reading the clock costs about as much as all else that a worker does for a task. Used by
     * the worker only.
     */
    private long clock;

    private boolean isClockRead;

    /** Whether it is measured where the time goes. */
    private final boolean isMeasured;

    private final long madeNanos;

    /** When it was ready, and how long it has worked since. Written by the worker, read by who asks for insights. */
    private volatile long readyNanos;

    private volatile long busyNanos;

    /** Whether its times are told as those of one that has ended. Written by the worker, read by who asks for insights. */
    private volatile boolean gone;

    /** Why the worker goes. Used by the worker only. */
    private Reason exitReason = Reason.RETIRED;

    ThreadWorker(ThreadBackend backend, Crew crew, int number, @Nullable ThreadTask<?> assigned) {
        this.backend = backend;
        this.crew = crew;
        this.id = new WorkerId(number, ProcessHandle.current().pid());
        this.assigned = assigned;
        this.thread = backend.newThread(number, this);
        this.isMeasured = backend.core().insights() != null;
        this.madeNanos = isMeasured ? System.nanoTime() : 0;
        this.facts = new WorkerFacts(backend.core().name(), this);
    }

    /** What is told of this worker. */
    WorkerFacts facts() {
        return facts;
    }

    /** Whether the initializer has run. */
    boolean isReady() {
        return ready;
    }

    /** How many tasks the worker has ended. */
    long tasksDone() {
        return tasksDone;
    }

    /** Its times are told as those of a worker that has ended. */
    void goes() {
        gone = true;
    }

    /** Whether its times are told as those of a worker that has ended. */
    boolean isGone() {
        return gone;
    }

    /** Where its time went; only if that is measured. */
    WorkerTimes times(long now) {
        long busy = busyNanos;
        Attempt attempt = current;
        ThreadTask<?> task = attempt == null ? null : attempt.task();
        if (attempt != null && task != null && task.attempts() > 0 && !attempt.isEnded()) {
            busy += Math.max(0, now - task.startedNanos());
        }
        long starting = (ready ? readyNanos : now) - madeNanos;
        return new WorkerTimes(id, 1, tasksDone, now - madeNanos, starting, busy, 0, 0);
    }

    WorkerId id() {
        return id;
    }

    Thread thread() {
        return thread;
    }

    /** The first task, as long as the worker has not taken it. */
    @Nullable
    ThreadTask<?> assigned() {
        return assigned;
    }

    /** What the worker runs now, or null. */
    @Nullable
    Attempt current() {
        return current;
    }

    // ---- the life of the thread

    @Override
    public void run() {
        PoolCore core = backend.core();
        Membership.joinAsWorker(core, this);
        ContextHolder.enter(facts);
        boolean started = false;
        WorkerFlight flight = WorkerFlight.tryBegin();
        try {
            started = tryInitialize();
            if (started) {
                ready = true;
                if (flight != null) {
                    flight.ready(core.name(), id);
                }
                readyNanos = isMeasured ? System.nanoTime() : 0;
                core.tell(listener -> listener.onWorkerStarted(id));
                work();
            }
        } catch (Throwable e) {
            PoolCore.LOGGER.log(System.Logger.Level.ERROR, "worker thread failed: thread=" + thread.getName(), e);
            exitReason = Reason.CRASHED;
        } finally {
            if (started || exitReason == Reason.START_FAILED) {
                backend.tellExit(this, exitReason);
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
        CURRENT.setRelease(this, null);
        if (failure != null && !stopped) {
            exitReason = Reason.START_FAILED;
            backend.breakPool(failure);
        }
        return failure == null && end != Attempt.End.LEAKED;
    }

    private void work() {
        boolean goesOn = runNext();
        while (goesOn) {
            goesOn = runNext();
        }
    }

    /**
     * Waits for a task and runs it; returns whether the worker goes on. A method of its own, so that no frame of a
     * worker that waits still holds the last task with its arguments and result.
     */
    private boolean runNext() {
        ThreadTask<?> task = assigned;
        if (task == null) {
            task = next();
        }
        return task != null && runOrFail(task) != Attempt.End.LEAKED;
    }

    /** Runs a task; should the pool itself throw, out of memory perhaps, that is the failure of the task. */
    private Attempt.End runOrFail(ThreadTask<?> task) {
        try {
            return run(task);
        } catch (Throwable e) {
            CURRENT.setRelease(this, null);
            task.fail(e, FailureKind.TASK);
            return Attempt.End.DROPPED;
        }
    }

    private @Nullable ThreadTask<?> next() {
        ThreadTask<?> task = crew.tryNext(this);
        if (task == null) {
            isClockRead = false;
            task = crew.next(this);
        }
        return task;
    }

    /** Runs a task, unless it was withdrawn. */
    private Attempt.End run(ThreadTask<?> task) {
        task.leaveQueue(); // first: whoever sees the task run finds its place in the queue free
        if (!task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN)) {
            dropAssigned();
            return Attempt.End.DROPPED;
        }
        Attempt attempt = new Attempt(this, task);
        CURRENT.setRelease(this, attempt);
        task.setAttempt(attempt); // a volatile write, for both
        dropAssigned();
        // whoever stops the task, or all tasks, says so before looking for the attempt: one sees the other
        TaskCall call = task.call();
        if (call == null || task.isClaimed() || backend.isStopped()) {
            attempt.end();
            task.dropAttempt();
            CURRENT.setRelease(this, null);
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
        long startNanos = isClockRead ? clock : System.nanoTime();
        isClockRead = false;
        Object result = null;
        Throwable failure = null;
        ScheduledFuture<?> alarm = null;
        try {
            task.noteStarted(id, startNanos);
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
        TASKS_DONE.setRelease(this, tasksDone + 1);
        if (isMeasured) {
            BUSY_NANOS.setRelease(this, busyNanos + (System.nanoTime() - startNanos));
        }
        if (end == Attempt.End.OUTCOME) {
            task.dropAttempt();
            if (failure == null) {
                clock = System.nanoTime();
                isClockRead = task.isUnobserved();
                task.succeed(result, clock);
            } else {
                task.fail(failure, FailureKind.TASK);
            }
            Thread.interrupted(); // a callback may have set it
        } else if (end == Attempt.End.LEAKED) {
            exitReason = attempt.isExpired() ? Reason.TIMEOUT : Reason.CANCELLED;
        }
        CURRENT.setRelease(this, null);
        return end;
    }

    // ---- for the crew, under its lock

    Roster.Standing standing() {
        return standing;
    }

    void setStanding(Roster.Standing value) {
        standing = value;
    }

    /** The seat of the worker, or null. Also read by the worker itself, without the lock. */
    @Nullable
    Seat seat() {
        return seat;
    }

    void setSeat(@Nullable Seat value) {
        seat = value;
    }

    boolean isWaiting() {
        return waiting;
    }

    void setWaiting(boolean value) {
        waiting = value;
    }

    /** Whether the worker may be given tasks, now or when it has ended its task. */
    boolean isAvailable() {
        return standing == Roster.Standing.COUNTED && !waiting;
    }

    /** Says whether the worker need not park. */
    void setAwake(boolean value) {
        awake = value;
    }

    void unpark() {
        LockSupport.unpark(thread);
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
            crew.addExtra(this);
        }
        waits++;
    }

    @Override
    public void afterWait() {
        waits--;
        if (waits == 0) {
            crew.removeExtra(this);
        }
    }
}
