package dev.tandem.internal.fleet;

import dev.tandem.internal.fleet.Member.Phase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a process pool: when one is started, put to work, replaced, retired and killed. Everything is called
 * with the pool's lock held.
 */
/*
 * At work, or active, are as many workers as the pool is to have; each of them has a seat, to which keys belong. Beyond
 * them stand by: spares, and the replacements of workers that are about to go. One that stands by takes the place and
 * the seat of one that goes, so that a worker is not retired before its replacement is ready.
 */
final class Staff {
    /** How long a worker may take to end when it is retired, its exit hook included. */
    static final long RETIRE_NANOS = 10_000_000_000L;

    /** Successive multiples of it, modulo 2^64, are spread evenly: the golden ratio's fraction. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final IntFunction<Link> spawner;
    private final LookAhead lookAhead;
    private final TaskQueue queue;
    private final Attention attention;
    private final RestartBudget budget = new RestartBudget();
    private final List<Member> members = new ArrayList<>();

    private int target;
    private int spawned;
    private long restarts;

    /** Deaths that no start has made up for yet. */
    private int losses;

    Staff(
            FleetSettings settings,
            int workers,
            LongSupplier clock,
            IntFunction<Link> spawner,
            LookAhead lookAhead,
            TaskQueue queue,
            Attention attention) {
        this.settings = settings;
        this.target = workers;
        this.clock = clock;
        this.spawner = spawner;
        this.lookAhead = lookAhead;
        this.queue = queue;
        this.attention = attention;
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
        return aliveWorkers() < target + settings.spares();
    }

    // ---- deaths

    /** The process of a worker has ended. */
    void remove(Member m) {
        m.phase(Phase.GONE);
        members.remove(m);
    }

    /** One is gone that has to be made up for. */
    void countLoss() {
        losses++;
    }

    /** One died; returns whether so many did that starting further ones is in vain. */
    boolean crashed(boolean hadWork) {
        losses++;
        budget.died(clock.getAsLong(), hadWork);
        return budget.isHopeless();
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
        int alive = 0;
        int outgoing = 0;
        int busyLanes = 0;
        for (Member m : members) {
            if (m.phase() == Phase.STARTING && m.doom() == null) {
                alive++;
            } else if (m.phase() == Phase.READY && m.doom() == null) {
                alive++;
                outgoing += m.isOutgoing() ? 1 : 0;
                busyLanes += settings.lanes() - freeLanes(m);
            }
        }
        int most = target + settings.spares() + outgoing;
        if (settings.prestart()) {
            return most - alive;
        }
        long lanes = (long) busyLanes + queue.commonSize();
        long forLoad = (lanes + settings.lanes() - 1) / settings.lanes();
        long wanted = Math.min(target, Math.max(forLoad, seatsInUse())) + settings.spares() + outgoing;
        return (int) Math.min(wanted, most) - alive;
    }

    private static int freeLanes(Member m) {
        int free = 0;
        if (m.quota() > 0 && !m.isOutgoing()) {
            for (Lane lane : m.lanes()) {
                free += lane.inFlight() == 0 ? 1 : 0;
            }
        }
        return free;
    }

    /** How many seats are taken, or would be if there were somebody to take them. */
    private int seatsInUse() {
        List<Integer> wanted = queue.wantedSeats();
        if (wanted.isEmpty()) {
            return 0;
        }
        BitSet seats = takenSeats();
        wanted.forEach(seats::set);
        return seats.cardinality();
    }

    // ---- who is at work

    /**
     * Puts standing-by workers to work in the place of those that are gone or have done their share, and retires those
     * that nobody needs.
     */
    void activate() {
        int active = 0;
        int standby = settings.spares();
        for (Member m : snapshot()) {
            if (m.quota() <= 0 && m.isIdle() && standby() != null) {
                retireIfIdle(m); // not before its replacement is ready
                promoteStandby();
            }
            active += m.phase() == Phase.READY && m.isActive() ? 1 : 0;
            standby += m.phase() == Phase.READY && m.isOutgoing() ? 1 : 0;
        }
        for (Member m : snapshot()) {
            if (m.phase() != Phase.READY || m.isActive() || m.doom() != null) {
                continue;
            }
            if (active < target && !m.isOutgoing()) {
                putToWork(m);
                active++;
            } else if (m.isOutgoing() || --standby < 0) {
                retireIfIdle(m);
            }
        }
    }

    private void putToWork(Member m) {
        m.active(true);
        m.seat(freeSeat());
    }

    private static void takeOffWork(Member m) {
        m.active(false);
        m.seat(-1);
    }

    /** A seat that nobody has: one whose keys are waited for, if there is one; negative if all are taken. */
    private int freeSeat() {
        BitSet taken = takenSeats();
        for (int seat : queue.wantedSeats()) {
            if (!taken.get(seat)) {
                return seat;
            }
        }
        int seat = taken.nextClearBit(0);
        return seat < target ? seat : -1;
    }

    private BitSet takenSeats() {
        BitSet taken = new BitSet(target);
        for (Member m : members) {
            if (m.seat() >= 0) {
                taken.set(m.seat());
            }
        }
        return taken;
    }

    private void promoteStandby() {
        Member m = standby();
        if (m != null) {
            putToWork(m);
        }
    }

    /** A worker that is ready and not at work, to replace another one. */
    private @Nullable Member standby() {
        for (Member m : members) {
            if (m.phase() == Phase.READY && !m.isActive() && !m.isOutgoing() && m.doom() == null && m.quota() > 0) {
                return m;
            }
        }
        return null;
    }

    /**
     * Changes how many workers there are.
     *
     * @return those that are no longer at work, though they may have tasks
     */
    List<Member> resize(int workers) {
        target = workers;
        queue.reseat(workers);
        List<Member> surplus = new ArrayList<>();
        int active = -workers;
        for (Member m : members) {
            active += m.isActive() ? 1 : 0;
        }
        for (int i = members.size() - 1; i >= 0 && active > 0; i--) {
            Member m = members.get(i);
            if (m.isActive()) {
                takeOffWork(m);
                active--;
                surplus.add(m);
            }
        }
        for (Member m : members) {
            if (m.seat() >= workers) {
                m.seat(-1);
                m.seat(freeSeat());
            }
        }
        return surplus;
    }

    // ---- replacing

    /** Marks a worker as outgoing, if its end is so near that its replacement had better be started. */
    void orderReplacement(Member m) {
        if (m.isOutgoing() || settings.maxTasks() == Long.MAX_VALUE) {
            return;
        }
        long left = m.quota();
        if (left == 0 || left * lookAhead.taskNanos() < 2 * lookAhead.startNanos()) {
            m.outgoing(true);
        }
    }

    /** Retires or replaces a worker whose time has come; returns when to look again. */
    long tick(Member m, long now) {
        long next = Long.MAX_VALUE;
        if (m.phase() == Phase.READY && m.isIdle() && m.doom() == null) {
            next = Math.min(next, checkIdle(m, now));
        }
        if (m.phase() == Phase.READY && settings.maxAgeNanos() != Long.MAX_VALUE) {
            next = Math.min(next, checkAge(m, now));
        }
        return next;
    }

    private long checkIdle(Member m, long now) {
        if (settings.idleNanos() == Long.MAX_VALUE || aliveWorkers() <= fewestWorkers()) {
            return Long.MAX_VALUE;
        }
        long due = m.idleSince() + settings.idleNanos();
        if (now >= due && queue.isEmpty()) {
            retire(m);
            return Long.MAX_VALUE;
        }
        return due;
    }

    /** How many workers are kept however long they are idle. */
    private int fewestWorkers() {
        return Math.max(settings.minWorkers(), settings.prestart() ? target : 0) + settings.spares();
    }

    /** How many workers there are that are not about to go. */
    private int aliveWorkers() {
        int alive = 0;
        for (Member m : members) {
            alive += m.phase() == Phase.STARTING || m.phase() == Phase.READY ? 1 : 0;
        }
        return alive;
    }

    private long checkAge(Member m, long now) {
        long due = m.spawnedAt() + settings.maxAgeNanos();
        if (now < due) {
            return due;
        }
        m.outgoing(true);
        if (m.isActive() && standby() != null) {
            takeOffWork(m);
            promoteStandby();
            retireIfIdle(m);
        }
        return Long.MAX_VALUE; // what comes next is the start of the replacement: an event
    }

    // ---- the end of a worker

    void retireIfIdle(Member m) {
        if (m.phase() == Phase.READY && m.isIdle() && m.doom() == null) {
            retire(m);
        }
    }

    void retire(Member m) {
        attention.raise();
        takeOffWork(m);
        m.phase(Phase.RETIRING);
        m.endBy(clock.getAsLong() + RETIRE_NANOS);
        m.sendRetire();
    }

    void kill(Member m, Doom doom, boolean hard) {
        doom.killed();
        m.doom(doom);
        takeOffWork(m);
        m.phase(Phase.DYING);
        m.link().kill(hard);
    }
}
