package dev.tandem.testkit;

import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerId;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the pool in a {@link Chaos} run and what it answered: for each task its kind and how its future
 * ended, in a few bytes. Thread-safe as {@link ByteTable} is: it is read when all is over.
 */
final class ChaosLedger {
    /** How a future ended. */
    enum Ending {
        /** It is not done. */
        NONE,
        /** With the value of its task. */
        SUCCEEDED,
        /** With what its task throws. */
        THREW,
        /** With a {@link WorkerCrashedException}. */
        CRASHED,
        /** With a {@link TaskTimeoutException}. */
        TIMED_OUT,
        /** It was cancelled. */
        CANCELLED,
        /** In any other way: this was reported when it happened. */
        ODD
    }

    /** What a call of {@code cancel} was told. */
    enum Cancel {
        /** Nobody called, or it returned false. */
        NONE,
        /** {@code cancel(false)} returned true. */
        SOFT,
        /** {@code cancel(true)} returned true. */
        HARD
    }

    /**
     * A death or a timeout.
     *
     * @param unit the first task of the chunk, or the task itself
     * @param pid the worker that is named, 0 if none is
     * @param crash how the worker died; null for a timeout
     */
    record Failure(int unit, long pid, WorkerCrashedException.@Nullable Kind crash) {}

    /** What a noted failure takes in memory, with its place in the map. */
    private static final long FAILURE_BYTES = 128;

    private static final ChaosKind[] KINDS = ChaosKind.values();
    private static final Ending[] ENDINGS = Ending.values();
    private static final Cancel[] CANCELS = Cancel.values();

    private final AtomicInteger count = new AtomicInteger();
    private final ByteTable kinds = new ByteTable();
    private final ByteTable endings = new ByteTable();
    private final ByteTable cancels = new ByteTable();
    private final ByteTable attempts = new ByteTable();
    private final Map<Integer, Failure> failures = new ConcurrentHashMap<>();
    private final Set<Long> killed = ConcurrentHashMap.newKeySet();
    private final Set<Long> stopped = ConcurrentHashMap.newKeySet();
    private final Findings findings;

    /** Written by the thread that shuts the pool down, before it does; read by the audit. */
    private volatile boolean cancelledAtEnd;

    ChaosLedger(Findings findings) {
        this.findings = findings;
    }

    // ---- what is done to the pool

    /** Returns the number of a new task. */
    int open(ChaosKind kind) {
        return open(kind, 1);
    }

    /** Returns the first number of so many new tasks in a row. */
    int open(ChaosKind kind, int tasks) {
        int first = count.getAndAdd(tasks) + 1;
        for (int number = first; number < first + tasks; number++) {
            kinds.set(number, (byte) kind.ordinal());
        }
        return first;
    }

    /** Changes the kind of a task that was not submitted yet. */
    void change(int number, ChaosKind kind) {
        kinds.set(number, (byte) kind.ordinal());
    }

    /** A future was told to be cancelled, and it said that it is. */
    void cancelled(int number, Cancel how) {
        cancels.set(number, (byte) how.ordinal());
    }

    /** A worker is about to be killed by a signal. */
    void kills(long pid) {
        killed.add(pid);
    }

    /** A worker is about to be stopped by a signal. */
    void stops(long pid) {
        stopped.add(pid);
    }

    /** The pool is about to be shut down, and to cancel what waits. */
    void cancelsAtEnd() {
        cancelledAtEnd = true;
    }

    // ---- what it answers

    /** A future is done. */
    void ended(int number, TaskFuture<?> future, @Nullable Long value, @Nullable Throwable failure) {
        attempts.set(number, (byte) Math.min(future.attempts(), Byte.MAX_VALUE));
        ended(number, number, value, failure);
    }

    /** A task or an element of a chunk, whose first element is the unit, has ended. */
    void ended(int number, int unit, @Nullable Long value, @Nullable Throwable failure) {
        if (ending(number) != Ending.NONE) {
            findings.wrong("task %d (%s) ended twice", number, kind(number));
        }
        endings.set(number, (byte) endingOf(number, unit, value, failure).ordinal());
    }

    private Ending endingOf(int number, int unit, @Nullable Long value, @Nullable Throwable failure) {
        if (failure == null) {
            if (value != null && value == ChaosTasks.valueOf(number)) {
                return Ending.SUCCEEDED;
            }
            findings.wrong("task %d (%s) has the result %s of another", number, kind(number), Objects.toString(value));
            return Ending.ODD;
        }
        if (failure instanceof CancellationException) {
            return Ending.CANCELLED;
        }
        if (failure instanceof WorkerCrashedException crash) {
            failures.put(number, new Failure(unit, crash.pid(), crash.kind()));
            return Ending.CRASHED;
        }
        if (failure instanceof TaskTimeoutException timeout) {
            failures.put(
                    number,
                    new Failure(unit, timeout.worker().map(WorkerId::pid).orElse(0L), null));
            return Ending.TIMED_OUT;
        }
        if (failure instanceof IllegalStateException
                && ChaosTasks.failureOf(number).equals(failure.getMessage())) {
            return Ending.THREW;
        }
        findings.wrong("task %d (%s) failed with %s", number, kind(number), failure);
        return Ending.ODD;
    }

    /** About how much memory the notes take. */
    long bytes() {
        return kinds.bytes() + endings.bytes() + cancels.bytes() + attempts.bytes() + failures.size() * FAILURE_BYTES;
    }

    // ---- what the audit reads

    /** How many tasks there are; they are numbered from 1. */
    int count() {
        return count.get();
    }

    ChaosKind kind(int number) {
        return KINDS[kinds.get(number)];
    }

    Ending ending(int number) {
        return ENDINGS[endings.get(number)];
    }

    Cancel cancel(int number) {
        return CANCELS[cancels.get(number)];
    }

    /** How often a worker has taken the task, as its future says; 0 for an element of {@code map}. */
    int attempts(int number) {
        return attempts.get(number);
    }

    /** The failures of tasks that crashed or timed out. */
    Map<Integer, Failure> failures() {
        return failures;
    }

    Set<Long> killed() {
        return killed;
    }

    Set<Long> stopped() {
        return stopped;
    }

    boolean wasCancelledAtEnd() {
        return cancelledAtEnd;
    }
}
