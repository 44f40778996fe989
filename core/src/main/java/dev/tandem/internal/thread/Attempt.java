package dev.tandem.internal.thread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a task, or of the initializer, in a worker thread: says who may interrupt the thread and who tells the
 * outcome.
 */
/*
 *   RUNNING -> ENDED                                     the usual way
 *   RUNNING -> INTERRUPTING -> INTERRUPTED -> ENDED      the task was told to stop, and did
 *   RUNNING -> EXPIRING -> EXPIRED -> ENDED              the task exceeded a limit; its outcome is the time-out
 *   INTERRUPTED -> EXPIRED                               likewise, when it had been told to stop before
 *   INTERRUPTED | EXPIRED -> LEAKED -> ENDED             the grace period is over and the task is not
 *
 * Who tells the outcome: the worker, if it comes to ENDED from RUNNING or INTERRUPTED; otherwise whoever moved the
 * attempt to EXPIRED or LEAKED, and the worker drops what the task returns. A task that is retried after a time-out
 * gets another attempt, so that a stuck thread can never complete the future it has lost.
 *
 * Whom an interrupt meets: the state is INTERRUPTING or EXPIRING while the interrupt is sent, and the worker does not
 * leave the attempt while it is so. Then it clears the interrupt status. No interrupt reaches the next task.
 */
final class Attempt {
    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int EXPIRING = 3;
    private static final int EXPIRED = 4;
    private static final int LEAKED = 5;
    private static final int ENDED = 6;

    /** How often the worker looks for the end of an interrupt before it yields: an interrupt takes microseconds. */
    private static final int SPINS = 100;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Attempt.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the end of an attempt means to its worker. */
    enum End {
        /** The worker tells the outcome. */
        OUTCOME,
        /** The outcome has been told; the worker goes on. */
        DROPPED,
        /** The worker has been replaced and goes. */
        LEAKED
    }

    /** What {@link #tryLeak} found. */
    enum Leak {
        /** The task has ended. */
        NONE,
        /** The thread is leaked, and the outcome of the task is still to be told. */
        OPEN,
        /** The thread is leaked, and the outcome was told when the task exceeded its limit. */
        EXPIRED
    }

    private final ThreadWorker worker;
    private final @Nullable ThreadTask<?> task;

    /** By compare-and-set; see the overview. */
    private volatile int state;

    /** Written by whoever ends the patience with the task, read by the worker. */
    private volatile boolean expired;

    /** Written by whoever stops the task, read by the worker. */
    private volatile @Nullable ScheduledFuture<?> leakAlarm;

    Attempt(ThreadWorker worker, @Nullable ThreadTask<?> task) {
        this.worker = worker;
        this.task = task;
    }

    ThreadWorker worker() {
        return worker;
    }

    /** The task, or null for the initializer. */
    @Nullable
    ThreadTask<?> task() {
        return task;
    }

    /** Whether the task was told to stop. */
    boolean isStopRequested() {
        int s = state;
        return s != RUNNING && s != ENDED;
    }

    /** Whether the task exceeded a limit. */
    boolean isExpired() {
        return expired;
    }

    /** Whether the task has returned. */
    boolean isEnded() {
        return state == ENDED;
    }

    /** Whether the pool has given up waiting for the task to stop. */
    boolean isLeaked() {
        return state == LEAKED;
    }

    /** Whether the outcome of the task is still to come from this attempt. */
    boolean isOpen() {
        return state <= INTERRUPTED;
    }

    /** {@code RUNNING -> INTERRUPTING -> INTERRUPTED}. */
    boolean tryInterrupt() {
        if (!STATE.compareAndSet(this, RUNNING, INTERRUPTING)) {
            return false;
        }
        try {
            worker.thread().interrupt();
        } finally {
            state = INTERRUPTED;
        }
        return true;
    }

    /**
     * {@code RUNNING -> EXPIRING -> EXPIRED} or {@code INTERRUPTED -> EXPIRED}.
     *
     * @return the stack at which the task is stuck, or empty if the attempt cannot expire any more
     */
    Optional<List<StackTraceElement>> tryExpire() {
        if (STATE.compareAndSet(this, RUNNING, EXPIRING)) {
            try {
                expired = true;
                List<StackTraceElement> stack = StuckStack.of(worker.thread());
                worker.thread().interrupt();
                return Optional.of(stack);
            } finally {
                state = EXPIRED;
            }
        }
        while (state == INTERRUPTING) {
            Thread.yield();
        }
        List<StackTraceElement> stack = StuckStack.of(worker.thread());
        if (!STATE.compareAndSet(this, INTERRUPTED, EXPIRED)) {
            return Optional.empty();
        }
        expired = true;
        return Optional.of(stack);
    }

    /** {@code INTERRUPTED | EXPIRED -> LEAKED}. */
    Leak tryLeak() {
        if (STATE.compareAndSet(this, INTERRUPTED, LEAKED)) {
            return Leak.OPEN;
        }
        return STATE.compareAndSet(this, EXPIRED, LEAKED) ? Leak.EXPIRED : Leak.NONE;
    }

    /** Keeps the alarm that looks for a leak, to be cancelled when the task ends. */
    void setLeakAlarm(@Nullable ScheduledFuture<?> alarm) {
        leakAlarm = alarm;
        if (isEnded()) {
            cancelLeakAlarm();
        }
    }

    private void cancelLeakAlarm() {
        ScheduledFuture<?> alarm = leakAlarm;
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    /** {@code * -> ENDED}, called by the worker. Clears the interrupt status. */
    End end() {
        if (STATE.compareAndSet(this, RUNNING, ENDED)) {
            Thread.interrupted(); // set by the task itself or by a stranger
            return End.OUTCOME;
        }
        for (int i = 0; state == INTERRUPTING || state == EXPIRING; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        int last = (int) STATE.getAndSet(this, ENDED);
        Thread.interrupted();
        cancelLeakAlarm();
        return switch (last) {
            case INTERRUPTED -> End.OUTCOME;
            case LEAKED -> End.LEAKED;
            default -> End.DROPPED;
        };
    }
}
