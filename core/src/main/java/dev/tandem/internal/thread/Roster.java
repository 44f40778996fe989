package dev.tandem.internal.thread;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The book that a crew keeps: which workers there are, which of them rest, how many there may be. Everything is
 * called under the lock of the crew, but for what reads volatile fields.
 */
final class Roster {
    /** Whether a worker is part of the capacity. */
    enum Standing {
        /** It works, or may work. */
        COUNTED,
        /** It has been told to go, or ends by itself. */
        GOING,
        /** It goes on with a task that was given up, and has been replaced. */
        LEAKED
    }

    /** Which of them run the tasks with keys. */
    private final Seats seats;

    /** The workers whose threads exist or are about to be started, in the order of their numbers. */
    private final Set<ThreadWorker> workers = new LinkedHashSet<>();

    /** Workers that are parked, the one that rested last first. */
    private final Deque<ThreadWorker> idle = new ArrayDeque<>();

    /** The worker that was woken for work and has not looked into the queue yet. Cleared by itself, without the lock. */
    private volatile @Nullable ThreadWorker waking;

    /** How many workers there should be. */
    private volatile int target;

    /** How many more there may be because workers wait. */
    private int extra;

    /** How many workers are counted. */
    private int live;

    private int lastNumber;
    private long leaks;
    private boolean closed;

    /** Whether there is somebody to be woken, or room for a new worker. */
    private volatile boolean hungry = true;

    /** Whether there are more workers than there should be, so that one that ends its task must ask before it goes on. */
    private volatile boolean crowded;

    Roster(int target, Seats seats) {
        this.seats = seats;
        this.target = target;
    }

    // ---- read without the lock

    int target() {
        return target;
    }

    /** Whether a new task needs somebody to be woken or made. */
    boolean isHungry() {
        return hungry && waking == null;
    }

    /** Whether a worker that ends its task must ask before it goes on. */
    boolean isCrowded() {
        return crowded;
    }

    // ---- workers come and go

    int nextNumber() {
        return ++lastNumber;
    }

    void add(ThreadWorker worker) {
        workers.add(worker);
        live++;
        refresh();
    }

    /** The thread of a worker ends, or could not be started. */
    void remove(ThreadWorker worker) {
        workers.remove(worker);
        uncount(worker, Standing.GOING);
    }

    /** {@code COUNTED -> GOING | LEAKED}. */
    void uncount(ThreadWorker worker, Standing standing) {
        if (worker.standing() == Standing.COUNTED) {
            worker.setStanding(standing);
            seats.leave(worker);
            live--;
        }
        if (standing == Standing.LEAKED) {
            leaks++;
        }
        refresh();
    }

    List<ThreadWorker> workers() {
        return new ArrayList<>(workers);
    }

    /** Returns a worker that can take a seat over, one without a seat if there is one; null if all wait. */
    @Nullable
    ThreadWorker findHelper() {
        ThreadWorker found = null;
        for (ThreadWorker worker : workers) {
            if (worker.isAvailable() && (found == null || worker.seat() == null)) {
                found = worker;
            }
        }
        return found;
    }

    int live() {
        return live;
    }

    boolean isFull() {
        return live >= target + extra;
    }

    /** Whether a worker that has nothing to do is to go. */
    boolean isSurplus() {
        return closed || live > target + extra;
    }

    long leaks() {
        return leaks;
    }

    /** Whether no thread exists any more, but leaked ones, and there will be none. */
    boolean isGone() {
        return closed && workers.stream().allMatch(worker -> worker.standing() == Standing.LEAKED);
    }

    // ---- workers rest and wake

    void rest(ThreadWorker worker) {
        worker.setAwake(false);
        idle.addFirst(worker);
        refresh();
    }

    /** A worker does not rest after all, or no longer. Returns false if it was woken meanwhile. */
    boolean tryUnrest(ThreadWorker worker) {
        if (!idle.removeFirstOccurrence(worker)) {
            return false;
        }
        worker.setAwake(true);
        refresh();
        return true;
    }

    /** Whether a worker has been woken for work and will pass the call on. */
    boolean isWaking() {
        return waking != null;
    }

    /** Takes the worker that rested last, to be unparked by the caller; null if nobody rests. */
    @Nullable
    ThreadWorker pollIdle() {
        ThreadWorker worker = idle.pollFirst();
        if (worker != null) {
            waking = worker;
            worker.setAwake(true);
            refresh();
        }
        return worker;
    }

    /** Takes the worker without a seat that rested last, to be unparked by the caller; null if none rests. */
    @Nullable
    ThreadWorker pollIdleWithoutSeat() {
        for (ThreadWorker worker : idle) {
            if (worker.seat() == null) {
                tryUnrest(worker);
                return worker;
            }
        }
        return null;
    }

    /** A worker has woken up. Called by itself, without the lock. */
    void onWoken(ThreadWorker worker) {
        if (waking == worker) {
            waking = null;
        }
    }

    private void wakeSurplus() {
        while (isSurplus() && !idle.isEmpty()) {
            ThreadWorker worker = longestIdle();
            idle.remove(worker);
            uncount(worker, Standing.GOING);
            worker.setAwake(true);
            worker.unpark();
        }
    }

    /** The worker that can best be done without: one without a seat, if there is one. */
    private ThreadWorker longestIdle() {
        Iterator<ThreadWorker> oldestFirst = idle.descendingIterator();
        while (oldestFirst.hasNext()) {
            ThreadWorker worker = oldestFirst.next();
            if (worker.seat() == null) {
                return worker;
            }
        }
        return idle.getLast();
    }

    // ---- how many there may be

    int extra() {
        return extra;
    }

    void changeExtra(int by) {
        extra += by;
        wakeSurplus();
        refresh();
    }

    void setTarget(int value) {
        target = value;
        wakeSurplus();
        refresh();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        wakeSurplus();
        refresh();
    }

    private void refresh() {
        crowded = isSurplus();
        hungry = !closed && (!idle.isEmpty() || !isFull());
    }
}
