package dev.tandem.internal.fleet;

import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Shares out the tasks that wait among the workers, and moves those that are held up. Guarded by the pool's lock. */
final class Distributor {
    /** What becomes of a worker that says nonsense about the room in its ring. */
    interface Verdict {
        void mustDie(Member m, Doom.Reason reason, String detail);
    }

    /** How long a running task may hold up others in its worker's buffer while another worker is idle. */
    static final long STEAL_AGE_NANOS = 1_000_000L;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final TaskQueue queue;
    private final Staff staff;
    private final LookAhead lookAhead;
    private final Attention attention;
    private final Consumer<List<FleetTask<?>>> requeue;
    private final Verdict onNonsense;

    /** Whether a worker has become outgoing. */
    private boolean outgoing;

    Distributor(
            FleetSettings settings,
            LongSupplier clock,
            TaskQueue queue,
            Staff staff,
            LookAhead lookAhead,
            Attention attention,
            Consumer<List<FleetTask<?>>> requeue,
            Verdict onNonsense) {
        this.settings = settings;
        this.clock = clock;
        this.queue = queue;
        this.staff = staff;
        this.lookAhead = lookAhead;
        this.attention = attention;
        this.requeue = requeue;
        this.onNonsense = onNonsense;
    }

    /** Whether a worker was given one of its last tasks since this was asked, so that its replacement is to be started. */
    boolean takeOutgoing() {
        boolean taken = outgoing;
        outgoing = false;
        return taken;
    }

    /** Whether a lane would be given a task at once, and has so few that it had better be. */
    boolean isThirsty() {
        int window = lookAhead.lowWater();
        for (Member m : staff.members()) {
            boolean takes = m.takesTasks();
            for (Lane lane : m.lanes()) {
                if (takes && lane.inFlight() < window && lane.isOpen()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Sends what can be sent, and gives lanes that have nothing what waits behind others. */
    void shareOut() {
        send();
        if (queue.commonSize() == 0) {
            steal();
        }
    }

    /** Sends what can be sent. */
    void send() {
        while (!queue.isEmpty()) {
            Lane lane = roomiest();
            if (lane == null) {
                break;
            }
            fill(lane);
        }
    }

    /** The lane with the fewest tasks in flight that has room for another one that waits. */
    private @Nullable Lane roomiest() {
        Lane best = null;
        int window = lookAhead.window();
        for (Member m : staff.members()) {
            boolean takes = m.takesTasks();
            for (Lane lane : m.lanes()) {
                if (takes
                        && lane.inFlight() < window
                        && (best == null || lane.inFlight() < best.inFlight())
                        && !lane.isFull()
                        && lane.isOpen()
                        && queue.hasFor(lane.bucket())) {
                    best = lane;
                }
            }
            if (best != null && best.inFlight() == 0) {
                return best;
            }
        }
        return best;
    }

    /** Gives a lane its share of what waits. */
    private void fill(Lane lane) {
        try {
            sendShare(lane);
        } finally { // also what was sent before something was thrown
            lane.link().flush();
        }
    }

    private void sendShare(Lane lane) {
        int bucket = lane.bucket();
        int share = commonShare() + queue.keyedSize(bucket);
        long room = Math.min(lookAhead.window() - lane.inFlight(), lane.member().quota());
        long most = Math.min(room, Math.max(1, share));
        for (long i = 0; i < most; i++) {
            FleetTask<?> task = queue.poll(bucket);
            if (task == null) {
                return;
            }
            if (!task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN)) {
                i--; // it was withdrawn
                continue;
            }
            if (task.isClaimed()) { // cancelled between two attempts: nobody waits for it
                i--;
                continue;
            }
            if (!trySend(lane, task)) {
                task.tryPhase(PoolFuture.TAKEN, PoolFuture.WAITING);
                queue.addFirst(task);
                if (lane.inFlight() == 0) {
                    attention.raise(); // the worker is still reading what the task needs, and nothing tells when it has
                }
                return;
            }
            task.leaveQueue();
            boolean isFirst = lane.inFlight() == 1;
            if (lane.timed() > 0 || settings.isMemoryLimited() || (isFirst && staff.hasStandby())) {
                attention.raise();
            }
        }
        outgoing |= staff.tryOrderReplacement(lane.member());
    }

    /** How many of the tasks for any lane each lane should get. */
    private int commonShare() {
        int size = queue.commonSize();
        if (size <= 1) {
            return size; // many are submitted one by one
        }
        int takers = 0;
        for (Member m : staff.members()) {
            takers += m.takesTasks() ? m.lanes().size() : 0;
        }
        return (size + takers - 1) / Math.max(1, takers);
    }

    /** Sends a task; returns false if there is no room, or if the worker says nonsense about its room and must die. */
    private boolean trySend(Lane lane, FleetTask<?> task) {
        try {
            return lane.trySend(task);
        } catch (ProtocolException e) {
            onNonsense.mustDie(lane.member(), Doom.Reason.PROTOCOL, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Lets idle lanes have what waits in the buffer of a busy one. */
    private void steal() {
        Lane idle = null;
        Lane busiest = null;
        for (Member m : staff.members()) {
            boolean takes = m.takesTasks();
            for (Lane lane : m.lanes()) {
                if (takes && lane.inFlight() == 0 && lane.isOpen()) {
                    idle = lane;
                } else if (lane.held() >= 2 && (busiest == null || lane.movable() > busiest.movable())) {
                    busiest = lane;
                }
            }
        }
        if (idle == null || busiest == null || busiest.movable() == 0 || !isHeldUp(busiest)) {
            return;
        }
        List<FleetTask<?>> taken = new ArrayList<>();
        busiest.takeBackMovable(taken, (busiest.movable() + 1) / 2);
        requeue.accept(taken);
        if (queue.commonSize() > 0) {
            fill(idle);
        }
    }

    private boolean isHeldUp(Lane lane) {
        return lane.isRunningFor(STEAL_AGE_NANOS, clock.getAsLong())
                || lane.held() * lookAhead.taskNanos() > STEAL_AGE_NANOS;
    }

    /** When it is to be looked again whether a worker is held up; {@code Long.MAX_VALUE} for not by itself. */
    long nextSteal(long now) {
        boolean idle = staff.mayStart(now); // or there would be, if a worker were started
        boolean buffered = false;
        for (Member m : staff.members()) {
            boolean takes = m.takesTasks();
            for (Lane lane : m.lanes()) {
                idle |= takes && lane.inFlight() == 0 && lane.isOpen();
                buffered |= lane.held() >= 2 && lane.movable() > 0;
            }
        }
        return idle && buffered && queue.commonSize() == 0 ? now + STEAL_AGE_NANOS : Long.MAX_VALUE;
    }
}
