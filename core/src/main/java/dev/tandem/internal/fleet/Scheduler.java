package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerExit;
import dev.tandem.internal.fleet.Member.Phase;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything in a process pool: which worker gets which task, when workers are started, retired and killed,
 * and what becomes of the tasks of a worker that died.
 *
 * <p>A state machine without threads, clocks or sockets of its own: events come in as method calls, decisions go out
 * through {@link Link}, the spawner and {@link Effects}. Every method is called with the pool's lock held; effects
 * that run user code are only recorded and carried out later, without the lock.
 */
/*
 * What is guaranteed here.
 *
 * At most once (C3): a task is WAITING in the queue, or TAKEN by exactly one lane. It goes back to WAITING only if
 * its slot could be changed from SENT to WITHDRAWN, or its worker is gone and the slot still says SENT. Once the
 * worker has changed it to STARTED, only an answer or the death of the worker ends the attempt.
 *
 * Exact blame (C2): when a worker is gone, first everything is taken back that it has not started, so that it cannot
 * start it any more even if its JVM outlives the process; then what it has answered is drained from its rings. What
 * is left had started and was not answered: it fails, at most one task for each lane.
 *
 * Stopping one task only: before a process is killed because of one task, everything behind that task is taken back,
 * so that the worker cannot start it in the meantime; and a worker whose task ends before it is killed is spared.
 */
final class Scheduler {
    /** What the scheduler has others do, without the lock. */
    interface Effects {
        /** Fails an attempt of a task. */
        void fail(PoolFuture<?> task, Throwable failure, FailureKind kind);

        /** Fails an attempt of a task whose worker died; the report tells whether there will be another attempt. */
        void failCrashed(PoolFuture<?> task, Function<Retry, WorkerCrashedException> report, FailureKind kind);

        /** Gives a task up. */
        void abandon(PoolFuture<?> task, String reason);

        /** Tells the listener that a worker has started a task. */
        void started(FleetTask<?> task);

        /** A worker is ready. */
        void workerReady(Member member);

        /** A worker is gone. */
        void workerGone(Member member, WorkerExit exit);

        /** A worker could not be started; it is tried again after a delay. */
        void startFailed(Throwable reason, long delayNanos);

        /** The pool cannot go on. */
        void broken(BreakReason reason);

        /** The pool was to end, and the last worker is gone. */
        void ended();
    }

    /**
     * How long a worker that has hung up may take to end by itself. Shorter takes workers that are killed from outside
     * for ones that hung up, longer keeps what one that lives on was running.
     */
    static final long HUNG_UP_NANOS = 1_000_000_000L;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final Effects effects;
    private final CrashReports reports;

    private final Consumer<FleetTask<?>> toQueue = this::submitted;

    private final Attention attention = new Attention();
    private final LookAhead lookAhead;
    private final Inbox inbox;
    private final TaskQueue queue;
    private final Staff staff;
    private final Distributor distributor;
    private final Enforcer enforcer;
    private final StartNotes starts;
    private final Coroner coroner;
    private final Patience patience = new Patience();
    private final MemoryWatch memory;
    private final Liveness liveness;
    private final DeathWatch deathWatch;

    /** No worker is started any more, and those there are go: the pool was shut down or broke, and has no work. */
    private boolean ending;

    /** Running tasks were told to stop: nothing that waits may start. */
    private boolean stopping;

    private boolean ended;

    /** Whether another worker might be started, as it was after the last dispatch. */
    private boolean hasVacancy = true;

    /** What the futures of a pool that broke get. */
    private @Nullable RuntimeException brokenFailure;

    Scheduler(
            FleetSettings settings,
            int workers,
            Inbox inbox,
            LongSupplier clock,
            IntFunction<Link> spawner,
            Effects effects,
            CrashReports reports) {
        this.settings = settings;
        this.clock = clock;
        this.effects = effects;
        this.reports = reports;
        this.lookAhead = new LookAhead(settings.isQueueLimited());
        this.inbox = inbox;
        this.queue = new TaskQueue(workers, settings.lanes(), inbox);
        this.staff = new Staff(settings, workers, clock, spawner, lookAhead, queue, attention, this::takeBackBehind);
        this.distributor =
                new Distributor(settings, clock, queue, staff, lookAhead, attention, this::requeueAll, this::mustDie);
        this.enforcer = new Enforcer(settings, clock, staff, attention, this::takeBackBehind);
        this.starts = new StartNotes(effects);
        this.coroner = new Coroner(settings, clock, effects, reports, starts);
        this.memory = new MemoryWatch(settings, staff);
        this.liveness = new Liveness(staff, this::requeueAll);
        this.deathWatch = new DeathWatch(staff, queue, this::dying);
    }

    // ---- what others may look at

    List<Member> members() {
        return staff.members();
    }

    long restarts() {
        return staff.restarts();
    }

    /** Whether a task that is submitted now should be sent at once, or may need a worker to be started. */
    boolean wantsTasks() {
        return !ending && (distributor.isThirsty() || hasVacancy);
    }

    /** Whether {@link #tick} has to be asked again. */
    boolean takeAttention() {
        return attention.take();
    }

    /** As {@link #takeAttention}, without taking it; needs no lock. */
    boolean needsAttention() {
        return attention.isRaised();
    }

    /** Has {@link #tick} asked again soon. */
    void raiseAttention() {
        attention.raise();
    }

    /** Whether any worker has tasks. */
    boolean isBusy() {
        for (Member m : members()) {
            if (!m.isIdle()) {
                return true;
            }
        }
        return false;
    }

    // ---- events

    /** The pool was opened. */
    void opened() {
        if (settings.prestart() || settings.spares() > 0) {
            startWorkers();
        }
    }

    /** Takes in what was submitted. Tasks that any worker may have stay in the inbox until one gets them. */
    void takeSubmitted() {
        inbox.look();
        if (stopping || inbox.isMixed()) {
            inbox.drain(toQueue);
        }
    }

    private void submitted(FleetTask<?> task) {
        if (!stopping) {
            queue.addLast(task);
        } else if (task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
            giveUp(task);
        }
    }

    /** Completes a task that will not be run any more. */
    private void giveUp(FleetTask<?> task) {
        RuntimeException failure = brokenFailure;
        if (failure == null) {
            effects.abandon(task, "the pool was shut down");
        } else {
            effects.fail(task, failure, FailureKind.FINAL);
        }
    }

    /** A worker is ready for tasks. */
    void ready(Member m) {
        if (m.phase() != Phase.STARTING || m.doom() != null || m.isHungUp()) {
            return;
        }
        staff.ready(m);
        lookAhead.started(clock.getAsLong() - m.spawnedAt());
        effects.workerReady(m);
        if (ending) {
            staff.retire(m);
        } else {
            staff.activate();
        }
    }

    /**
     * A worker has answered a task.
     *
     * @param withdrawn whether it says that the task had been withdrawn
     * @param startedAt when the task started
     * @param runNanos how long it ran
     * @return the task, or null if it had been withdrawn
     */
    @Nullable
    FleetTask<?> answered(Member m, long sequence, boolean withdrawn, long startedAt, long runNanos) {
        Lane lane = m.lane(sequence);
        if (withdrawn && lane.inFlight(sequence) != null) { // before it is forgotten: it must run or fail
            throw new ProtocolException("worker skipped a task that was not withdrawn: sequence=" + sequence);
        }
        FleetTask<?> task = lane.answered(sequence);
        if (m.isIdle()) {
            m.idleSince(clock.getAsLong());
            if (!m.isActive() || m.isSpent()) {
                staff.activate();
            }
        }
        if (withdrawn) {
            return null;
        }
        if (task == null) {
            throw new ProtocolException("worker answered a task that was withdrawn: sequence=" + sequence);
        }
        lookAhead.ran(runNanos);
        starts.note(m, task, startedAt);
        task.noteRan(runNanos);
        Doom doom = lane.doom();
        if (doom != null && doom.task() == task) {
            spare(lane);
        }
        return task;
    }

    /** The task that was a threat to its worker has ended by itself. */
    private void spare(Lane lane) {
        lane.doom(null);
        attention.raise();
        FleetTask<?> next = lane.first(); // it may have started before it could be taken back
        if (next != null && stopping) {
            enforcer.stopForGood(lane, next);
        } else if (next != null && next.isClaimed()) {
            enforcer.stop(next);
        } else if (next != null && next.isOverdue(clock.getAsLong())) {
            enforcer.expire(next, Limit.DEADLINE, next.deadlineNanos());
        }
        Member m = lane.member();
        if (ending && m.phase() == Phase.READY && !m.isDoomed()) {
            staff.retire(m);
        } else {
            staff.activate();
        }
    }

    /** A worker has told where a task is stuck. */
    void stackArrived(Member m, long sequence, List<StackTraceElement> stack) {
        enforcer.stackArrived(m, sequence, stack);
    }

    /** A worker's JVM is shutting down; it gets the grace period for its hooks. */
    void exitAnnounced(Member m) {
        m.exitAnnounced();
        leaves(m);
        if (m.phase() != Phase.RETIRING) {
            m.endBy(clock.getAsLong() + settings.graceNanos() + Enforcer.STACK_NANOS);
        }
    }

    /** A worker was asked by somebody else to end: it ends what it runs, is replaced, and goes. */
    void drainRequested(Member m) {
        if (m.phase() == Phase.READY && !ending) { // otherwise it goes anyway
            staff.drain(m);
            startWorkers(); // before it retires, which is now if it is idle
            staff.activate();
        }
    }

    /** One of a worker's sockets has ended: its process should follow soon, and gets nothing more to do. */
    void hungUp(Member m) {
        m.hungUp();
        leaves(m);
        m.endBy(clock.getAsLong() + HUNG_UP_NANOS);
    }

    /** The process of a worker is about to end, and runs nothing any more; {@link #processEnded} follows. */
    void dying(Member m) {
        m.dying();
        leaves(m);
        distributor.shareOut(); // before a replacement is started, which takes longer
    }

    /** A worker will not go on, and was not told to go. */
    private void leaves(Member m) {
        attention.raise();
        handOver(m);
        if (m.phase() != Phase.RETIRING) {
            staff.countLoss(m);
        }
    }

    /** The process of a worker has ended; {@link #exited} follows when it is known what it has said last. */
    void processEnded(Member m) {
        if (m.isAlive()) {
            attention.raise();
            handOver(m);
        }
    }

    /** Puts another one, if one stands by, in the place of a worker that will not go on: its end may take a while. */
    private void handOver(Member m) {
        takeBackBehind(m);
        if (!ending && !settings.breakOnCrash()) { // if it breaks the pool, nothing more is to start
            m.leaveSeat();
            staff.activate();
        }
    }

    /** A worker broke the protocol, ran out of memory, or could not be initialized. */
    void mustDie(Member m, Doom.Reason reason, String detail) {
        if (!m.isAlive() || m.doom() != null) {
            return;
        }
        staff.kill(m, Doom.of(reason, detail), true);
    }

    /**
     * A worker's process has ended, or could not be started.
     *
     * @param cause what its initializer has thrown, if it has
     * @param lastAnswers takes in what it has answered
     */
    void exited(Member m, Exit exit, @Nullable Throwable cause, Runnable lastAnswers) {
        if (!m.isAlive()) {
            return;
        }
        Phase before = m.phase();
        boolean hadWork = m.handed() > 0;
        takeBackBehind(m); // first: a JVM that outlives the process would go on to start them, and to answer
        lastAnswers.run();
        attention.raise(); // its replacement may have to wait
        Doom doom = m.doom() != null ? m.doom() : m.threat();
        staff.remove(m);
        boolean wasStarting = !m.wasReady();
        Throwable crash = coroner.settle(m, exit);
        effects.workerGone(m, CrashReports.exitEvent(exit, doom, before, wasStarting));
        boolean wanted = doom != null && (doom.reason() == Doom.Reason.KILL || isTaskStopped(doom));
        if (ending || before == Phase.RETIRING) {
            endIfEmpty();
        } else if (wasStarting && !wanted && (doom != null || !exit.isByOutsider())) {
            endedBeforeItWasReady(m, exit, doom, cause);
        } else if (!wanted) {
            boolean isStopped = doom != null && doom.reason() == Doom.Reason.UNRESPONSIVE; // not by its own doing
            crashed(m, exit, doom, hadWork || isStopped, crash);
        } else {
            staff.countLoss(m);
        }
        if (!ending) {
            staff.activate();
        }
    }

    /**
     * A worker's process has ended before it was ready, and the next one will be started in another way: whether the
     * options are in order will be known then.
     */
    void cameToNothing(Member m, Exit exit) {
        if (!m.isAlive()) {
            return;
        }
        attention.raise();
        Phase before = m.phase();
        staff.remove(m);
        effects.workerGone(m, CrashReports.exitEvent(exit, null, before, true));
        endIfEmpty();
    }

    /** By itself, or as it was told to because of something that it has done, or not done. */
    private void endedBeforeItWasReady(Member m, Exit exit, @Nullable Doom doom, @Nullable Throwable cause) {
        if (cause != null) {
            breakPool(BreakReason.ofInitializer(cause));
            return;
        }
        Throwable failure = reports.startFailed(m, exit, doom);
        boolean isScarcity = exit.isOfScarcity();
        if (doom == null && (exit.exitCode() == null || isScarcity)) {
            startFailed(failure, isScarcity);
        } else {
            breakPool(BreakReason.of(failure));
        }
    }

    private static boolean isTaskStopped(Doom doom) {
        return doom.reason() == Doom.Reason.CANCEL || doom.reason() == Doom.Reason.LIMIT;
    }

    private void crashed(Member m, Exit exit, @Nullable Doom doom, boolean hadWork, @Nullable Throwable crash) {
        boolean hopeless = staff.crashed(m, hadWork);
        if (settings.breakOnCrash() || hopeless) {
            breakPool(BreakReason.of(crash != null ? crash : reports.idleDeath(m, exit, doom)));
        }
    }

    private void requeue(FleetTask<?> task) {
        if (task.isClaimed()) {
            return;
        }
        if (stopping) {
            giveUp(task);
        } else if (task.tryPhase(PoolFuture.TAKEN, PoolFuture.WAITING)) {
            queue.addFirst(task);
        }
    }

    // ---- what users ask for

    /** Makes sure that a task never starts, if it has not. */
    boolean withdraw(FleetTask<?> task) {
        if (task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
            return true;
        }
        Lane lane = task.holder();
        if (lane != null && lane.tryWithdraw(task)) {
            task.tryPhase(PoolFuture.TAKEN, PoolFuture.WITHDRAWN);
            return true;
        }
        return task.phase() == PoolFuture.WITHDRAWN;
    }

    /** Stops a running task whose future is done. */
    void stop(FleetTask<?> task) {
        enforcer.stop(task);
    }

    /** Stops a running task that exceeded a limit. */
    void expire(FleetTask<?> task, Limit limit, long allowedNanos) {
        enforcer.expire(task, limit, allowedNanos);
    }

    private void takeBackBehind(Member m) {
        requeueAll(m.takeBackAll());
    }

    /** Gives tasks that were taken back to others; the newest comes first. */
    private void requeueAll(List<FleetTask<?>> taken) {
        for (FleetTask<?> task : taken) {
            requeue(task);
        }
    }

    /** Takes every task that has not started. */
    List<PoolFuture<?>> drainPending() {
        List<PoolFuture<?>> pending = new ArrayList<>();
        for (Member m : members()) {
            List<FleetTask<?>> back = m.takeBackAll();
            for (int i = back.size() - 1; i >= 0; i--) {
                back.get(i).tryPhase(PoolFuture.TAKEN, PoolFuture.WITHDRAWN);
                pending.add(back.get(i));
            }
        }
        for (FleetTask<?> task : queue.drain()) {
            if (task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
                pending.add(task);
            }
        }
        return pending;
    }

    /** Stops all running tasks: interrupts them, and kills the workers of those that do not end. */
    void stopRunning() {
        stopping = true;
        for (Member m : staff.snapshot()) {
            for (Lane lane : m.lanes()) {
                FleetTask<?> task = lane.first(); // what had not started has been taken back before
                if (task != null) {
                    enforcer.stopForGood(lane, task);
                }
            }
        }
    }

    /** Kills all workers now. */
    void killAll(boolean hard, String detail) {
        stopping = true;
        attention.raise();
        for (Member m : staff.snapshot()) {
            if (m.doom() == null) {
                staff.kill(m, Doom.of(Doom.Reason.KILL, detail), hard);
            }
            m.endBy(clock.getAsLong() + settings.graceNanos());
        }
        ending = true;
        endIfEmpty();
    }

    /** The pool was shut down and has no work left: workers go. */
    void end() {
        ending = true;
        for (Member m : staff.snapshot()) {
            if (m.phase() == Phase.STARTING) {
                staff.kill(m, Doom.of(Doom.Reason.KILL, "the pool was shut down"), true);
            } else if (m.phase() == Phase.READY && !m.isDoomed()) {
                staff.retire(m);
            }
        }
        endIfEmpty();
    }

    /** Changes the number of workers. */
    void resize(int workers) {
        staff.resize(workers);
    }

    private void breakPool(BreakReason reason) {
        stopping = true;
        effects.broken(reason);
        RuntimeException failure = reports.brokenFailure(reason);
        brokenFailure = failure;
        for (PoolFuture<?> task : drainPending()) {
            effects.fail(task, failure, FailureKind.FINAL);
        }
        for (Member m : staff.snapshot()) {
            for (FleetTask<?> task : m.allInFlight()) {
                effects.fail(task, failure, FailureKind.FINAL);
            }
        }
        killAll(true, "the pool broke");
    }

    private void endIfEmpty() {
        if (ending && members().isEmpty() && !ended) {
            ended = true;
            effects.ended();
        }
    }

    // ---- deciding

    /** Sends what can be sent and starts what is needed. */
    void dispatch() {
        distributor.shareOut();
        boolean unused = distributor.takeOutgoing(); // what it is for follows
        startWorkers();
        hasVacancy = staff.hasVacancy();
    }

    /**
     * As {@link #dispatch}, if nothing but submissions has happened since the last one: that is done for each task, and so
     * does not look for what only answers and the ends of workers change.
     */
    void dispatchSubmitted() {
        if (!hasVacancy) {
            distributor.send();
        }
        if (hasVacancy || distributor.takeOutgoing()) {
            dispatch();
        }
    }

    private void startWorkers() {
        if (ending) {
            return;
        }
        try {
            staff.start();
        } catch (RuntimeException e) {
            startFailed(e, Scarcity.isIn(List.of(String.valueOf(e.getMessage()))));
        }
    }

    private void startFailed(Throwable reason, boolean isScarcity) {
        if (staff.startFailed(isScarcity)) {
            breakPool(BreakReason.of(reason));
        } else {
            effects.startFailed(reason, staff.delayNanos(clock.getAsLong()));
        }
    }

    /** Notes the start of the current attempt of a task, if it has started and that was not noted yet. */
    void noteIfStarted(FleetTask<?> task) {
        starts.noteIfStarted(task);
    }

    // ---- time

    /**
     * Does what is due.
     *
     * @return when something will be due next, {@code Long.MAX_VALUE} for never
     */
    long tick(long now) {
        long next = patience.until(now);
        if (next == Long.MAX_VALUE) {
            for (Member m : staff.snapshot()) {
                next = Math.min(next, tick(m, now));
            }
        }
        staff.activate();
        startWorkers();
        long delay = ending ? 0 : staff.delayNanos(now);
        if (delay > 0) {
            next = Math.min(next, now + delay);
        }
        next = Math.min(next, distributor.nextSteal(now));
        patience.promised(next);
        return next;
    }

    private long tick(Member m, long now) {
        long next = Long.MAX_VALUE;
        if (m.phase() == Phase.STARTING && m.doom() == null) {
            long due = m.spawnedAt() + settings.startNanos();
            if (now < due) {
                next = due;
            } else {
                staff.kill(m, Doom.of(Doom.Reason.START_TIMEOUT, "it was not ready in time"), true);
            }
        }
        if (m.endBy() != Long.MAX_VALUE) {
            if (now >= m.endBy()) {
                endForGood(m);
                next = Math.min(next, now + Enforcer.STACK_NANOS);
            } else {
                next = Math.min(next, m.endBy());
            }
        }
        for (Lane lane : m.lanes()) {
            if (m.doom() == null) {
                next = Math.min(next, enforcer.tick(lane, now));
            }
            if (lane.tryUnblock()) {
                next = Math.min(next, now + Distributor.STEAL_AGE_NANOS);
            }
        }
        if (m.phase() == Phase.READY && !m.isActive() && m.isIdle() && !m.isLeaving() && !m.isDoomed()) {
            prepare(m);
        }
        next = Math.min(next, memory.tick(m, now));
        next = settings.isDebugged() ? next : Math.min(next, liveness.tick(m, now));
        next = Math.min(next, deathWatch.tick(m, now));
        return Math.min(next, staff.tick(m, now));
    }

    /** Whoever stands by is to take the place of another one at once. */
    private void prepare(Member m) {
        try {
            m.prepare();
        } catch (ProtocolException e) {
            mustDie(m, Doom.Reason.PROTOCOL, String.valueOf(e.getMessage()));
        }
    }

    /** Kills a worker that was to end by now. */
    private void endForGood(Member m) {
        if (m.link().hasEnded()) {
            return; // it has: the event is on its way
        }
        if (m.isHungUp() && !m.isExitAnnounced() && (m.phase() == Phase.STARTING || m.phase() == Phase.READY)) {
            mustDie(m, Doom.Reason.PROTOCOL, "it hung up and did not end");
        }
        m.link().kill(true);
    }
}
