package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.SlotTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the scheduler sees it. Everything is guarded by the pool's lock.
 *
 * <p>{@code STARTING -> READY -> RETIRING -> GONE}, and {@code DYING} from any of the first three: the process is being
 * killed, and is GONE when it has ended.
 */
final class Member {
    /** The states. */
    enum Phase {
        /** Its process is being started. */
        STARTING,
        /** It takes tasks. */
        READY,
        /** It ends what it has and then goes. */
        RETIRING,
        /** It is being killed. */
        DYING,
        /** Its process has ended. */
        GONE
    }

    private static final int MASK = SlotTable.SIZE - 1;

    private final Link link;
    private final long spawnedAt;

    private Phase phase = Phase.STARTING;

    /** Whether it takes tasks when it is ready; otherwise it stands by. */
    private boolean active;

    /** Whether a worker to replace it has been ordered. */
    private boolean outgoing;

    /** The tasks that were sent and not answered, by sequence number; null where a task was withdrawn. */
    private final @Nullable FleetTask<?>[] sent = new FleetTask<?>[SlotTable.SIZE];

    /** The next sequence number, and the oldest one that was not answered. */
    private long next = 1;

    private long oldest = 1;

    /** How many of the tasks in flight were not withdrawn. */
    private int held;

    /** How many tasks were handed to it, without those taken back. */
    private long handed;

    /** How many of the tasks in flight have a time limit, and the shortest limit since there was none. */
    private int timed;

    private long shortestTimeoutNanos = Long.MAX_VALUE;

    private long idleSince;

    /** When it is killed because it is ending and does not end; {@code Long.MAX_VALUE} for never. */
    private long endBy = Long.MAX_VALUE;

    private boolean exitAnnounced;

    /** Whether the ring had no room for the last task; until the next answer. */
    private boolean full;

    private @Nullable Doom doom;

    Member(Link link, long now) {
        this.link = link;
        this.spawnedAt = now;
        this.idleSince = now;
    }

    WorkerId id() {
        return link.id();
    }

    Link link() {
        return link;
    }

    long spawnedAt() {
        return spawnedAt;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase value) {
        phase = value;
    }

    /** Whether its process may still run. */
    boolean isAlive() {
        return phase != Phase.GONE;
    }

    boolean isActive() {
        return active;
    }

    void active(boolean value) {
        active = value;
    }

    boolean isOutgoing() {
        return outgoing;
    }

    void outgoing(boolean value) {
        outgoing = value;
    }

    boolean isExitAnnounced() {
        return exitAnnounced;
    }

    void exitAnnounced() {
        exitAnnounced = true;
    }

    long endBy() {
        return endBy;
    }

    void endBy(long nanoTime) {
        endBy = Math.min(endBy, nanoTime);
    }

    @Nullable
    Doom doom() {
        return doom;
    }

    void doom(@Nullable Doom value) {
        doom = value;
    }

    long handed() {
        return handed;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it can be given a task now. */
    boolean takesTasks() {
        return phase == Phase.READY && active && doom == null;
    }

    /** How many tasks were sent and not answered. */
    int inFlight() {
        return (int) (next - oldest);
    }

    /** How many tasks were sent and neither answered nor withdrawn. */
    int held() {
        return held;
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
            return false;
        }
        sent[(int) next & MASK] = task;
        task.sent(this, next);
        held++;
        next++;
        handed++;
        if (task.options().timeout().isPresent()) {
            timed++;
            shortestTimeoutNanos = Math.min(
                    shortestTimeoutNanos,
                    dev.tandem.internal.task.Nanos.of(task.options().timeout().get()));
        }
        return true;
    }

    /** The task that was sent under a number, or null if it is not in flight or was withdrawn. */
    @Nullable
    FleetTask<?> inFlight(long sequence) {
        return sequence >= oldest && sequence < next ? sent[(int) sequence & MASK] : null;
    }

    /** A task that was sent has been answered; returns null if it had been withdrawn. */
    @Nullable
    FleetTask<?> answered(long sequence, long now) {
        if (sequence < oldest || sequence >= next) {
            throw new ProtocolException("answer to a task that was not sent: sequence=" + sequence + ", oldest="
                    + oldest + ", next=" + next);
        }
        if (sequence != oldest) {
            throw new ProtocolException("answers out of order: sequence=" + sequence + ", oldest=" + oldest);
        }
        oldest++;
        full = false;
        FleetTask<?> task = forget(sequence);
        if (inFlight() == 0) {
            idleSince = now;
        }
        return task;
    }

    /** Takes a task back that was sent and has not started. */
    boolean tryWithdraw(FleetTask<?> task) {
        if (inFlight(task.sequence()) != task || !link.tryWithdraw(task.sequence())) {
            return false;
        }
        forget(task.sequence());
        handed--;
        return true;
    }

    private @Nullable FleetTask<?> forget(long sequence) {
        int index = (int) sequence & MASK;
        FleetTask<?> task = sent[index];
        sent[index] = null;
        if (task != null) {
            held--;
            task.left();
            if (task.options().timeout().isPresent() && --timed == 0) {
                shortestTimeoutNanos = Long.MAX_VALUE;
            }
        }
        return task;
    }

    /** Takes back the newest tasks that have not started, at most so many; newest first. */
    List<FleetTask<?>> takeBack(int most) {
        List<FleetTask<?>> taken = new ArrayList<>();
        for (long sequence = next - 1; sequence >= oldest && taken.size() < most; sequence--) {
            FleetTask<?> task = sent[(int) sequence & MASK];
            if (task != null && tryWithdraw(task)) {
                taken.add(task);
            }
        }
        return taken;
    }

    /** Whether the ring had no room for the last task. */
    boolean isFull() {
        return full;
    }

    void full(boolean value) {
        full = value;
    }

    /** The tasks in flight, oldest first. */
    List<FleetTask<?>> allInFlight() {
        List<FleetTask<?>> all = new ArrayList<>();
        for (long sequence = oldest; sequence < next; sequence++) {
            FleetTask<?> task = sent[(int) sequence & MASK];
            if (task != null) {
                all.add(task);
            }
        }
        return all;
    }

    /** Forgets all tasks in flight, after the process has ended. */
    void forgetAll() {
        for (; oldest < next; oldest++) {
            forget(oldest);
        }
    }
}
