package dev.tandem.internal.thread;

import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The workers of a thread pool: how many there are, which of them are idle, when one is made, woken or sent away. */
/*
 * The queue has no lock; everything here has one, which is taken only when a worker is made, rests, is woken or goes.
 * While all workers are busy, a submission is an insertion into the queue and a look at `hungry`.
 *
 * Why no task is forgotten: a submitter inserts the task and then reads `hungry`; a worker that rests, or one that
 * goes and thereby makes room, sets `hungry` and then looks into the queue. Whichever comes second sees the other.
 *
 * Who wakes whom: a submitter wakes one idle worker, the one that rested last. Until that worker has woken up, others
 * wake nobody: it takes a task, and if there are more, it wakes the next. So a burst of submissions costs one wake-up
 * and not one each.
 *
 * Who makes threads: whoever finds the queue not empty, nobody idle and room in the crew. The new worker gets the head
 * of the queue as its first task. If another worker has just ended a task and is about to look into the queue, it is
 * given a moment to do so: an idle thread is reused before a new one is made.
 *
 * How workers count: `live` is the capacity that works or may work. A worker that was told to go or that leaked no
 * longer counts, though its thread still exists. The pool has terminated when it is closed and no thread exists but
 * leaked ones.
 *
 * No code of users and no completion of a future runs under the lock.
 */
final class Crew {
    /** Parks without a limit. */
    static final long FOREVER = Long.MAX_VALUE;

    /**
     * How many threads at most are added while others wait for tasks of their own pool. Fewer fails deep recursions
     * that memory would allow; more lets a runaway recursion take the memory of more stacks before it fails.
     */
    private static final int MOST_EXTRA = 256;

    /** How long a worker that has just ended a task is waited for, about what it costs to make a thread instead. */
    private static final long REUSE_PATIENCE_NANOS = 200_000;

    /** Whether a worker is part of the capacity. */
    enum Standing {
        /** It works, or may work. */
        COUNTED,
        /** It has been told to go, or ends by itself. */
        GOING,
        /** It goes on with a task that was given up, and has been replaced. */
        LEAKED
    }

    private final ThreadBackend backend;
    private final PoolCore core;
    private final TaskQueue queue;
    private final long keepAliveNanos;

    /** Whether each worker runs one task only, in a virtual thread. */
    private final boolean virtual;

    private final ReentrantLock lock = new ReentrantLock();

    // All that follows is written under the lock and, unless it is volatile, read under it.

    /** The workers whose threads exist, or are about to be started; in the order of their numbers. */
    private final Set<ThreadWorker> workers = new LinkedHashSet<>();

    /** Workers that are parked, the one that rested last first. */
    private final Deque<ThreadWorker> idle = new ArrayDeque<>();

    /** The worker that was woken for work and has not looked into the queue yet. */
    private @Nullable ThreadWorker waking;

    /** How many workers there should be. */
    private volatile int target;

    /** How many more there may be because workers wait. */
    private int extra;
    private int live;
    private int lastNumber;
    private long leaks;
    private boolean closed;

    /** Whether a new task needs {@link #provide}: somebody idle is to be woken, or a worker may be made. */
    private volatile boolean hungry = true;

    /** Whether there are more workers than there should be, so that one that ends its task must ask before it goes on. */
    private volatile boolean crowded;

    Crew(ThreadBackend backend, TaskQueue queue, int target, long keepAliveNanos, boolean virtual) {
        this.backend = backend;
        this.core = backend.core();
        this.queue = queue;
        this.target = target;
        this.keepAliveNanos = keepAliveNanos;
        this.virtual = virtual;
    }

    // ---- for submitters

    /** A task was added to the queue. */
    void onAdded() {
        if (hungry) {
            provide();
        }
    }

    /** Wakes or makes workers until somebody looks after every task in the queue or there is nobody more. */
    private void provide() {
        long patienceEnd = 0;
        while (!queue.isEmpty()) {
            ThreadWorker made;
            lock.lock();
            try {
                if (closed || waking != null || backend.isRefusing()) {
                    return;
                }
                ThreadWorker rested = idle.pollFirst();
                if (rested != null) {
                    waking = rested;
                    wake(rested);
                    return;
                }
                if (live >= limit()) {
                    return;
                }
                if (patienceEnd == 0) {
                    patienceEnd = System.nanoTime() + REUSE_PATIENCE_NANOS;
                }
                made = !virtual && isAnybodyFree() && patienceEnd - System.nanoTime() > 0 ? null : makeWorker();
            } finally {
                lock.unlock();
            }
            if (made == null) {
                Thread.yield();
            } else if (!tryStart(made)) {
                return;
            }
        }
    }

    /** Whether a worker has ended a task and is about to look into the queue. */
    private boolean isAnybodyFree() {
        for (ThreadWorker worker : workers) {
            Attempt attempt = worker.current();
            if (attempt != null && attempt.isEnded() && worker.thread() != Thread.currentThread()) {
                return true;
            }
        }
        return false;
    }

    /** Makes a worker for the head of the queue. Returns null if the queue is empty. */
    private @Nullable ThreadWorker makeWorker() {
        ThreadTask<?> task = queue.poll();
        if (task == null) {
            return null;
        }
        ThreadWorker worker = new ThreadWorker(backend, this, ++lastNumber, task);
        workers.add(worker);
        live++;
        refresh();
        return worker;
    }

    /** Starts the thread of a new worker; if the system has no thread for it, finds another way for its task. */
    private boolean tryStart(ThreadWorker worker) {
        try {
            worker.thread().start();
            return true;
        } catch (Throwable e) {
            boolean alone;
            lock.lock();
            try {
                workers.remove(worker);
                uncount(worker, Standing.GOING);
                alone = live == 0;
            } finally {
                lock.unlock();
            }
            ThreadTask<?> task = worker.assigned();
            if (task != null && alone) {
                task.fail(
                        new RejectedExecutionException("no thread could be started: pool=" + core.name(), e),
                        FailureKind.FINAL);
            } else if (task != null) {
                queue.add(task); // the workers that there are will come to it
            }
            terminateIfGone();
            return alone;
        }
    }

    // ---- for workers

    /** Returns the next task for a worker, or null if it is to go. Waits for one if there is none. */
    @Nullable ThreadTask<?> next(ThreadWorker worker) {
        if (virtual) {
            return null;
        }
        while (true) {
            if (!crowded) {
                ThreadTask<?> task = queue.poll();
                if (task != null) {
                    return task;
                }
            }
            switch (rest(worker)) {
                case GO:
                    return null;
                case WORK:
                    break;
                default:
                    if (!worker.awaitWake(keepAliveNanos) && tryRetire(worker)) {
                        return null;
                    }
                    ThreadTask<?> task = onWoken(worker);
                    if (task != null) {
                        return task;
                    }
                    break;
            }
        }
    }

    private enum Rest {
        PARK,
        WORK,
        GO
    }

    private Rest rest(ThreadWorker worker) {
        lock.lock();
        try {
            if (closed || live > limit()) {
                uncount(worker, Standing.GOING);
                return Rest.GO;
            }
            worker.setAwake(false);
            idle.addFirst(worker);
            refresh();
            if (queue.isEmpty()) {
                return Rest.PARK;
            }
            idle.removeFirst();
            worker.setAwake(true);
            refresh();
            return Rest.WORK;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a worker away that has been idle for long, unless it was woken in the last moment. */
    private boolean tryRetire(ThreadWorker worker) {
        lock.lock();
        try {
            if (!idle.remove(worker)) {
                return false;
            }
            uncount(worker, Standing.GOING);
            return true; // a task that comes now, or came just before, finds room in the crew: see onExit
        } finally {
            lock.unlock();
        }
    }

    /** A worker has woken up: takes a task, and passes the call on if there are more. */
    private @Nullable ThreadTask<?> onWoken(ThreadWorker worker) {
        lock.lock();
        try {
            if (waking == worker) {
                waking = null;
            }
            refresh();
        } finally {
            lock.unlock();
        }
        ThreadTask<?> task = crowded ? null : queue.poll();
        if (hungry) {
            provide();
        }
        return task;
    }

    /** The thread of a worker ends. */
    void onExit(ThreadWorker worker) {
        lock.lock();
        try {
            workers.remove(worker);
            uncount(worker, Standing.GOING);
        } finally {
            lock.unlock();
        }
        ThreadTask<?> task = worker.assigned();
        if (task != null && !task.isClaimed()) {
            backend.enqueue(task); // the initializer failed or was stopped
        }
        if (hungry) {
            provide();
        }
        terminateIfGone();
    }

    /** A worker is about to wait for tasks of the pool: one more may work meanwhile. */
    void addExtra() {
        lock.lock();
        try {
            if (extra >= MOST_EXTRA) {
                throw new RejectedExecutionException("too many tasks wait for tasks of their own pool: pool="
                        + core.name() + ", waiting=" + extra + ", workers=" + target);
            }
            extra++;
            refresh();
        } finally {
            lock.unlock();
        }
        provide();
    }

    /** A worker has waited. */
    void removeExtra() {
        lock.lock();
        try {
            extra--;
            wakeSurplus();
            refresh();
        } finally {
            lock.unlock();
        }
    }

    // ---- for the backend

    int target() {
        return target;
    }

    void resize(int workerCount) {
        lock.lock();
        try {
            target = workerCount;
            wakeSurplus();
            refresh();
        } finally {
            lock.unlock();
        }
        provide();
    }

    /** The worker goes on with a task that was given up: it no longer counts and will take no other task. */
    void onLeak(ThreadWorker worker) {
        lock.lock();
        try {
            leaks++;
            uncount(worker, Standing.LEAKED);
        } finally {
            lock.unlock();
        }
        provide();
        terminateIfGone();
    }

    /** There will be no more tasks: all workers go. */
    void close() {
        lock.lock();
        try {
            closed = true;
            for (ThreadWorker worker : idle) {
                wake(worker);
            }
            idle.clear();
            refresh();
        } finally {
            lock.unlock();
        }
        terminateIfGone();
    }

    /** Takes all tasks that have not started. */
    List<ThreadTask<?>> drain() {
        lock.lock();
        try {
            List<ThreadTask<?>> tasks = new ArrayList<>();
            for (ThreadWorker worker : workers) {
                ThreadTask<?> task = worker.assigned();
                if (task != null && task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
                    tasks.add(task);
                }
            }
            tasks.addAll(queue.drain());
            return tasks;
        } finally {
            lock.unlock();
        }
    }

    /** The workers whose threads exist, leaked ones included. */
    List<ThreadWorker> workers() {
        lock.lock();
        try {
            return new ArrayList<>(workers);
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether a worker goes on with a task that was given up. */
    boolean isLeaked(ThreadWorker worker) {
        lock.lock();
        try {
            return worker.standing() == Standing.LEAKED;
        } finally {
            lock.unlock();
        }
    }

    /** How many workers have been replaced because they went on with a task that was given up. */
    long leaks() {
        lock.lock();
        try {
            return leaks;
        } finally {
            lock.unlock();
        }
    }

    // ---- under the lock

    /** {@code COUNTED -> GOING | LEAKED}. */
    private void uncount(ThreadWorker worker, Standing standing) {
        if (worker.standing() == Standing.COUNTED) {
            worker.setStanding(standing);
            live--;
        }
        refresh();
    }

    private int limit() {
        return target + extra;
    }

    private void refresh() {
        crowded = closed || live > limit();
        hungry = !closed && waking == null && (!idle.isEmpty() || live < limit());
    }

    private void wakeSurplus() {
        for (int surplus = live - limit(); surplus > 0 && !idle.isEmpty(); surplus--) {
            wake(idle.removeLast());
        }
    }

    private static void wake(ThreadWorker worker) {
        worker.setAwake(true);
        LockSupport.unpark(worker.thread());
    }

    // ---- the end

    private void terminateIfGone() {
        boolean gone;
        lock.lock();
        try {
            gone = closed && workers.stream().allMatch(worker -> worker.standing() == Standing.LEAKED);
        } finally {
            lock.unlock();
        }
        if (gone) {
            core.terminate();
        }
    }
}
