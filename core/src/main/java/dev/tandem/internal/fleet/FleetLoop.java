package dev.tandem.internal.fleet;

import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Drives the scheduler of a process pool: the lock, the threads, sleeping and waking. */
/*
 * One thread leads. In a loop it takes in what workers have answered, lets the scheduler send more, and carries out
 * deeds: what the scheduler decided and what runs user code, such as completing a future. When there is nothing to do,
 * it spins a little, yields a little, announces sleep in every worker's ring, and sleeps in the selector.
 *
 * Submitting threads put tasks into the inbox. If the scheduler could use one now, they pump: they take the lock, if
 * it is free, and send the task themselves, without waking the leading thread. If it is not free, its holder looks
 * into the inbox once more after letting go. No task stays behind: a submitter adds and then reads `wanting`; the
 * holder of the lock sets `wanting` and then looks into the inbox.
 *
 * User code may block, in a callback or while a result is deserialized. A second thread stands by: when the leading
 * thread has been in the same part of a deed for two looks, the one standing by takes the lead, starts another one to
 * stand by, and the old one ends when that part does. So a blocked callback costs a thread and nothing else.
 */
final class FleetLoop {
    /** Looks for answers without giving way, before yielding. See the worker's task loop. */
    private static final int SPINS = 50;

    /** Looks for answers that give way to other threads, before sleeping. */
    private static final int YIELDS = 150;

    /** How often sockets are looked at while answers keep coming. */
    private static final long SOCKET_PERIOD_NANOS = 1_000_000;

    /** How many parts of deeds are carried out before answers are looked for again. */
    private static final int MOST_PARTS = 512;

    /** For how long deeds are carried out before answers and limits are looked at again, and how often time is asked. */
    private static final long DEEDS_NANOS = 50_000_000;

    private static final int PARTS_A_LOOK = 16;

    /** How often the standing-by thread looks. Shorter costs wake-ups, longer lets a blocked callback hold up others. */
    private static final long LOOK_NANOS = 10_000_000;

    /** For how many looks without work it goes on looking before it sleeps for good. */
    private static final int LOOKS_IDLE = 50;

    /** For how long after the last work the leading thread goes on looking whether workers take up what they get. */
    private static final long WATCH_NANOS = 1_000_000_000;

    /** What the loop needs of the pool; called with the lock held. */
    interface Work {
        /** Takes in what workers have answered; returns whether there was anything. */
        boolean takeAnswers();

        /** Announces sleep to all workers; returns false if one of them has answered meanwhile. */
        boolean trySleep();

        /** Takes the announcement back. */
        void wakeUp();
    }

    private final PoolCore core;
    private final Switchboard switchboard;
    private final ReentrantLock lock = new ReentrantLock();
    private final Inbox inbox;

    /** What has happened; carried out with the lock held. */
    private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();

    /** What has been decided; carried out by the leading thread, without the lock. */
    private final ConcurrentLinkedQueue<Deed> deeds = new ConcurrentLinkedQueue<>();

    private final Scheduler scheduler;
    private final Work work;

    /** Whether a task would be sent at once. Written with the lock held, read by submitters. */
    private volatile boolean wanting = true;

    /** Whether the leading thread sleeps or is about to. Written by it. */
    private volatile boolean sleeping;

    /**
     * The number of the part of a deed in which the leading thread is, 0 for none. Set by the leading thread; changed back by
     * it, or by the one that takes the lead from it, by compare-and-set: a leading thread that finds its number gone has
     * to end.
     */
    private final AtomicLong currentPart = new AtomicLong();

    /** Whether the leading thread carries out deeds, so that the one standing by must look. Written by the leading thread. */
    private volatile boolean watched;

    /** How many parts of deeds have been begun. Used by the leading thread. */
    private long partsBegun;

    /** The deed with a part to carry out next, and which it is; null if it is the next deed's. Used by the leading thread. */
    private @Nullable Deed unfinished;

    private int nextPart;

    /** Whether the standing-by thread sleeps for good, and which it is. */
    private volatile @Nullable Thread sleepingStandby;

    private volatile boolean finished;

    /** When the scheduler has something to do next. Written by the leading thread. */
    private long nextTick = Long.MIN_VALUE;

    /** When there was work the last time. Used by the leading thread. */
    private long workedAt;

    /**
     * Whether the leading thread sleeps until it is woken, so that nobody would see whether a worker takes up what
     * others send. Guarded by the lock.
     */
    private boolean unwatched;

    private long socketsSeenAt;

    /** Whether workers are at work, so that answers may come soon. Used by the leading thread. */
    private boolean busyOutside;

    FleetLoop(PoolCore core, Switchboard switchboard, Inbox inbox, Scheduler scheduler, Work work) {
        this.core = core;
        this.switchboard = switchboard;
        this.inbox = inbox;
        this.scheduler = scheduler;
        this.work = work;
    }

    void start() {
        startThread(1, this::lead);
        startThread(2, () -> standBy(2));
    }

    private void startThread(int number, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    Membership.join(core);
                    body.run();
                },
                "tandem-" + core.name() + "-loop-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    // ---- for any thread

    /** Hands a task in. */
    void submit(FleetTask<?> task) {
        inbox.add(task);
        if (wanting) {
            pump();
        }
        if (finished) {
            abandonRest(); // the pool has ended meanwhile, and nobody looks into the inbox any more
        }
    }

    /** Has something done with the lock held, soon. */
    void post(Runnable event) {
        events.add(event);
        wakeLeader();
    }

    /** Has something done by the leading thread without the lock, soon. */
    void deed(Deed deed) {
        deeds.add(deed);
    }

    /** As {@link #deed}, said by a thread that nobody looks after. */
    void deedFromOutside(Runnable body) {
        deeds.add(Deed.of(body));
        wakeLeader();
        if (finished) {
            doRest(); // the pool has ended meanwhile
        }
    }

    private void doRest() {
        for (Deed deed = deeds.poll(); deed != null; deed = deeds.poll()) {
            for (int part = 0; part < deed.parts(); part++) {
                deed.run(part);
            }
        }
    }

    /** Does something now with the lock held, and what follows from it. */
    <T> T locked(Supplier<T> body) {
        T result;
        lock.lock();
        try {
            takeHandedIn();
            result = body.get();
            settle();
        } finally {
            lock.unlock();
        }
        pumpRest();
        wakeLeader();
        if (finished) { // the pool has ended meanwhile, and nobody looks any more
            doRest();
            abandonRest();
        }
        return result;
    }

    private void pump() {
        if (!lock.tryLock()) {
            return; // whoever has it will look into the inbox
        }
        try {
            settleSubmitted();
        } finally {
            lock.unlock();
        }
        pumpRest();
        if (scheduler.needsAttention() || !deeds.isEmpty()) {
            wakeLeader();
        }
    }

    /** What others could not do because this thread had the lock. */
    private void pumpRest() {
        while (inbox.hasNew() && wanting && !finished) {
            if (!lock.tryLock()) {
                return;
            }
            try {
                settleSubmitted();
            } finally {
                lock.unlock();
            }
        }
    }

    /** With the lock held: takes in tasks and events, sends what can be sent. */
    private void settle() {
        do {
            takeHandedIn();
            scheduler.dispatch();
            wanting = scheduler.wantsTasks();
        } while (wanting && inbox.hasNew());
        noteWatch();
    }

    /** As {@link #settle}, if nothing has happened but submissions. */
    private void settleSubmitted() {
        if (!events.isEmpty()) {
            settle();
            return;
        }
        do {
            scheduler.takeSubmitted();
            scheduler.dispatchSubmitted();
            wanting = scheduler.wantsTasks();
        } while (wanting && inbox.hasNew());
        noteWatch();
    }

    private void noteWatch() {
        if (unwatched) {
            unwatched = false;
            scheduler.raiseAttention(); // once for each long sleep, so that it costs nothing while tasks keep coming
        }
    }

    private void takeHandedIn() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
        scheduler.takeSubmitted();
    }

    private void wakeLeader() {
        if (sleeping) {
            switchboard.wake();
        }
    }

    /** Ends the loop's threads, after all other deeds. Called in a deed. */
    void finish() {
        doRest();
        finished = true;
        doRest(); // what came from outside just before: who adds later sees that the loop has ended
        LockSupport.unpark(sleepingStandby);
        abandonRest();
    }

    private void abandonRest() {
        List<FleetTask<?>> rest = new ArrayList<>();
        lock.lock();
        try {
            inbox.drain(rest::add);
        } finally {
            lock.unlock();
        }
        rest.forEach(task -> task.abandon("the pool has ended"));
    }

    // ---- the leading thread

    private void lead() {
        watched = false; // whoever led before is stuck in a deed of which this thread knows
        int idle = 0;
        while (!finished) {
            try {
                boolean busy = takeIn();
                if (hasDeeds()) {
                    busy = true;
                    if (!tryDoDeeds()) {
                        return; // another thread has taken the lead
                    }
                }
                if (busy) {
                    idle = 0;
                } else if (idle < SPINS + YIELDS && busyOutside) {
                    idle++;
                    if (idle < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        Thread.yield();
                    }
                } else if (!finished) {
                    idle = 0;
                    sleep();
                }
            } catch (IOException | RuntimeException | Error e) {
                if (finished && e instanceof ClosedSelectorException) {
                    return; // the pool has ended while this thread slept, in a deed of another one
                }
                PoolCore.LOGGER.log(System.Logger.Level.ERROR, "loop of pool " + core.name() + " failed", e);
                LockSupport.parkNanos(LOOK_NANOS); // so that a failure that stays does not burn a processor
            }
        }
    }

    private boolean takeIn() throws IOException {
        long now = System.nanoTime();
        if (now - socketsSeenAt > SOCKET_PERIOD_NANOS) {
            socketsSeenAt = now;
            switchboard.poll();
        }
        lock.lock();
        try {
            boolean answers = work.takeAnswers();
            boolean due = scheduler.takeAttention() || now >= nextTick;
            if (due) {
                nextTick = scheduler.tick(now);
            }
            boolean work = answers || (wanting && inbox.hasNew()) || !events.isEmpty();
            workedAt = work ? now : workedAt;
            boolean more = work || due;
            if (more) {
                settle();
            }
            busyOutside = scheduler.isBusy();
            return more;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasDeeds() {
        return unfinished != null || !deeds.isEmpty();
    }

    /** Carries out deeds, part by part; returns false if another thread has taken the lead meanwhile. */
    private boolean tryDoDeeds() {
        long began = System.nanoTime();
        watched = true;
        Thread standby = sleepingStandby; // after the deeds were announced: one of the two sees the other
        if (standby != null) {
            LockSupport.unpark(standby);
        }
        for (int i = 0; i < MOST_PARTS && hasDeeds(); i++) {
            if (i % PARTS_A_LOOK == PARTS_A_LOOK - 1 && System.nanoTime() - began > DEEDS_NANOS) {
                break;
            }
            if (!tryDoNextPart()) {
                return false;
            }
            Thread.interrupted(); // a callback may set it; the loop has no use for it
        }
        watched = false;
        return true;
    }

    /**
     * Carries out a part of a deed. What follows it is written down before the part is announced, for whoever takes the
     * lead while it runs.
     */
    private boolean tryDoNextPart() {
        Deed deed = unfinished;
        int part = nextPart;
        if (deed == null) {
            deed = deeds.poll();
            part = 0;
        }
        if (deed == null) {
            return true;
        }
        Deed rest = part + 1 < deed.parts() ? deed : null;
        if (unfinished != rest) { // such a store costs as much as much of the rest
            unfinished = rest;
        }
        nextPart = part + 1;
        long announced = ++partsBegun;
        currentPart.setRelease(announced);
        try {
            deed.run(part);
        } catch (Throwable e) {
            PoolCore.LOGGER.log(System.Logger.Level.ERROR, "loop of pool " + core.name() + " failed", e);
        }
        return currentPart.compareAndSet(announced, 0);
    }

    private void sleep() throws IOException {
        long now = System.nanoTime();
        lock.lock();
        try {
            settle();
            scheduler.takeAttention();
            nextTick = scheduler.tick(now);
            if (!work.trySleep()) {
                work.wakeUp();
                return;
            }
            if (now - workedAt < WATCH_NANOS) {
                nextTick = Math.min(nextTick, now + WATCH_NANOS);
            }
            unwatched = nextTick - now > WATCH_NANOS;
        } finally {
            lock.unlock();
        }
        sleeping = true;
        boolean idle = events.isEmpty() && !hasDeeds() && !scheduler.needsAttention();
        if (idle && !(wanting && inbox.hasNew())) {
            switchboard.sleep(nextTick == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, nextTick - now));
        }
        sleeping = false;
        socketsSeenAt = System.nanoTime();
        lock.lock();
        try {
            unwatched = false;
            work.wakeUp();
        } finally {
            lock.unlock();
        }
    }

    // ---- the standing-by thread

    private void tryStartStandby(int number) {
        try {
            startThread(number, () -> standBy(number));
        } catch (OutOfMemoryError e) { // no more threads: then the next stuck callback holds the pool up
            PoolCore.LOGGER.log(System.Logger.Level.WARNING, "no thread to stand by in pool " + core.name(), e);
        }
    }

    private void standBy(int number) {
        long seen = 0;
        int idle = 0;
        while (!finished) {
            if (idle < LOOKS_IDLE) {
                LockSupport.parkNanos(LOOK_NANOS);
            } else {
                sleepingStandby = Thread.currentThread();
                if (!watched && !finished) {
                    LockSupport.park();
                }
                sleepingStandby = null;
                idle = 0;
            }
            long current = currentPart.get();
            if (current != 0 && current == seen && currentPart.compareAndSet(current, 0)) {
                tryStartStandby(number + 1);
                lead();
                return;
            }
            idle = watched ? 0 : idle + 1;
            seen = current;
        }
    }
}
