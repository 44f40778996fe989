package dev.tandem.internal.thread;

import dev.tandem.internal.task.PoolFuture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a thread: higher priority first, in the order of their arrival within a priority. Never
 * blocks and is not bounded.
 */
/*
 * Nearly all tasks have priority 0; they have a queue of their own, without a lock. Tasks of other priorities lie in
 * two heaps, before it and behind it, which are made when first needed.
 *
 * A withdrawn task stays where it is and is skipped when its turn comes. So that a pool whose tasks are submitted and
 * cancelled while all threads are blocked does not fill the memory, withdrawn tasks are counted, and swept out when
 * they may be about as many as the others.
 */
final class TaskQueue {
    /** Withdrawn tasks that are left in the queue in any case. Fewer costs sweeps; more costs memory. */
    private static final int SWEEP_AFTER = 1_000;

    private final Queue<ThreadTask<?>> ordinary = new ConcurrentLinkedQueue<>();

    /** Tasks of positive priority. Written once, under {@code this}, read anywhere. */
    private volatile @Nullable PriorityBlockingQueue<Ranked> urgent;

    /** Tasks of negative priority. Written once, under {@code this}, read anywhere. */
    private volatile @Nullable PriorityBlockingQueue<Ranked> patient;

    private final AtomicLong sequence = new AtomicLong();
    private final AtomicInteger withdrawn = new AtomicInteger();

    /** How many withdrawn tasks cause the next sweep. Written by the thread that sweeps, read by those that withdraw. */
    private volatile int sweepAt = SWEEP_AFTER;

    private record Ranked(int priority, long number, ThreadTask<?> task) {
        static final Comparator<Ranked> ORDER =
                Comparator.comparingInt(Ranked::priority).reversed().thenComparingLong(Ranked::number);
    }

    void add(ThreadTask<?> task) {
        int priority = task.options().priority();
        if (priority == 0) {
            ordinary.add(task);
        } else {
            ranked(priority > 0).add(new Ranked(priority, sequence.getAndIncrement(), task));
        }
    }

    private synchronized PriorityBlockingQueue<Ranked> ranked(boolean positive) {
        PriorityBlockingQueue<Ranked> queue = positive ? urgent : patient;
        if (queue == null) {
            queue = new PriorityBlockingQueue<>(16, Ranked.ORDER);
            if (positive) {
                urgent = queue;
            } else {
                patient = queue;
            }
        }
        return queue;
    }

    /** Takes the next task, or null if there is none. */
    @Nullable
    ThreadTask<?> poll() {
        ThreadTask<?> task = pollRanked(urgent);
        if (task != null) {
            return task;
        }
        do {
            task = ordinary.poll();
        } while (task != null && task.phase() != PoolFuture.WAITING);
        return task != null ? task : pollRanked(patient);
    }

    private static @Nullable ThreadTask<?> pollRanked(@Nullable PriorityBlockingQueue<Ranked> queue) {
        if (queue == null) {
            return null;
        }
        Ranked ranked;
        do {
            ranked = queue.poll();
        } while (ranked != null && ranked.task().phase() != PoolFuture.WAITING);
        return ranked == null ? null : ranked.task();
    }

    /** Returns the task that {@link #poll} would take, unless another thread is faster, or null if there is none. */
    @Nullable
    ThreadTask<?> peek() {
        ThreadTask<?> task = peekRanked(urgent);
        if (task != null) {
            return task;
        }
        task = ordinary.peek();
        for (int phase = phaseOf(task); phase != PoolFuture.WAITING; phase = phaseOf(task)) {
            if (task != null && phase == PoolFuture.WITHDRAWN) {
                ordinary.remove(task); // only these: one that was just taken may come back for another attempt
            }
            task = ordinary.peek();
        }
        return task != null ? task : peekRanked(patient);
    }

    /** The phase of a task, or that of one that can be taken if there is none. */
    private static int phaseOf(@Nullable ThreadTask<?> task) {
        return task == null ? PoolFuture.WAITING : task.phase();
    }

    private static @Nullable ThreadTask<?> peekRanked(@Nullable PriorityBlockingQueue<Ranked> queue) {
        Ranked ranked = queue == null ? null : queue.peek();
        while (queue != null && ranked != null && ranked.task().phase() != PoolFuture.WAITING) {
            queue.remove(ranked);
            ranked = queue.peek();
        }
        return ranked == null ? null : ranked.task();
    }

    /** Whether there is nothing, not even a withdrawn task. */
    boolean isEmpty() {
        return ordinary.isEmpty() && isEmpty(urgent) && isEmpty(patient);
    }

    private static boolean isEmpty(@Nullable PriorityBlockingQueue<Ranked> queue) {
        return queue == null || queue.isEmpty();
    }

    /** Takes all tasks. */
    List<ThreadTask<?>> drain() {
        List<ThreadTask<?>> drained = new ArrayList<>();
        for (ThreadTask<?> task = poll(); task != null; task = poll()) {
            drained.add(task);
        }
        return drained;
    }

    /** A task that may be in the queue was withdrawn. */
    void onWithdrawn() {
        int count = withdrawn.incrementAndGet();
        if (count >= sweepAt && withdrawn.compareAndSet(count, 0)) {
            ordinary.removeIf(task -> task.phase() == PoolFuture.WITHDRAWN);
            sweep(urgent);
            sweep(patient);
            sweepAt = SWEEP_AFTER + ordinary.size();
        }
    }

    private static void sweep(@Nullable PriorityBlockingQueue<Ranked> queue) {
        if (queue != null) {
            queue.removeIf(ranked -> ranked.task().phase() == PoolFuture.WITHDRAWN);
        }
    }
}
