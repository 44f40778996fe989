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

    /** The seat of a worker that is not at work. */
    static final int NO_SEAT = -1;

    private final Link link;
    private final long spawnedAt;

    /** When it was ready for tasks, 0 before; only if it is measured where the time goes. */
    private long readyAt;

    private Phase phase = Phase.STARTING;
    private boolean ready;

    /** Whether it is near its end, so that a worker to replace it has been ordered. */
    private boolean outgoing;

    /** Whether it has lived for long enough, or has grown too large. */
    private boolean aged;

    /** The tasks that it can run at a time, and what lies in its buffers. */
    private final List<Lane> lanes;

    /** After how many tasks it is replaced. */
    private final long maxTasks;

    /** How many tasks were handed to it, without those taken back. */
    private long handed;

    /** How many tasks were sent and not answered, in all lanes. */
    private int inFlight;

    /** The place in which it is at work, and which keys are its: see {@link Staff}. {@link #NO_SEAT} if it is not. */
    private int seat = NO_SEAT;

    /** The place that it has left, where its tasks may still be running. */
    private int formerSeat = NO_SEAT;

    /** The workers that were in this one's place before and may have tasks running. */
    private List<Member> predecessors = List.of();

    private long idleSince;

    /** When its memory was last looked at. */
    private long memorySeenAt;

    /** When it is killed because it is ending and does not end; {@code Long.MAX_VALUE} for never. */
    private long endBy = Long.MAX_VALUE;

    private boolean exitAnnounced;

    /** Whether one of its sockets has ended. */
    private boolean hungUp;

    /** Whether its process has been seen to be about to end, with nothing of it running any more. */
    private boolean dying;

    /** How many answers have come from it. */
    private long answers;

    /** Since when, and since how many answers, it is {@linkplain DeathWatch watched}, and when it is looked at next. */
    private long watchedSince;

    private long watchedAnswers = -1;
    private long watchAt;

    private @Nullable Doom doom;

    /** Whether its loss has been counted. */
    private boolean lossCounted;

    Member(Link link, long now, long maxTasks) {
        this.link = link;
        this.spawnedAt = now;
        this.idleSince = now;
        this.memorySeenAt = now;
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

    long readyAt() {
        return readyAt;
    }

    void readyAt(long nanoTime) {
        readyAt = nanoTime;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase value) {
        phase = value;
        ready |= value == Phase.READY;
    }

    /** Whether it has ever been ready for tasks. */
    boolean wasReady() {
        return ready;
    }

    /** Whether its process may still run. */
    boolean isAlive() {
        return phase != Phase.GONE;
    }

    /**
     * Whether a task of it may still run: not once its process has been seen to be dying, or has ended and its JVM, which
     * may be another one, has hung up. All about its end is known only later.
     */
    private boolean mayRun() {
        return isAlive() && !dying && !(hungUp && link.hasEnded());
    }

    /** Whether it is at work; otherwise it stands by, or ends what it has. */
    boolean isActive() {
        return seat != NO_SEAT;
    }

    /** Puts it to work. */
    void takeSeat(int value, List<Member> before) {
        seat = value;
        predecessors = before;
    }

    /** Takes it off its work; what it has been given it still does. */
    void leaveSeat() {
        if (seat != NO_SEAT) {
            formerSeat = seat;
            seat = NO_SEAT;
            predecessors = List.of();
        }
    }

    int formerSeat() {
        return formerSeat;
    }

    /** Whether nothing of its predecessors runs any more in the same lane. */
    boolean isFree(int lane) {
        for (Member before : predecessors) {
            if (before.mayRun() && before.lanes.get(lane).isInUse()) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is to be replaced as soon as somebody can. */
    boolean isSpent() {
        return aged || quota() <= 0;
    }

    /** It is to be replaced between tasks. */
    void aged() {
        aged = true;
        outgoing = true;
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

    boolean isHungUp() {
        return hungUp;
    }

    void hungUp() {
        hungUp = true;
    }

    /** Whether it has shown that it will not go on, by saying so, by hanging up, or by its end or the beginning of that. */
    boolean isLeaving() {
        return exitAnnounced || hungUp || dying || link.hasEnded();
    }

    /** Whether its process has been seen to be dying. */
    boolean isDying() {
        return dying;
    }

    void dying() {
        dying = true;
    }

    /** Whether it is watched, and has not answered since. */
    boolean isWatched() {
        return watchedAnswers == answers;
    }

    long watchedSince() {
        return watchedSince;
    }

    long watchAt() {
        return watchAt;
    }

    /** It is watched, until it answers. */
    void watched(long since, long at) {
        watchedAnswers = answers;
        watchedSince = since;
        watchAt = at;
    }

    void unwatched() {
        watchedAnswers = -1;
    }

    long endBy() {
        return endBy;
    }

    void endBy(long nanoTime) {
        endBy = Math.min(endBy, nanoTime);
    }

    /** Why it is being killed, or null. */
    @Nullable
    Doom doom() {
        return doom;
    }

    /** Whether it is being killed, or will be if one of its tasks does not end in time. */
    boolean isDoomed() {
        return doom != null || threat() != null;
    }

    /** The doom of one of its lanes, or null. */
    @Nullable
    Doom threat() {
        for (Lane lane : lanes) {
            if (lane.doom() != null) {
                return lane.doom();
            }
        }
        return null;
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

    /** How many tasks were handed to it, without those taken back. */
    long handed() {
        return handed;
    }

    void countHanded(int by) {
        handed += by;
    }

    void countInFlight(int by) {
        inFlight += by;
    }

    void countAnswer() {
        answers++;
    }

    /** How many tasks it may still be given before it is replaced. */
    long quota() {
        return maxTasks - handed;
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanoTime) {
        idleSince = nanoTime;
    }

    long memorySeenAt() {
        return memorySeenAt;
    }

    void memorySeenAt(long nanoTime) {
        memorySeenAt = nanoTime;
    }

    /** Whether it can be given a task now. */
    boolean takesTasks() {
        return phase == Phase.READY && isActive() && handed < maxTasks && !isLeaving() && !isDoomed();
    }

    /** Whether this is the first to count its loss. */
    boolean tryCountLoss() {
        boolean first = !lossCounted;
        lossCounted = true;
        return first;
    }

    /** Whether it has no task. */
    boolean isIdle() {
        return inFlight == 0;
    }

    /** Whether a task waits in one of its buffers, behind another one or for being taken up. */
    boolean hasWaiting() {
        for (Lane lane : lanes) {
            if (lane.held() > (lane.claimed() == null ? 0 : 1)) {
                return true;
            }
        }
        return false;
    }

    /** The task that was sent under a number, or null if it is not in flight or was withdrawn. */
    @Nullable
    FleetTask<?> inFlight(long sequence) {
        return lane(sequence).inFlight(sequence);
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

    /** Tells a worker that stands by what its first tasks are likely to need. */
    void prepare() {
        for (Lane lane : lanes) {
            lane.link().prepare();
            lane.link().flush();
        }
    }

    /** Tells the worker to end; it has no task. */
    void sendRetire() {
        link.retiring();
        for (Lane lane : lanes) {
            if (!lane.link().tryRetire()) {
                link.kill(true); // it has not read what it was told while it stood by
            }
        }
        flush();
    }
}
