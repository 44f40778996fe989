package dev.tandem.internal.task;

import dev.tandem.Insights;
import dev.tandem.PoolStats;
import dev.tandem.TaskStatus;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.TaskCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects where the time of a pool goes. Thread-safe; its memory does not grow with the number of tasks or workers.
 * A task costs two additions and a comparison, unless it is one of the slowest so far.
 */
public final class InsightsRecorder {
    private static final int SLOWEST = 5;

    /** How many workers that have ended are told by themselves. More take memory, the others are told together. */
    private static final int MOST_GONE = 64;

    private static final Comparator<Insights.Slow> BY_TIME = Comparator.comparing(Insights.Slow::time);

    private final long openedNanos = System.nanoTime();
    private final LongAdder encoding = new LongAdder();
    private final LongAdder decoding = new LongAdder();
    private final LongAdder elements = new LongAdder();
    private final LongAdder crashes = new LongAdder();

    /** The fastest of them first. Guarded by itself. */
    private final PriorityQueue<Insights.Slow> slowest = new PriorityQueue<>(SLOWEST, BY_TIME);

    /** A task that took no longer is not among the slowest. Written under the lock of the queue, read by anybody. */
    private volatile long enough = -1;

    /** Guarded by {@code this}. */
    private final List<Insights.Worker> gone = new ArrayList<>();

    /** The workers that are told together, or null. Guarded by {@code this}. */
    private Insights.@Nullable Worker others;

    /** For each snapshot that is being made, the workers that have ended since it was begun. Guarded by {@code this}. */
    private final List<Set<WorkerId>> endedMeanwhile = new ArrayList<>();

    /** When the pool ended, 0 before. Written once under {@code this}. */
    private volatile long endedNanos;

    // ---- what happens

    /** A task was serialized. */
    public void encoded(long nanos) {
        encoding.add(nanos);
    }

    /** A result was read. */
    public void decoded(long nanos) {
        decoding.add(nanos);
    }

    /** A future is being completed. */
    void finished(PoolFuture<?> task, @Nullable Throwable failure) {
        TaskCall call = task.call();
        int size = call == null ? 1 : call.elements();
        elements.add(size);
        if (task.attempts() == 0) {
            return;
        }
        long nanos = task.finishedNanos() - task.startedNanos();
        if (nanos > enough) {
            addSlow(task, size, nanos, failure);
        }
    }

    private void addSlow(PoolFuture<?> task, int size, long nanos, @Nullable Throwable failure) {
        TaskStatus outcome = failure == null
                ? TaskStatus.SUCCEEDED
                : failure instanceof CancellationException ? TaskStatus.CANCELLED : TaskStatus.FAILED;
        Insights.Slow slow = new Insights.Slow(task.label(), size, Duration.ofNanos(nanos), outcome, task.worker());
        synchronized (slowest) {
            slowest.add(slow);
            if (slowest.size() > SLOWEST) {
                slowest.remove();
            }
            if (slowest.size() == SLOWEST) {
                enough = slowest.element().time().toNanos();
            }
        }
    }

    /** A worker has ended. */
    public synchronized void gone(WorkerTimes times, WorkerExit.Reason reason) {
        endedMeanwhile.forEach(ended -> ended.add(times.id()));
        if (isCrash(reason)) {
            crashes.increment();
        }
        if (gone.size() < MOST_GONE) {
            gone.add(times.toWorker());
        } else {
            others = others == null ? times.toWorker() : others.plus(times.toWorker());
        }
    }

    /** A worker that has run one task has ended, as virtual threads do. */
    public synchronized void goneAlike(WorkerTimes times) {
        endedMeanwhile.forEach(ended -> ended.add(times.id()));
        others = others == null ? times.toWorker() : others.plus(times.toWorker());
    }

    private static boolean isCrash(WorkerExit.Reason reason) {
        return switch (reason) {
            case CRASHED, MEMORY_LIMIT, UNRESPONSIVE -> true;
            case RETIRED, TIMEOUT, CANCELLED, KILLED, START_FAILED -> false;
        };
    }

    /** The pool has ended: its time stands still. */
    synchronized void ended() {
        endedNanos = System.nanoTime();
    }

    // ---- what is told

    /**
     * All that is known now.
     *
     * @param living tells of the workers that have not {@linkplain #gone ended}; asked without a lock
     */
    Insights insights(PoolStats stats, Supplier<List<WorkerTimes>> living) {
        List<Insights.Worker> workers = workers(living);
        List<Insights.Slow> slow;
        synchronized (slowest) {
            slow = new ArrayList<>(slowest);
        }
        slow.sort(BY_TIME.reversed());
        long end = endedNanos == 0 ? System.nanoTime() : endedNanos;
        return new Insights(
                stats.name(),
                Duration.ofNanos(end - openedNanos),
                stats.completed() + stats.failed() + stats.cancelled(),
                elements.sum(),
                stats.failed(),
                stats.cancelled(),
                stats.retried(),
                stats.timedOut(),
                crashes.sum(),
                Duration.ofNanos(encoding.sum()),
                Duration.ofNanos(decoding.sum()),
                workers,
                slow);
    }

    /** Each worker once: one that ends while the living are counted is among those that have ended. */
    private List<Insights.Worker> workers(Supplier<List<WorkerTimes>> living) {
        Set<WorkerId> ended = new HashSet<>();
        synchronized (this) {
            endedMeanwhile.add(ended);
        }
        try {
            List<WorkerTimes> counted = living.get();
            synchronized (this) {
                List<Insights.Worker> workers = new ArrayList<>(gone);
                for (WorkerTimes times : counted) {
                    if (!ended.contains(times.id())) {
                        workers.add(times.toWorker());
                    }
                }
                workers.sort(
                        Comparator.comparing(worker -> worker.id().orElseThrow().number()));
                if (others != null) {
                    workers.add(others);
                }
                return workers;
            }
        } finally {
            synchronized (this) {
                endedMeanwhile.removeIf(each -> each == ended); // not one that is equal
            }
        }
    }
}
