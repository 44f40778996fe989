package dev.tandem.internal.fleet;

import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.Sequence;
import dev.tandem.internal.wire.SlotTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the tasks that a worker runs at a time, and those in its buffer behind it: what was sent and not answered.
 * Everything is guarded by the pool's lock.
 */
final class Lane {
    private static final int MASK = SlotTable.SIZE - 1;

    private final Member member;
    private final int number;
    private final LaneLink link;

    /** The tasks that were sent and not answered, by sequence number; null where a task was withdrawn. */
    private final @Nullable FleetTask<?>[] sent = new FleetTask<?>[SlotTable.SIZE];

    /** The next sequence number, and the oldest one that was not answered. */
    private long next;

    private long oldest;

    /** How many of the tasks in flight were not withdrawn, and how many of those have no key. */
    private int held;

    private int movable;

    /** How many of the tasks in flight have a time limit, and the shortest limit since there was none. */
    private int timed;

    private long shortestTimeoutNanos = Long.MAX_VALUE;

    /** Whether the ring had no room for the last task; until the next answer. */
    private boolean full;

    /** The oldest task that was found not to be running, at how many looks in a row, and when last. See {@link Liveness}. */
    private long untouchedSequence;

    private int untouchedLooks;
    private long untouchedSeenAt;

    /** Whether it was given up, until the next answer. */
    private boolean stalled;

    /** The task that was last seen to run, 0 for none, and when it was first seen. */
    private long seen;

    private long seenAt;

    /** What becomes of the worker if the running task does not end in time. */
    private @Nullable Doom doom;

    Lane(Member member, int number, LaneLink link) {
        this.member = member;
        this.number = number;
        this.link = link;
        this.next = Sequence.first(number);
        this.oldest = next;
    }

    Member member() {
        return member;
    }

    LaneLink link() {
        return link;
    }

    /** Which tasks with a key come here: see {@link TaskQueue}. */
    int bucket() {
        return member.seat() == Member.NO_SEAT
                ? TaskQueue.NO_BUCKET
                : member.seat() * member.lanes().size() + number;
    }

    /**
     * Whether it can be given tasks, if its worker {@linkplain Member#takesTasks can}: what runs in the same place on a
     * worker that this one replaces has ended. So there are never more tasks at a time than lanes, and tasks of a key do not overlap.
     */
    boolean isOpen() {
        return !stalled && member.isFree(number);
    }

    long untouchedSequence() {
        return untouchedSequence;
    }

    int untouchedLooks() {
        return untouchedLooks;
    }

    long untouchedSeenAt() {
        return untouchedSeenAt;
    }

    /** A task was found not to be running, at so many looks in a row. */
    void untouched(long sequence, int looks, long now) {
        untouchedSequence = sequence;
        untouchedLooks = looks;
        untouchedSeenAt = now;
    }

    /** It does not take up what it is given: until it answers it gets nothing. */
    void stalled() {
        stalled = true;
    }

    /** Whether a task that was sent might run now or later. */
    boolean isInUse() {
        return inFlight() > 0 && !stalled;
    }

    /** The threat to the worker by a task of this lane, or null. */
    @Nullable
    Doom doom() {
        return doom;
    }

    void doom(@Nullable Doom value) {
        doom = value;
    }

    /** How many tasks were sent and not answered. */
    int inFlight() {
        return (int) (next - oldest);
    }

    /** How many tasks were sent and neither answered nor withdrawn. */
    int held() {
        return held;
    }

    /** How many wait behind another one and could as well run elsewhere. */
    int movable() {
        FleetTask<?> first = first();
        return first != null && first.options().key().isEmpty() ? movable - 1 : movable;
    }

    /** The task that runs, if any does: the oldest one. */
    @Nullable
    FleetTask<?> first() {
        for (long sequence = oldest; held > 0 && sequence < next; sequence++) {
            FleetTask<?> task = sent[(int) sequence & MASK];
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    /** How many of the tasks in flight are limited in time. */
    int timed() {
        return timed;
    }

    long shortestTimeoutNanos() {
        return shortestTimeoutNanos;
    }

    /** Sends a task; returns false if the ring is full. */
    boolean trySend(FleetTask<?> task) {
        if (inFlight() >= SlotTable.SIZE || !link.trySend(task, next)) {
            full = true;
            return false;
        }
        sent[(int) next & MASK] = task;
        task.sent(this, next);
        next++;
        member.countInFlight(1);
        held++;
        movable += task.options().key().isEmpty() ? 1 : 0;
        member.countHanded(1);
        if (task.options().timeout().isPresent()) {
            timed++;
            shortestTimeoutNanos = Math.min(
                    shortestTimeoutNanos, Nanos.of(task.options().timeout().get()));
        }
        return true;
    }

    /** The task that was sent under a number, or null if it is not in flight or was withdrawn. */
    @Nullable
    FleetTask<?> inFlight(long sequence) {
        return sequence >= oldest && sequence < next ? sent[(int) sequence & MASK] : null;
    }

    /** The task that runs now, or null. */
    @Nullable
    FleetTask<?> running() {
        return inFlight(link.running());
    }

    /**
     * The task that the worker has claimed, or null: it runs, even if the worker does not say so because it was stopped in
     * between, or says nonsense.
     */
    @Nullable
    FleetTask<?> claimed() {
        FleetTask<?> first = first();
        return first != null && link.isStarted(first.sequence()) ? first : null;
    }

    /** Whether the task that runs has done so for longer, as the worker says. */
    boolean isRunningFor(long nanos, long now) {
        return link.running() != 0 && now - link.runningSince() > nanos;
    }

    /** Since when a task runs: as the worker says, but not later than it was first seen to. */
    long runningSince(FleetTask<?> task, long now) {
        if (seen != task.sequence()) {
            seen = task.sequence();
            seenAt = now;
        }
        long said = link.running() == seen ? link.runningSince() : seenAt;
        if (said - task.submittedNanos() < 0) {
            return task.submittedNanos(); // see Scheduler.noteStarted
        }
        return said - seenAt > 0 ? seenAt : said;
    }

    /** A task that was sent has been answered; returns null if it had been withdrawn. */
    @Nullable
    FleetTask<?> answered(long sequence) {
        if (sequence < oldest || sequence >= next) {
            throw new ProtocolException("answer to a task that was not sent: sequence=" + sequence + ", oldest="
                    + oldest + ", next=" + next);
        }
        if (sequence != oldest) {
            throw new ProtocolException("answers out of order: sequence=" + sequence + ", oldest=" + oldest);
        }
        oldest++;
        member.countInFlight(-1);
        member.countAnswer();
        full = false;
        stalled = false;
        return forget(sequence);
    }

    /** Takes a task back that was sent and has not started. */
    boolean tryWithdraw(FleetTask<?> task) {
        if (inFlight(task.sequence()) != task || !link.tryWithdraw(task.sequence())) {
            return false;
        }
        forget(task.sequence());
        member.countHanded(-1);
        return true;
    }

    private @Nullable FleetTask<?> forget(long sequence) {
        int index = (int) sequence & MASK;
        FleetTask<?> task = sent[index];
        sent[index] = null;
        if (task != null) {
            held--;
            movable -= task.options().key().isEmpty() ? 1 : 0;
            task.left();
            if (task.options().timeout().isPresent() && --timed == 0) {
                shortestTimeoutNanos = Long.MAX_VALUE;
            }
        }
        return task;
    }

    /** Takes back all tasks that have not started, newest first. */
    void takeBack(List<FleetTask<?>> taken) {
        takeBack(taken, Integer.MAX_VALUE, true);
    }

    /** Takes back the newest tasks that have not started and could as well run elsewhere, newest first. */
    void takeBackMovable(List<FleetTask<?>> taken, int most) {
        takeBack(taken, most, false);
    }

    private void takeBack(List<FleetTask<?>> taken, int most, boolean keyedToo) {
        int left = most;
        for (long sequence = next - 1; sequence >= oldest && left > 0; sequence--) {
            FleetTask<?> task = sent[(int) sequence & MASK];
            if (task != null && (keyedToo || task.options().key().isEmpty()) && tryWithdraw(task)) {
                taken.add(task);
                left--;
            }
        }
    }

    /** Tries the ring again that had no room for what a task needs, though no task is there whose answer would tell. */
    boolean tryUnblock() {
        boolean blocked = full && inFlight() == 0;
        full &= !blocked;
        return blocked;
    }

    /** Whether the ring had no room for the last task. */
    boolean isFull() {
        return full;
    }

    /** Adds the tasks in flight, oldest first. */
    void allInFlight(List<FleetTask<?>> all) {
        for (long sequence = oldest; sequence < next; sequence++) {
            FleetTask<?> task = sent[(int) sequence & MASK];
            if (task != null) {
                all.add(task);
            }
        }
    }

    /** Forgets all tasks in flight, after the process has ended. */
    void forgetAll() {
        for (; oldest < next; oldest++) {
            member.countInFlight(-1);
            forget(oldest);
        }
    }
}
