package dev.tandem.internal.fleet;

import dev.tandem.internal.fleet.Member.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds workers that do not take up what they were given: one that is stopped by a signal, that swaps, or whose task
 * thread is gone. What such a worker has is taken back, so that no task waits for it without end; if nothing runs on
 * it, it is killed and replaced, otherwise only replaced. Guarded by the pool's lock.
 */
/*
 * A worker is judged by what it does, and only for as long as somebody looks: it must have left the same task untouched
 * at many looks in a row. If this process itself was stopped for an hour, that counts as one look, and a worker that was
 * stopped along with it gets the same time as any other.
 */
final class Liveness {
    /** How often a lane is looked at that has not begun what it was given. */
    static final long PERIOD_NANOS = 250_000_000L;

    /** At how many looks it is given up: five seconds. More lets a task wait longer, fewer give up slow machines. */
    static final int MOST_LOOKS = 20;

    private final Staff staff;

    /** Gives tasks that were taken back to others; the newest comes first. */
    private final Consumer<List<FleetTask<?>>> requeue;

    Liveness(Staff staff, Consumer<List<FleetTask<?>>> requeue) {
        this.staff = staff;
        this.requeue = requeue;
    }

    /** Looks at the lanes of a worker, if it is time to; returns when to look again. */
    long tick(Member m, long now) {
        long next = Long.MAX_VALUE;
        if (m.phase() != Phase.READY || m.isDoomed()) {
            return next;
        }
        for (Lane lane : m.lanes()) {
            next = Math.min(next, tick(lane, now));
            if (m.phase() != Phase.READY) {
                return Long.MAX_VALUE;
            }
        }
        return next;
    }

    private long tick(Lane lane, long now) {
        FleetTask<?> first = lane.first();
        if (first == null) {
            return Long.MAX_VALUE;
        }
        if (lane.link().running() == first.sequence()) {
            return now + PERIOD_NANOS;
        }
        if (lane.untouchedSequence() != first.sequence()) {
            lane.untouched(first.sequence(), 0, now);
            return now + PERIOD_NANOS;
        }
        long due = lane.untouchedSeenAt() + PERIOD_NANOS;
        if (now < due) {
            return due;
        }
        lane.untouched(first.sequence(), lane.untouchedLooks() + 1, now);
        if (lane.untouchedLooks() < MOST_LOOKS) {
            return now + PERIOD_NANOS;
        }
        giveUp(lane, now);
        return lane.held() > 0 ? now + PERIOD_NANOS : Long.MAX_VALUE; // what comes next is an event
    }

    private void giveUp(Lane lane, long now) {
        int waiting = lane.held();
        List<FleetTask<?>> back = new ArrayList<>();
        lane.takeBack(back);
        requeue.accept(back);
        if (lane.held() > 0) { // it has claimed one meanwhile: it lives, or has a time limit
            lane.untouched(0, 0, now);
            return;
        }
        lane.stalled();
        Member m = lane.member();
        if (!isRunning(m)) {
            requeue.accept(m.takeBackAll());
        }
        if (isRunning(m)) {
            m.aged(); // what runs is not to suffer: another worker takes this one's place, and its work
            return;
        }
        long seconds = PERIOD_NANOS * MOST_LOOKS / 1_000_000_000L;
        String detail = "it did not take up its tasks in time: tasks=" + waiting + ", waited=" + seconds + " s";
        staff.kill(m, Doom.of(Doom.Reason.UNRESPONSIVE, detail), true);
    }

    /** Whether one of the lanes has claimed a task. */
    private static boolean isRunning(Member m) {
        for (Lane lane : m.lanes()) {
            if (lane.claimed() != null) {
                return true;
            }
        }
        return false;
    }
}
