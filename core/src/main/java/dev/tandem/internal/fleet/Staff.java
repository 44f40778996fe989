package dev.tandem.internal.fleet;

import dev.tandem.internal.fleet.Member.Phase;
import dev.tandem.internal.task.Nanos;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a process pool: when one is started, put to work, replaced, retired and killed. Everything is called
 * with the pool's lock held.
 */
/*
 * The pool has as many seats as it is to have workers. A worker that has one is at work; keys belong to seats. Beyond
 * them stand by: spares, and the replacements of those that are about to go. When a worker is spent, it leaves its seat
 * to one that stands by, so that there is no gap; it ends what it has and retires. In each of its lanes the new one
 * begins when the old one has ended: see Lane.isOpen.
 *
 * Why nobody is started in vain: those of use are the workers that are neither near their end nor doomed. At most
 * `target + spares` of them are wanted, and one that stands by is retired only if there are more than `spares` besides
 * those that wait for somebody near the end.
 */
final class Staff {
    /** How long a worker may take to end when it is retired, its exit hook included. */
    private static final long RETIRE_NANOS = 10_000_000_000L;

    /** Successive multiples of it, modulo 2^64, are spread evenly: the golden ratio's fraction. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final IntFunction<Link> spawner;
    private final LookAhead lookAhead;
    private final TaskQueue queue;
    private final Attention attention;

    /** Takes back from a worker that has left its seat what it has not started. */
    private final Consumer<Member> onLeft;

    private final RestartBudget budget = new RestartBudget();
    private final List<Member> members = new ArrayList<>();

    private int target;
    private int spawned;
    private long restarts;

    /** Deaths that no start has made up for yet. */
    private int losses;

    /** Whether any worker was ever ready: then the options are in order. */
    private boolean everReady;

    Staff(
            FleetSettings settings,
            int workers,
            LongSupplier clock,
            IntFunction<Link> spawner,
            LookAhead lookAhead,
            TaskQueue queue,
            Attention attention,
            Consumer<Member> onLeft) {
        this.settings = settings;
        this.target = workers;
        this.clock = clock;
        this.spawner = spawner;
        this.lookAhead = lookAhead;
        this.queue = queue;
        this.attention = attention;
        this.onLeft = onLeft;
    }

    /** The workers whose processes exist or are about to be started. */
    List<Member> members() {
        return members;
    }

    /** The same as they are now, for those who change the list on their way. */
    List<Member> snapshot() {
        return List.copyOf(members);
    }

    long restarts() {
        return restarts;
    }

    /** Whether another worker might be started. */
    boolean hasVacancy() {
        return usefulWorkers() < target + settings.spares();
    }

    /** Whether another worker might be started now, and none is starting already. */
    boolean mayStart(long now) {
        if (!hasVacancy() || delayNanos(now) > 0) {
            return false;
        }
        for (Member m : members) {
            if (m.phase() == Phase.STARTING) {
                return false; // it will be ready: an event
            }
        }
        return true;
    }

    // ---- deaths

    /** The process of a worker has ended. */
    void remove(Member m) {
        m.phase(Phase.GONE);
        members.remove(m);
    }

    /** One is gone, or about to be, that has to be made up for: counted once, before its replacement is started. */
    void countLoss(Member m) {
        losses += m.tryCountLoss() ? 1 : 0;
    }

    /** One died; returns whether so many did that starting further ones is in vain. */
    boolean crashed(Member m, boolean hadWork) {
        countLoss(m);
        budget.died(clock.getAsLong(), hadWork);
        return budget.isHopeless();
    }

    /** One is ready for tasks. */
    void ready(Member m) {
        m.phase(Phase.READY);
        everReady = true;
        budget.started();
    }

    /**
     * One could not be started, through no fault of its own.
     *
     * @return whether further tries are in vain: because none was ever ready and nothing says that the machine lacks
     *     something, or because it has lacked it for long and no worker is left
     */
    boolean startFailed(boolean isScarcity) {
        attention.raise();
        budget.startFailed(clock.getAsLong());
        return !(everReady || isScarcity) || (budget.isStartHopeless() && members.isEmpty());
    }

    /** How long to wait before the next start. */
    long delayNanos(long now) {
        return budget.delayNanos(now);
    }

    // ---- starting

    /** Starts workers, as many as are needed and allowed. Throws what the spawner throws. */
    void start() {
        int needed = needed();
        if (needed <= 0 || budget.delayNanos(clock.getAsLong()) > 0) {
            return;
        }
        for (int i = 0; i < needed; i++) {
            attention.raise();
            Link link = spawner.apply(++spawned);
            members.add(new Member(link, clock.getAsLong(), maxTasks(spawned)));
            if (losses > 0) {
                losses--;
                restarts++;
            }
        }
    }

    /** After how many tasks a worker is replaced: spread over the range, so that not all are replaced together. */
    private long maxTasks(int number) {
        if (settings.maxTasks() == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return settings.maxTasks() + Math.multiplyHigh((number * GOLDEN) >>> 1, 2L * (settings.maxTasksJitter() + 1L));
    }

    private int needed() {
        int most = target + settings.spares();
        if (settings.prestart()) {
            return most - usefulWorkers();
        }
        long lanes = queue.commonSize();
        for (Member m : members) {
            if (m.phase() == Phase.READY && !m.isDoomed()) {
                lanes += m.isOutgoing() ? settings.lanes() : busyLanes(m) + heldUp(m);
            }
        }
        long forLoad = (lanes + settings.lanes() - 1) / settings.lanes();
        long wanted = Math.min(target, Math.max(forLoad, seatsInUse())) + settings.spares();
        return (int) wanted - usefulWorkers();
    }

    /**
     * How many workers there are, or will be when they have started, that are neither near their end nor doomed. One that
     * is dying counts until its process has ended: for these milliseconds the start of a replacement would only take the
     * processor from the spare that does its work.
     */
    private int usefulWorkers() {
        int useful = 0;
        for (Member m : members) {
            boolean isDying = m.isDying() && !m.link().hasEnded() && m.phase() == Phase.READY;
            useful += m.phase() == Phase.STARTING || isUseful(m) || isDying ? 1 : 0;
        }
        return useful;
    }

    private static boolean isUseful(Member m) {
        return m.phase() == Phase.READY && !m.isOutgoing() && !m.isDoomed() && !m.isLeaving();
    }

    private static int busyLanes(Member m) {
        int busy = 0;
        for (Lane lane : m.lanes()) {
            busy += lane.inFlight() > 0 ? 1 : 0;
        }
        return busy;
    }

    /** How many tasks wait in the buffers of a worker for so long that another one had better run them. */
    private long heldUp(Member m) {
        long waiting = 0;
        for (Lane lane : m.lanes()) {
            int movable = lane.movable();
            if (movable > 0 && lookAhead.taskNanos() > Distributor.STEAL_AGE_NANOS) {
                waiting += movable;
            } else if (movable > 0 && isRunningLong(lane)) {
                waiting++; // the others may be tiny: one worker more, and then it is looked again
            }
        }
        return waiting;
    }

    private boolean isRunningLong(Lane lane) {
        return lane.isRunningFor(Distributor.STEAL_AGE_NANOS, clock.getAsLong());
    }

    /** How many seats are taken, or would be if there were somebody to take them. */
    private int seatsInUse() {
        BitSet wanted = queue.wantedSeats();
        if (wanted.isEmpty()) {
            return 0;
        }
        BitSet seats = takenSeats();
        seats.or(wanted);
        return seats.cardinality();
    }

    // ---- who is at work

    /** Gives seats to those that stand by, and retires those that nobody needs. */
    void activate() {
        for (Member m : snapshot()) {
            if (isSeated(m) && m.isSpent() && standby() != null) {
                leave(m);
            }
        }
        for (int seat = freeSeat(); seat != Member.NO_SEAT; seat = freeSeat()) {
            Member m = standby();
            if (m == null) {
                break;
            }
            takeSeat(m, seat);
        }
        retireSurplus();
    }

    private static boolean isSeated(Member m) {
        return m.phase() == Phase.READY && m.isActive() && !m.isDoomed();
    }

    /** Retires workers without a seat and without a task, but for those that will be needed. */
    private void retireSurplus() {
        int needed = settings.spares();
        for (Member m : members) {
            needed += m.isActive() && !isUseful(m) ? 1 : 0;
        }
        for (Member m : snapshot()) {
            if (m.phase() == Phase.READY && !m.isActive() && m.isIdle() && (!isUseful(m) || --needed < 0)) {
                retireIfIdle(m);
            }
        }
    }

    /** Whether a worker that is ready stands by. */
    boolean hasStandby() {
        return standby() != null;
    }

    /** A worker that is ready and not at work. */
    private @Nullable Member standby() {
        for (Member m : members) {
            if (isUseful(m) && !m.isActive() && !m.isSpent()) {
                return m;
            }
        }
        return null;
    }

    private void takeSeat(Member m, int seat) {
        attention.raise();
        List<Member> before = new ArrayList<>();
        for (Member other : members) {
            if (other != m && !other.isActive() && other.formerSeat() == seat && !other.isIdle()) {
                before.add(other);
            }
        }
        m.takeSeat(seat, before);
    }

    private void leave(Member m) {
        attention.raise();
        m.leaveSeat();
        if (m.quota() > 0) { // otherwise it still does its share
            onLeft.accept(m);
        }
        if (m.isSpent()) {
            retireIfIdle(m);
        }
    }

    /** A seat that nobody has: one whose keys are waited for, if there is one; none if all are taken. */
    private int freeSeat() {
        BitSet taken = takenSeats();
        BitSet wanted = queue.wantedSeats();
        wanted.andNot(taken);
        if (!wanted.isEmpty()) {
            return wanted.nextSetBit(0);
        }
        int seat = taken.nextClearBit(0);
        return seat < target ? seat : Member.NO_SEAT;
    }

    private BitSet takenSeats() {
        BitSet taken = new BitSet(target);
        for (Member m : members) {
            if (m.isActive()) {
                taken.set(m.seat());
            }
        }
        return taken;
    }

    /** Changes how many workers there are: those whose seats there are no more leave them. */
    void resize(int workers) {
        target = workers;
        for (Member m : snapshot()) {
            if (m.isActive() && m.seat() >= workers) {
                leave(m);
            }
        }
        queue.reseat(workers);
        activate();
    }

    // ---- replacing

    /** Marks a worker as outgoing, if its end is so near that its replacement had better be started; returns whether. */
    boolean tryOrderReplacement(Member m) {
        if (m.isOutgoing() || settings.maxTasks() == Long.MAX_VALUE) {
            return false;
        }
        long left = m.quota();
        boolean isNear = left == 0 || left * lookAhead.taskNanos() < 2 * lookAhead.startNanos();
        if (isNear) {
            m.outgoing(true);
            attention.raise(); // there is a vacancy now
        }
        return isNear;
    }

    /** Retires or replaces a worker whose time has come; returns when to look again. */
    long tick(Member m, long now) {
        long next = Long.MAX_VALUE;
        if (m.phase() == Phase.READY && m.isIdle() && !m.isDoomed()) {
            next = Math.min(next, checkIdle(m, now));
        }
        if (m.phase() == Phase.READY && settings.maxAgeNanos() != Long.MAX_VALUE) {
            next = Math.min(next, checkAge(m, now));
        }
        return next;
    }

    private long checkIdle(Member m, long now) {
        if (settings.idleNanos() == Long.MAX_VALUE || usefulWorkers() <= fewestWorkers() || hasWork(m)) {
            return Long.MAX_VALUE;
        }
        long due = m.idleSince() + settings.idleNanos();
        if (now < due) {
            return due;
        }
        retire(m);
        return Long.MAX_VALUE;
    }

    private boolean hasWork(Member m) {
        for (Lane lane : m.lanes()) {
            if (queue.hasFor(lane.bucket())) {
                return true;
            }
        }
        return false;
    }

    /** How many workers are kept however long they are idle. */
    private int fewestWorkers() {
        return Math.max(settings.minWorkers(), settings.prestart() ? target : 0) + settings.spares();
    }

    private long checkAge(Member m, long now) {
        long due = m.spawnedAt() + settings.maxAgeNanos();
        if (now < due) {
            return due;
        }
        m.aged();
        return Long.MAX_VALUE; // what comes next is the start of the replacement: an event
    }

    // ---- the end of a worker

    /** Lets a worker go that has been asked to by others: it is given nothing more, and its seat is free at once. */
    void drain(Member m) {
        attention.raise();
        m.aged();
        m.leaveSeat();
        onLeft.accept(m);
    }

    private void retireIfIdle(Member m) {
        if (m.phase() == Phase.READY && m.isIdle() && !m.isDoomed() && !m.isLeaving()) {
            retire(m);
        }
    }

    void retire(Member m) {
        attention.raise();
        m.leaveSeat();
        m.phase(Phase.RETIRING);
        m.endBy(clock.getAsLong() + (settings.isDebugged() ? Nanos.LONGEST : RETIRE_NANOS));
        m.sendRetire();
    }

    void kill(Member m, Doom doom, boolean hard) {
        attention.raise();
        countLoss(m);
        m.doom(doom);
        m.leaveSeat();
        m.phase(Phase.DYING);
        m.link().kill(hard);
    }
}
