package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.Sequence;
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

    private final Link link;
    private final long spawnedAt;

    private Phase phase = Phase.STARTING;

    /** Whether it takes tasks when it is ready; otherwise it stands by. */
    private boolean active;

    /** Whether a worker to replace it has been ordered. */
    private boolean outgoing;

    /** The tasks that it can run at a time, and what lies in its buffers. */
    private final List<Lane> lanes;

    /** After how many tasks it is replaced. */
    private final long maxTasks;

    /** How many tasks were handed to it, without those taken back. */
    private long handed;

    /** Which keys are its: see {@link TaskQueue}. Negative for none. */
    private int seat = -1;

    private long idleSince;

    /** When it is killed because it is ending and does not end; {@code Long.MAX_VALUE} for never. */
    private long endBy = Long.MAX_VALUE;

    private boolean exitAnnounced;

    private @Nullable Doom doom;

    Member(Link link, long now, long maxTasks) {
        this.link = link;
        this.spawnedAt = now;
        this.idleSince = now;
        this.maxTasks = maxTasks;
        List<Lane> made = new ArrayList<>();
        for (LaneLink lane : link.lanes()) {
            made.add(new Lane(this, made.size(), lane));
        }
        this.lanes = List.copyOf(made);
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

    List<Lane> lanes() {
        return lanes;
    }

    /** The lane that a sequence number belongs to. */
    Lane lane(long sequence) {
        int number = Sequence.lane(sequence);
        if (number < 0 || number >= lanes.size()) {
            throw new ProtocolException("no such lane: sequence=" + sequence + ", lanes=" + lanes.size());
        }
        return lanes.get(number);
    }

    int seat() {
        return seat;
    }

    void seat(int value) {
        seat = value;
    }

    /** How many tasks were handed to it, without those taken back. */
    long handed() {
        return handed;
    }

    void countHanded(int by) {
        handed += by;
    }

    /** How many tasks it may still be given before it is replaced. */
    long quota() {
        return maxTasks - handed;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it can be given a task now. */
    boolean takesTasks() {
        return phase == Phase.READY && active && doom == null && handed < maxTasks;
    }

    /** Whether it has no task. */
    boolean isIdle() {
        for (Lane lane : lanes) {
            if (lane.inFlight() > 0) {
                return false;
            }
        }
        return true;
    }

    /** The task that was sent under a number, or null if it is not in flight or was withdrawn. */
    @Nullable
    FleetTask<?> inFlight(long sequence) {
        return lane(sequence).inFlight(sequence);
    }

    /** A task that was sent has been answered; returns null if it had been withdrawn. */
    @Nullable
    FleetTask<?> answered(long sequence, long now) {
        FleetTask<?> task = lane(sequence).answered(sequence);
        if (isIdle()) {
            idleSince = now;
        }
        return task;
    }

    /** Takes back all tasks that have not started, newest first. */
    List<FleetTask<?>> takeBackAll() {
        List<FleetTask<?>> taken = new ArrayList<>();
        for (Lane lane : lanes) {
            lane.takeBack(taken);
        }
        if (lanes.size() > 1) {
            taken.sort((one, other) -> Long.compare(other.submittedNanos(), one.submittedNanos()));
        }
        return taken;
    }

    /** The tasks in flight, oldest first within a lane. */
    List<FleetTask<?>> allInFlight() {
        List<FleetTask<?>> all = new ArrayList<>();
        for (Lane lane : lanes) {
            lane.allInFlight(all);
        }
        return all;
    }

    /** Forgets all tasks in flight, after the process has ended. */
    void forgetAll() {
        for (Lane lane : lanes) {
            lane.forgetAll();
        }
    }

    /** Publishes what was sent, and wakes those lanes that sleep. */
    void flush() {
        for (Lane lane : lanes) {
            lane.link().flush();
        }
    }

    /** Tells the worker to end; it has no task. */
    void sendRetire() {
        for (Lane lane : lanes) {
            if (!lane.link().tryRetire()) {
                link.kill(true); // cannot be: its rings are empty
            }
        }
        flush();
    }
}
