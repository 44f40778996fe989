package dev.tandem.internal.flight;

import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerId;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a task while it is in a pool. Its methods are called in the order of the task's life, each by whichever
 * thread knows.
 */
/*
 * The begin of an event is the moment at which it is told to begin. So an event is begun when its time begins, and kept
 * until it is known what to write into it: for a process pool the start of a task is known only later, together with its
 * end if the task is short.
 */
public final class TaskFlight {
    private final String pool;
    private final String task;
    private final long number;

    private TaskQueueEvent queue;
    private TaskExecuteEvent execute = new TaskExecuteEvent();

    /** Since when the current attempt waits. */
    private long waitingSince;

    private int attempt;
    private @Nullable WorkerId worker;
    private long startedAt;

    /** How long the attempt ran, as its worker said; 0 if it has not. */
    private long ranNanos;

    private boolean given;
    private boolean started;

    private TaskFlight(String pool, String task, long number, long nanoTime) {
        this.pool = pool;
        this.task = task;
        this.number = number;
        this.waitingSince = nanoTime;
        queue = new TaskQueueEvent();
        queue.begin();
    }

    /** Whether anything is to be written about tasks now. */
    public static boolean isWanted() {
        return new TaskQueueEvent().isEnabled()
                || new TaskExecuteEvent().isEnabled()
                || new TaskSubmitEvent().isEnabled()
                || new TaskTimeoutEvent().isEnabled()
                || new TaskRetryEvent().isEnabled();
    }

    /** A task was accepted. */
    public static TaskFlight submitted(String pool, String task, long number, long nanoTime) {
        TaskSubmitEvent event = new TaskSubmitEvent();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.taskNumber = number;
            event.commit();
        }
        return new TaskFlight(pool, task, number, nanoTime);
    }

    /** It was given to a worker, and may have to wait there; it may be taken back and given to another one. */
    public synchronized void given() {
        given = true;
        queue.end();
        execute.begin();
    }

    /** A worker has started it then. */
    public synchronized void started(WorkerId id, int ofAttempt, long nanoTime) {
        worker = id;
        attempt = ofAttempt;
        startedAt = nanoTime;
        started = true;
        ranNanos = 0;
        commitQueue(nanoTime);
        if (!given) {
            execute.begin();
        }
    }

    private void commitQueue(long nanoTime) {
        TaskQueueEvent event = queue;
        if (!given) {
            event.end();
        }
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.taskNumber = number;
            event.attempt = attempt;
            event.worker = workerNumber();
            event.pid = workerPid();
            event.waitTime = nanoTime - waitingSince;
            event.started = started;
            event.commit();
        }
    }

    private int workerNumber() {
        WorkerId id = worker;
        return id == null ? 0 : id.number();
    }

    private long workerPid() {
        WorkerId id = worker;
        return id == null ? 0 : id.pid();
    }

    /** Its worker has told how long it ran. */
    public synchronized void ran(long nanos) {
        ranNanos = nanos;
    }

    /** The attempt failed, and there will be another one. */
    public synchronized void retried(Throwable failure, long delayNanos, long nanoTime) {
        endAttempt(failure, nanoTime);
        TaskRetryEvent event = new TaskRetryEvent();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.taskNumber = number;
            event.attempt = attempt;
            event.worker = workerNumber();
            event.pid = workerPid();
            event.failure = failure.getClass().getName();
            event.delay = delayNanos;
            event.commit();
        }
        queue = new TaskQueueEvent();
        queue.begin();
        execute = new TaskExecuteEvent();
        waitingSince = nanoTime;
        worker = null;
        given = false;
        started = false;
    }

    /** Its future is being completed. */
    public synchronized void ended(@Nullable Throwable failure, long nanoTime) {
        endAttempt(failure, nanoTime);
    }

    private void endAttempt(@Nullable Throwable failure, long nanoTime) {
        if (failure instanceof TaskTimeoutException timeout) {
            timedOut(timeout);
        }
        if (!started) {
            commitQueue(nanoTime);
            return;
        }
        TaskExecuteEvent event = execute;
        event.end();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.taskNumber = number;
            event.attempt = attempt;
            event.worker = workerNumber();
            event.pid = workerPid();
            event.runTime = ranNanos != 0 ? ranNanos : nanoTime - startedAt;
            event.outcome = outcome(failure);
            event.failure = failure == null ? null : failure.getClass().getName();
            event.commit();
        }
    }

    private void timedOut(TaskTimeoutException failure) {
        TaskTimeoutEvent event = new TaskTimeoutEvent();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.task = task;
            event.taskNumber = number;
            event.attempt = attempt;
            event.worker = workerNumber();
            event.pid = workerPid();
            event.limit = failure.limit().name();
            event.allowed = nanos(failure.allowed());
            event.elapsed = nanos(failure.elapsed());
            event.commit();
        }
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "SUCCEEDED";
        } else if (failure instanceof TaskTimeoutException) {
            return "TIMED_OUT";
        } else if (failure instanceof WorkerCrashedException) {
            return "CRASHED";
        }
        return failure instanceof CancellationException ? "CANCELLED" : "FAILED";
    }
}
