package dev.tandem.internal.fleet;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks that wait for a worker. Guarded by the pool's lock. */
/*
 * Tasks without a key wait in a common line, for any lane. Those with a key wait in the line of the bucket that the
 * hash code of their key falls into. There are as many buckets as lanes in the full pool: each of the pool's seats has
 * one for each lane, and whichever worker is at work has a seat. When the worker goes, its replacement gets the seat,
 * and with it the keys.
 */
final class TaskQueue {
    /** The bucket of a lane that has none: it takes common tasks only. */
    static final int NO_BUCKET = -1;

    private final int lanesPerWorker;

    /** Where tasks come from; those seen there wait for any lane, behind the common line. */
    private final Inbox inbox;

    private final TaskLine common = new TaskLine();

    /** The lines of the buckets that have tasks. */
    private final Map<Integer, TaskLine> keyed = new TreeMap<>();

    private int seats;
    private int keyedSize;

    TaskQueue(int seats, int lanesPerWorker, Inbox inbox) {
        this.seats = seats;
        this.lanesPerWorker = lanesPerWorker;
        this.inbox = inbox;
    }

    boolean isEmpty() {
        return keyedSize == 0 && commonSize() == 0;
    }

    /** How many tasks wait for any lane. */
    int commonSize() {
        return common.size() + inbox.size();
    }

    /** How many tasks wait for one bucket. */
    int keyedSize(int bucket) {
        TaskLine line = keyedSize == 0 ? null : keyed.get(bucket);
        return line == null ? 0 : line.size();
    }

    /** Whether there is a task for a lane with this bucket. */
    boolean hasFor(int bucket) {
        return commonSize() > 0 || (keyedSize > 0 && keyed.containsKey(bucket));
    }

    /** The seats whose keys have tasks waiting; the caller's to change. */
    BitSet wantedSeats() {
        BitSet wanted = new BitSet();
        for (int bucket : keyed.keySet()) {
            wanted.set(bucket / lanesPerWorker);
        }
        return wanted;
    }

    void addLast(FleetTask<?> task) {
        if (task.options().key().isEmpty()) {
            common.addLast(task);
        } else {
            keyedLine(task).addLast(task);
            keyedSize++;
        }
    }

    void addFirst(FleetTask<?> task) {
        if (task.options().key().isEmpty()) {
            common.addFirst(task);
        } else {
            keyedLine(task).addFirst(task);
            keyedSize++;
        }
    }

    private TaskLine keyedLine(FleetTask<?> task) {
        int bucket = task.bucket(seats * lanesPerWorker);
        return keyed.computeIfAbsent(bucket, b -> new TaskLine());
    }

    /** Takes the next task for a lane with this bucket: of higher priority, or submitted earlier. */
    @Nullable
    FleetTask<?> poll(int bucket) {
        TaskLine line = keyedSize == 0 ? null : keyed.get(bucket);
        FleetTask<?> own = line == null ? null : line.peek();
        FleetTask<?> other = common.peek();
        if (line == null || own == null || (other != null && precedes(other, own))) {
            return other == null ? inbox.poll() : common.poll();
        }
        line.poll();
        keyedSize--;
        if (line.isEmpty()) {
            keyed.remove(bucket);
        }
        return own;
    }

    private static boolean precedes(FleetTask<?> a, FleetTask<?> b) {
        int priority = a.options().priority();
        int otherPriority = b.options().priority();
        return priority == otherPriority ? a.submittedNanos() - b.submittedNanos() < 0 : priority > otherPriority;
    }

    /** Takes all tasks. */
    List<FleetTask<?>> drain() {
        List<FleetTask<?>> all = new ArrayList<>(commonSize() + keyedSize);
        drain(common, all);
        drainKeyed(all);
        inbox.drain(all::add);
        return all;
    }

    /** Shares keys out over another number of seats. */
    void reseat(int value) {
        List<FleetTask<?>> moved = new ArrayList<>(keyedSize);
        drainKeyed(moved);
        seats = value;
        moved.forEach(this::addLast);
    }

    private void drainKeyed(List<FleetTask<?>> all) {
        keyed.values().forEach(line -> drain(line, all));
        keyed.clear();
        keyedSize = 0;
    }

    private static void drain(TaskLine line, List<FleetTask<?>> all) {
        for (FleetTask<?> task = line.poll(); task != null; task = line.poll()) {
            all.add(task);
        }
    }
}
