package dev.tandem.internal.fleet;

import dev.tandem.internal.fleet.Member.Phase;
import java.util.function.Consumer;

/**
 * Looks from time to time whether a worker that does not answer is being ended by the system, while tasks wait that a
 * spare could run: its process ends, and its sockets, only when its memory has been cleared away. Guarded by the pool's
 * lock.
 */
/*
 * Nobody looks while nothing waits, while no spare stands by, or while the worker answers. The pause between two looks
 * grows with the time for which the worker has not answered, so that a look takes an eighth of that time longer at most,
 * up to the time that the system itself takes.
 */
final class DeathWatch {
    /** The first pause, which tiny tasks never get to see. A look takes some 30 us. */
    static final long FIRST_NANOS = 1_000_000;

    /** The longest pause. Longer is of no use: a killed JVM takes 4 to 14 ms to be gone. */
    static final long LONGEST_NANOS = 8_000_000;

    private static final int GROWTH = 8;

    /** For so many workers more the pauses are longer by once their length. */
    private static final int CROWD = 8;

    private final Staff staff;
    private final TaskQueue queue;
    private final Consumer<Member> onDying;

    DeathWatch(Staff staff, TaskQueue queue, Consumer<Member> onDying) {
        this.staff = staff;
        this.queue = queue;
        this.onDying = onDying;
    }

    /** Looks at a worker, if it is time to; returns when to look again. */
    long tick(Member m, long now) {
        if (m.isIdle() || m.isLeaving() || !isWaitedFor(m)) {
            m.unwatched();
            return Long.MAX_VALUE;
        }
        if (!m.isWatched()) {
            m.watched(now, now + FIRST_NANOS);
        } else if (now >= m.watchAt()) {
            if (m.link().isDying()) {
                onDying.accept(m);
                return Long.MAX_VALUE;
            }
            long pause = Math.max(FIRST_NANOS, Math.min((now - m.watchedSince()) / GROWTH, LONGEST_NANOS));
            m.watched(m.watchedSince(), now + pause * (1 + staff.members().size() / CROWD));
        }
        return m.watchAt();
    }

    /** Whether others could go on with something if this one is dead. */
    private boolean isWaitedFor(Member m) {
        if (m.phase() == Phase.DYING) { // it has left its seat
            return !queue.isEmpty();
        }
        return m.phase() == Phase.READY && staff.hasStandby() && (!queue.isEmpty() || m.hasWaiting());
    }
}
