package dev.tandem.internal.thread;

import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.thread.Roster.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The workers of a thread pool: when one is made, rests, is woken or goes. */
/*
 * The queue has no lock; the roster has one, which is taken only when a worker is made, rests, is woken or goes. While
 * all workers are busy, a submission is an insertion into the queue and a look at `hungry`.
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
 * Tasks with keys wait in seats, each for the one worker that holds the seat; see Seats. Tasks without keys have nothing
 * to do with that, but that a worker looks into its seat, too.
 *
 * Who counts: the roster counts the workers that work or may work. One that was told to go or that leaked no longer
 * counts, though its thread still exists. The pool has terminated when it is closed and no thread exists but leaked
 * ones.
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

    /**
     * How long a worker that has just ended a task is waited for before a new one is made. It is a few instructions
     * away, unless it is not given a processor or runs a callback. Shorter makes threads that are not needed; longer
     * delays submissions to a growing pool whose callbacks take long.
     */
    private static final long REUSE_PATIENCE_NANOS = 1_000_000;

    private final ThreadBackend backend;
    private final PoolCore core;
    private final TaskQueue queue;
    private final long keepAliveNanos;

    /** Whether each worker runs one task only, in a virtual thread. */
    private final boolean virtual;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final Seats seats = new Seats();

    /** Guarded by the lock. */
    private final Roster roster;

    Crew(ThreadBackend backend, TaskQueue queue, int target, long keepAliveNanos, boolean virtual) {
        this.backend = backend;
        this.core = backend.core();
        this.queue = queue;
        this.roster = new Roster(target, seats);
        this.keepAliveNanos = keepAliveNanos;
        this.virtual = virtual;
    }

    // ---- for submitters

    /** A task was added to the queue, or room was made. */
    void provideIfHungry() {
        if (roster.isHungry()) {
            provide();
        }
    }

    /** Wakes or makes workers until somebody looks after every task in the queue or there is nobody more. */
    private void provide() {
        long patienceEnd = 0;
        while (!queue.isEmpty()) {
            ThreadWorker rested;
            ThreadWorker made = null;
            lock.lock();
            try {
                if (roster.isClosed() || roster.isWaking()) {
                    return;
                }
                rested = roster.pollIdle();
                if (rested == null) {
                    if (roster.isFull() || backend.isRefusing()) {
                        return; // in a pool that refuses, whoever enqueues empties the queue
                    }
                    if (patienceEnd == 0) {
                        patienceEnd = System.nanoTime() + REUSE_PATIENCE_NANOS;
                    }
                    boolean patient = !virtual && isAnybodyFree() && patienceEnd - System.nanoTime() > 0;
                    made = patient ? null : makeWorker();
                }
            } finally {
                lock.unlock();
            }
            if (rested != null) {
                rested.unpark(); // without the lock, which it may need at once
                return;
            }
            if (made == null) {
                Thread.yield();
            } else if (!tryStart(made)) {
                provideSeats(); // it may have been given one already
                return;
            }
        }
    }

    /** Whether a worker has ended a task and is about to look into the queue. */
    private boolean isAnybodyFree() {
        for (ThreadWorker worker : roster.workers()) {
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
        return task == null ? null : makeWorker(task);
    }

    private ThreadWorker makeWorker(@Nullable ThreadTask<?> assigned) {
        ThreadWorker worker = new ThreadWorker(backend, this, roster.nextNumber(), assigned);
        roster.add(worker);
        return worker;
    }

    /** Starts the thread of a new worker; if the system has no thread for it, finds another way for its task. */
    private boolean tryStart(ThreadWorker worker) {
        try {
            worker.thread().start();
            return true;
        } catch (Throwable e) {
            onNotStarted(worker, e);
            return false;
        }
    }

    private void onNotStarted(ThreadWorker worker, Throwable reason) {
        boolean alone;
        lock.lock();
        try {
            roster.remove(worker);
            alone = roster.live() == 0;
        } finally {
            lock.unlock();
        }
        ThreadTask<?> task = worker.assigned();
        if (task != null) {
            queue.add(task); // the workers that there are will come to it
        }
        if (alone) {
            for (ThreadTask<?> waiting : drain()) {
                waiting.fail(
                        new RejectedExecutionException("no thread could be started: pool=" + core.name(), reason),
                        FailureKind.FINAL);
            }
        }
        terminateIfGone();
    }

    // ---- for submitters of tasks with keys

    /** Adds a task to the seat of its key. To be followed by {@link #provideSeats}. */
    void addKeyed(KeyedTask<?> task) {
        ThreadWorker rested;
        lock.lock();
        try {
            ThreadWorker holder = seats.add(task, roster.target());
            rested = holder != null && roster.tryUnrest(holder) ? holder : null;
        } finally {
            lock.unlock();
        }
        if (rested != null) {
            rested.unpark();
        }
    }

    void onWithdrawn(KeyedTask<?> task) {
        seats.onWithdrawn(task);
    }

    /** Wakes or makes workers until no seat is vacant or there is nobody more. */
    void provideSeats() {
        while (seats.isCalling()) {
            Seat seat;
            ThreadWorker worker;
            boolean rested;
            lock.lock();
            try {
                seat = seats.firstVacant();
                if (seat == null || roster.isClosed()) {
                    return;
                }
                worker = roster.pollIdleWithoutSeat();
                rested = worker != null;
                if (worker == null) {
                    if (roster.isFull() || backend.isRefusing()) {
                        return;
                    }
                    worker = makeWorker(null);
                }
                seats.give(seat, worker);
            } finally {
                lock.unlock();
            }
            if (rested) {
                worker.unpark();
            } else if (!tryStart(worker) && !tryShare(seat)) {
                return;
            }
        }
    }

    /** Lets one of the workers that there are care for a seat, if it is vacant. Returns false if none can. */
    private boolean tryShare(Seat seat) {
        ThreadWorker helper = null;
        lock.lock();
        try {
            if (seats.isVacant(seat)) {
                helper = roster.findHelper();
                if (helper == null) {
                    return false;
                }
                Seat own = helper.seat();
                if (own == null) {
                    seats.give(seat, helper);
                } else {
                    seats.unite(seat, own);
                }
                helper = roster.tryUnrest(helper) ? helper : null;
            }
        } finally {
            lock.unlock();
        }
        if (helper != null) {
            helper.unpark();
        }
        return true;
    }

    // ---- for workers

    /** Returns the next task for a worker if there is one and the worker may go on. */
    @Nullable
    ThreadTask<?> tryNext(ThreadWorker worker) {
        if (virtual || roster.isCrowded()) {
            return null;
        }
        return seats.isCalling(worker) ? nextOfSeat(worker) : queue.poll();
    }

    private @Nullable ThreadTask<?> nextOfSeat(ThreadWorker worker) {
        lock.lock();
        try {
            return worker.standing() == Standing.COUNTED ? seats.poll(worker, queue) : null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next task for a worker, or null if it is to go. Waits for one if there is none. */
    @Nullable
    ThreadTask<?> next(ThreadWorker worker) {
        ThreadTask<?> task = tryNext(worker);
        while (task == null && tryRest(worker)) {
            if (!worker.awaitWake(keepAliveNanos) && tryRetire(worker)) {
                return null;
            }
            task = onWoken(worker);
        }
        if (task == null) {
            provideSeats(); // it has left its own
        }
        return task;
    }

    /** Lets a worker rest if there is nothing to do. Returns false if it is to go instead. */
    private boolean tryRest(ThreadWorker worker) {
        lock.lock();
        try {
            if (virtual || roster.isSurplus() || worker.standing() != Standing.COUNTED) {
                roster.uncount(worker, Standing.GOING);
                return false;
            }
            roster.rest(worker);
            if (seats.tryOccupy(worker) || !queue.isEmpty()) {
                roster.tryUnrest(worker);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a worker away that has been idle for long, unless it was woken in the last moment. */
    private boolean tryRetire(ThreadWorker worker) {
        lock.lock();
        try {
            if (!roster.tryUnrest(worker)) {
                return false;
            }
            roster.uncount(worker, Standing.GOING);
            return true; // for a task that comes now, or came just before, there is room in the crew: see onExit
        } finally {
            lock.unlock();
        }
    }

    /** A worker has woken up: takes a task, and passes the call on if there are more. */
    private @Nullable ThreadTask<?> onWoken(ThreadWorker worker) {
        roster.onWoken(worker);
        // a worker that rested is sent away, if so, before it is woken
        ThreadTask<?> task = worker.standing() == Standing.COUNTED ? tryNext(worker) : null;
        provideIfHungry();
        return task;
    }

    /** The thread of a worker ends. */
    void onExit(ThreadWorker worker) {
        lock.lock();
        try {
            roster.remove(worker);
        } finally {
            lock.unlock();
        }
        ThreadTask<?> task = worker.assigned();
        if (task != null && !task.isClaimed()) {
            backend.enqueue(task); // the initializer failed or was stopped
        }
        onRoom();
        terminateIfGone();
    }

    /** A worker is about to wait for tasks of the pool: one more may work meanwhile. */
    void addExtra(ThreadWorker worker) {
        lock.lock();
        try {
            if (roster.extra() >= MOST_EXTRA) {
                throw new RejectedExecutionException("too many tasks wait for tasks of their own pool: pool="
                        + core.name() + ", waiting=" + roster.extra() + ", workers=" + roster.target());
            }
            roster.changeExtra(1);
            worker.setWaiting(true);
            seats.onWaiting(worker);
        } finally {
            lock.unlock();
        }
        onRoom();
    }

    /** A worker has waited. */
    void removeExtra(ThreadWorker worker) {
        lock.lock();
        try {
            worker.setWaiting(false);
            roster.changeExtra(-1);
        } finally {
            lock.unlock();
        }
        provideSeats(); // there may have been nobody but this worker
    }

    /** There may be room for another worker. */
    private void onRoom() {
        provideIfHungry();
        provideSeats();
    }

    // ---- for the backend

    int target() {
        return roster.target();
    }

    void resize(int workers) {
        lock.lock();
        try {
            seats.resize(workers);
            roster.setTarget(workers);
        } finally {
            lock.unlock();
        }
        onRoom();
    }

    /** The worker goes on with a task that was given up: it no longer counts and will take no other task. */
    void onLeak(ThreadWorker worker) {
        lock.lock();
        try {
            roster.uncount(worker, Standing.LEAKED);
        } finally {
            lock.unlock();
        }
        onRoom();
        terminateIfGone();
    }

    /** There will be no more tasks: all workers go. */
    void close() {
        lock.lock();
        try {
            roster.close();
        } finally {
            lock.unlock();
        }
        terminateIfGone();
    }

    private void terminateIfGone() {
        boolean gone;
        lock.lock();
        try {
            gone = roster.isGone();
        } finally {
            lock.unlock();
        }
        if (gone) {
            core.terminate();
        }
    }

    /** Takes all tasks that have not started. */
    List<ThreadTask<?>> drain() {
        List<ThreadTask<?>> tasks = new ArrayList<>();
        lock.lock();
        try {
            for (ThreadWorker worker : roster.workers()) {
                ThreadTask<?> task = worker.assigned();
                if (task != null && task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
                    tasks.add(task);
                }
            }
            tasks.addAll(queue.drain());
            tasks.addAll(seats.drain());
        } finally {
            lock.unlock();
        }
        return tasks;
    }

    /** The workers whose threads exist, leaked ones included. */
    List<ThreadWorker> workers() {
        lock.lock();
        try {
            return roster.workers();
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
            return roster.leaks();
        } finally {
            lock.unlock();
        }
    }
}
