package dev.tandem.internal.thread;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the tasks with keys. All keys are shared out over as many seats as there should be workers, and a worker
 * holds one seat at most. Everything is called under the lock of the crew, but for what reads volatile fields.
 */
/*
 * Tasks of a seat are added and taken under the lock, so that they keep their order while seats change hands.
 *
 * Why no task is forgotten: a seat that has tasks either has a holder that works, or is listed as vacant.
 *  - A holder that works looks into its seat after each task, and under the lock before it rests. If it rests, whoever
 *    adds a task wakes it.
 *  - A holder that goes or leaks leaves its seat. So does one that waits for tasks of the own pool, as soon as its seat
 *    has tasks: it may be waiting for one of them.
 *  - A vacant seat is given to an idle worker that has none, or to a new one, by whoever made it vacant and whenever
 *    there is room for one more worker. If there is no room, some worker is busy and has no seat, as no more than
 *    `target` workers hold one and at least `target` do not wait: the first of these to end its task takes the seat.
 *  - If the system has no thread for a new worker, the seat is united with that of another one.
 *
 * A seat does not move for any other reason: keys stay with their worker, though another one may be idle.
 */
final class Seats {
    /** Made for the first task with a key. Written under the lock, read by those who withdraw a task. */
    private volatile Seat[] seats = {};

    /** Seats that have tasks and nobody to run them. */
    private final Set<Seat> vacant = new LinkedHashSet<>();

    /** Whether there has been a task with a key. Written under the lock, read by workers. */
    private volatile boolean used;

    /** Whether a seat is vacant. Written under the lock, read anywhere. */
    private volatile boolean calling;

    // ---- called without the lock

    /** Whether there are tasks for workers that have no seat. */
    boolean isCalling() {
        return calling;
    }

    /** Whether a worker, asking for itself, must look for tasks with keys before it takes another one. */
    boolean isCalling(ThreadWorker worker) {
        if (!used) {
            return false;
        }
        Seat seat = worker.seat();
        return seat == null ? calling : !seat.queue().isEmpty();
    }

    /** A task that may wait in its seat was withdrawn. */
    void onWithdrawn(KeyedTask<?> task) {
        Seat[] now = seats;
        if (now.length > 0) {
            now[task.seatOf(now.length)].queue().onWithdrawn();
        }
    }

    // ---- tasks

    /** Adds a task. Returns the worker that will run it, or null if its seat is vacant. */
    @Nullable
    ThreadWorker add(KeyedTask<?> task, int target) {
        if (seats.length == 0) {
            open(target);
        }
        Seat seat = seats[task.seatOf(seats.length)];
        seat.queue().add(task);
        ThreadWorker holder = seat.holder();
        if (holder == null || holder.isWaiting()) {
            vacate(seat);
        }
        return seat.holder();
    }

    /** Takes the task that a worker is to run next: one of its seat, or of those that anybody may run. */
    @Nullable
    ThreadTask<?> poll(ThreadWorker worker, TaskQueue common) {
        tryOccupy(worker);
        Seat seat = worker.seat();
        if (seat == null) {
            return common.poll();
        }
        ThreadTask<?> keyed = seat.queue().peek();
        ThreadTask<?> other = common.peek();
        ThreadTask<?> task = other != null && (keyed == null || isBefore(other, keyed)) ? common.poll() : null;
        return task == null ? seat.queue().poll() : task; // another worker may have taken the common one
    }

    /** Higher priority first, then in the order of submission, so that neither queue starves the other. */
    private static boolean isBefore(ThreadTask<?> one, ThreadTask<?> two) {
        int priority = one.options().priority();
        int otherPriority = two.options().priority();
        return priority == otherPriority ? one.submittedNanos() - two.submittedNanos() < 0 : priority > otherPriority;
    }

    /** Takes all tasks. */
    List<ThreadTask<?>> drain() {
        List<ThreadTask<?>> drained = new ArrayList<>();
        Stream.of(seats).distinct().forEach(seat -> drained.addAll(seat.queue().drain()));
        vacant.clear();
        refresh();
        return drained;
    }

    /** Shares all keys out anew. Nobody has a seat after that. */
    void resize(int target) {
        if (seats.length == 0 || seats.length == target) {
            return;
        }
        for (Seat seat : seats) {
            dismiss(seat);
        }
        List<ThreadTask<?>> waiting = drain();
        open(target);
        for (ThreadTask<?> task : waiting) {
            add((KeyedTask<?>) task, target);
        }
    }

    private void open(int count) {
        seats = Stream.generate(Seat::new).limit(count).toArray(Seat[]::new);
        used = true;
    }

    // ---- seats

    /** Returns the seat that has been vacant for longest, or null if none is. */
    @Nullable
    Seat firstVacant() {
        vacant.removeIf(seat -> seat.queue().peek() == null); // its tasks were withdrawn
        refresh();
        return vacant.isEmpty() ? null : vacant.iterator().next();
    }

    boolean isVacant(Seat seat) {
        return vacant.contains(seat);
    }

    /** Gives a seat that nobody holds to a worker that holds none. */
    void give(Seat seat, ThreadWorker worker) {
        seat.setHolder(worker);
        worker.setSeat(seat);
        vacant.remove(seat);
        refresh();
    }

    /** Gives a vacant seat, if there is one, to a worker that has none. Returns whether the worker has tasks to run. */
    boolean tryOccupy(ThreadWorker worker) {
        Seat seat = worker.seat();
        if (seat == null && calling) {
            seat = firstVacant();
            if (seat != null) {
                give(seat, worker);
            }
        }
        return seat != null && !seat.queue().isEmpty();
    }

    /** A worker goes. */
    void leave(ThreadWorker worker) {
        Seat seat = worker.seat();
        if (seat != null) {
            vacate(seat);
        }
    }

    /** A worker is about to wait. It keeps its seat as long as there are no tasks. */
    void onWaiting(ThreadWorker worker) {
        Seat seat = worker.seat();
        if (seat != null && !seat.queue().isEmpty()) {
            vacate(seat);
        }
    }

    private void vacate(Seat seat) {
        dismiss(seat);
        if (!seat.queue().isEmpty()) {
            vacant.add(seat);
        }
        refresh();
    }

    private static void dismiss(Seat seat) {
        ThreadWorker holder = seat.holder();
        if (holder != null) {
            holder.setSeat(null);
            seat.setHolder(null);
        }
    }

    /** Unites a vacant seat with another one, for good or until the next resize. */
    void unite(Seat one, Seat other) {
        Seat[] united = seats.clone();
        for (int i = 0; i < united.length; i++) {
            united[i] = united[i] == one ? other : united[i];
        }
        one.queue().drain().forEach(other.queue()::add);
        seats = united;
        vacant.remove(one);
        refresh();
    }

    private void refresh() {
        calling = !vacant.isEmpty();
    }
}
