package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerExit;
import dev.tandem.internal.fleet.Member.Phase;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.task.PoolFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
 * At most once (C3): a task is WAITING in the queue, or TAKEN by exactly one member. It goes back to WAITING only if
 * its slot could be changed from SENT to WITHDRAWN, or its worker is gone and the slot still says SENT. Once the
 * worker has changed it to STARTED, only an answer or the death of the worker ends the attempt.
 *
 * Exact blame (C2): when a worker is gone, what it had answered has been drained from its ring before; of the rest,
 * the task whose slot says STARTED fails, all others go back to the queue.
 *
 * Stopping one task only: before a process is killed because of one task, everything behind that task is taken back,
 * so that the worker cannot start it in the meantime; and a worker whose task ends before it is killed is spared.
 */
final class Scheduler {
    /** What the scheduler has others do, without the lock. */
    interface Effects {
        /** Fails an attempt of a task. */
        void fail(PoolFuture<?> task, Throwable failure, FailureKind kind);

        /** Gives a task up. */
        void abandon(PoolFuture<?> task, String reason);

        /** Tells the listener that a worker has started a task. */
        void started(FleetTask<?> task);

        /** A worker is ready. */
        void workerReady(Member member);

        /** A worker is gone. */
        void workerGone(Member member, WorkerExit exit);

        /** The pool cannot go on. */
        void broken(Throwable reason);

        /** The pool was to end, and the last worker is gone. */
        void ended();
    }

    /** How long a worker gets to tell where its task is stuck, before it is killed all the same. */
    static final long STACK_NANOS = 500_000_000L;

    /** How long a worker may take to end when it is retired, its exit hook included. */
    static final long RETIRE_NANOS = 10_000_000_000L;

    /** How long a running task may hold up others in its worker's buffer while another worker is idle. */
    static final long STEAL_AGE_NANOS = 1_000_000L;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final IntFunction<Link> spawner;
    private final Effects effects;
    private final CrashReports reports;

    private final TaskQueue queue = new TaskQueue();
    private final List<Member> members = new ArrayList<>();
    private final RestartBudget budget = new RestartBudget();
    private final LookAhead lookAhead = new LookAhead();

    private int target;
    private int spawned;
    private long restarts;

    /** Deaths that no start has made up for yet. */
    private int losses;

    /** No worker is started any more, and those there are go: the pool was shut down or broke, and has no work. */
    private boolean ending;

    /** Running tasks were told to stop: nothing that waits may start. */
    private boolean stopping;

    private boolean ended;

    /** What the futures of a pool that broke get. */
    private @Nullable RuntimeException brokenFailure;

    /** Something was done that may be due earlier than the last {@link #tick} said. */
    private volatile boolean attention;

    Scheduler(
            FleetSettings settings,
            int workers,
            LongSupplier clock,
            IntFunction<Link> spawner,
            Effects effects,
            CrashReports reports) {
        this.settings = settings;
        this.target = workers;
        this.clock = clock;
        this.spawner = spawner;
        this.effects = effects;
        this.reports = reports;
    }

    // ---- what others may look at

    List<Member> members() {
        return members;
    }

    long restarts() {
        return restarts;
    }

    int target() {
        return target;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Whether a task that is submitted now could be sent at once or needs a worker to be started. */
    boolean wantsTasks() {
        if (ending) {
            return false;
        }
        int room = lookAhead.window();
        int alive = 0;
        for (Member m : members) {
            if (m.takesTasks() && m.inFlight() < room && quota(m) > 0) {
                return true;
            }
            if (m.phase() == Phase.STARTING || m.phase() == Phase.READY) {
                alive++;
            }
        }
        return alive < target + settings.spares();
    }

    /** Whether {@link #tick} has to be asked again. */
    boolean takeAttention() {
        boolean taken = attention;
        attention = false;
        return taken;
    }

    /** As {@link #takeAttention}, without taking it; needs no lock. */
    boolean needsAttention() {
        return attention;
    }

    /** Whether any worker has tasks. */
    boolean isBusy() {
        for (Member m : members) {
            if (m.inFlight() > 0) {
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

    /** A task is to be run. */
    void submitted(FleetTask<?> task) {
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
        if (m.phase() != Phase.STARTING || m.doom() != null) {
            return;
        }
        m.phase(Phase.READY);
        lookAhead.started(clock.getAsLong() - m.spawnedAt());
        effects.workerReady(m);
        if (ending) {
            retire(m);
        } else {
            activate();
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
        FleetTask<?> task = m.answered(sequence, clock.getAsLong());
        if (m.inFlight() == 0 && (!m.isActive() || quota(m) <= 0)) {
            activate();
        }
        if (withdrawn) {
            if (task != null) {
                throw new dev.tandem.internal.wire.ProtocolException(
                        "worker skipped a task that was not withdrawn: sequence=" + sequence);
            }
            return null;
        }
        if (task == null) {
            throw new dev.tandem.internal.wire.ProtocolException(
                    "worker answered a task that was withdrawn: sequence=" + sequence);
        }
        lookAhead.ran(runNanos);
        noteStarted(m, task, startedAt);
        Doom doom = m.doom();
        if (doom != null && doom.task() == task && !doom.isKilled()) {
            m.doom(null); // it ended by itself: its worker is spared
            if (ending || m.phase() == Phase.RETIRING) {
                retire(m);
            }
            for (FleetTask<?> next : m.allInFlight()) {
                if (next.isClaimed()) {
                    stop(next); // it was to be stopped too, while the worker was busy with this one
                }
            }
        }
        return task;
    }

    /** A worker has told where a task is stuck. */
    void stackArrived(Member m, long sequence, List<StackTraceElement> stack) {
        Doom doom = m.doom();
        if (doom != null && doom.task() != null && m.inFlight(sequence) == doom.task()) {
            attention = true;
            doom.stack(stack);
        }
    }

    /** A worker's JVM is shutting down; it gets the grace period for its hooks. */
    void exitAnnounced(Member m) {
        attention = true;
        m.exitAnnounced();
        if (m.phase() != Phase.RETIRING) {
            m.endBy(clock.getAsLong() + settings.graceNanos() + STACK_NANOS);
        }
    }

    /** A worker's control socket has ended: its process should follow soon. */
    void hungUp(Member m, long endBy) {
        attention = true;
        m.endBy(endBy);
    }

    /** A worker broke the protocol, ran out of memory, or could not be initialized. */
    void mustDie(Member m, Doom.Reason reason, String detail) {
        if (!m.isAlive() || (m.doom() != null && m.doom().isKilled())) {
            return;
        }
        kill(m, new Doom(reason, null, 0, null, 0, detail), true);
    }

    /** A worker's process has ended, or could not be started. What it had answered has been taken in before. */
    void exited(Member m, Exit exit, @Nullable Throwable cause) {
        if (!m.isAlive()) {
            return;
        }
        Phase before = m.phase();
        Doom doom = m.doom();
        m.phase(Phase.GONE);
        members.remove(m);
        boolean wasStarting = before == Phase.STARTING || (m.handed() == 0 && doom != null && isStartFailure(doom));
        boolean hadWork = m.handed() > 0;
        Throwable crash = settle(m, exit, doom);
        effects.workerGone(m, exitEvent(exit, doom, before, wasStarting));
        boolean wanted = doom != null && (doom.reason() == Doom.Reason.KILL || isTaskStopped(doom));
        if (ending || before == Phase.RETIRING) {
            endIfEmpty();
        } else if (wasStarting && !wanted && (doom != null || !exit.isByOutsider())) {
            breakPool(cause != null ? cause : reports.startFailed(m, exit, doom));
        } else if (!wanted) {
            crashed(m, exit, doom, hadWork, crash);
        } else {
            losses++;
        }
        if (!ending) {
            activate();
        }
    }

    private static boolean isStartFailure(Doom doom) {
        return doom.reason() == Doom.Reason.INIT_FAILED || doom.reason() == Doom.Reason.START_TIMEOUT;
    }

    private static boolean isTaskStopped(Doom doom) {
        return doom.reason() == Doom.Reason.CANCEL || doom.reason() == Doom.Reason.LIMIT;
    }

    private void crashed(Member m, Exit exit, @Nullable Doom doom, boolean hadWork, @Nullable Throwable crash) {
        losses++;
        budget.died(clock.getAsLong(), hadWork);
        Throwable reason = crash != null ? crash : reports.idleDeath(m, exit, doom);
        if (settings.breakOnCrash() || budget.isHopeless()) {
            breakPool(reason);
        }
    }

    private WorkerExit exitEvent(Exit exit, @Nullable Doom doom, Phase before, boolean wasStarting) {
        OptionalInt code = exit.exitCode() == null ? OptionalInt.empty() : OptionalInt.of(exit.exitCode());
        WorkerExit.Reason reason;
        if (doom != null && doom.reason() == Doom.Reason.LIMIT) {
            reason = WorkerExit.Reason.TIMEOUT;
        } else if (doom != null && doom.reason() == Doom.Reason.CANCEL) {
            reason = WorkerExit.Reason.CANCELLED;
        } else if (doom != null && doom.reason() == Doom.Reason.KILL) {
            reason = WorkerExit.Reason.KILLED;
        } else if (wasStarting) {
            reason = WorkerExit.Reason.START_FAILED;
        } else {
            reason = before == Phase.RETIRING ? WorkerExit.Reason.RETIRED : WorkerExit.Reason.CRASHED;
        }
        return new WorkerExit(reason, code);
    }

    /** Decides what becomes of the tasks of a worker that is gone; returns the report of its death if one was blamed. */
    private @Nullable Throwable settle(Member m, Exit exit, @Nullable Doom doom) {
        Throwable crash = null;
        List<FleetTask<?>> unstarted = new ArrayList<>();
        List<FleetTask<?>> blamed = new ArrayList<>();
        for (FleetTask<?> task : m.allInFlight()) {
            // withdrawn first: should the JVM outlive the process that was started, it cannot start the task any more
            (m.link().tryWithdraw(task.sequence()) ? unstarted : blamed).add(task);
        }
        m.forgetAll();
        for (FleetTask<?> task : blamed) {
            crash = blame(m, task, exit, doom);
        }
        for (int i = unstarted.size() - 1; i >= 0; i--) {
            requeue(unstarted.get(i));
        }
        return crash;
    }

    private @Nullable Throwable blame(Member m, FleetTask<?> task, Exit exit, @Nullable Doom doom) {
        long since = m.link().runningSince();
        noteStarted(m, task, since);
        long now = clock.getAsLong();
        if (doom != null && doom.task() == task && doom.reason() == Doom.Reason.LIMIT) {
            Limit limit = doom.limit() == null ? Limit.TIMEOUT : doom.limit();
            long from = limit == Limit.TIMEOUT ? since : task.submittedNanos();
            effects.fail(
                    task,
                    new TaskTimeoutException(
                            task.label(),
                            limit,
                            Duration.ofNanos(doom.allowedNanos()),
                            Duration.ofNanos(now - from),
                            m.id(),
                            doom.stack()),
                    limit == Limit.TIMEOUT ? FailureKind.TIMEOUT : FailureKind.FINAL);
            return null;
        }
        WorkerCrashedException crash = reports.crashed(m, exit, doom, task, Duration.ofNanos(now - since));
        boolean poison = task.killedWorker(m.link().runningElement()) >= 3;
        if (!settings.breakOnCrash()) {
            effects.fail(task, crash, poison ? FailureKind.FINAL : FailureKind.CRASH);
        } else {
            effects.fail(task, crash, FailureKind.FINAL);
        }
        return crash;
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
        Member m = task.holder();
        if (m != null && m.tryWithdraw(task)) {
            task.tryPhase(PoolFuture.TAKEN, PoolFuture.WITHDRAWN);
            return true;
        }
        return task.phase() == PoolFuture.WITHDRAWN;
    }

    /** Stops a running task whose future is done. */
    void stop(FleetTask<?> task) {
        Member m = task.holder();
        if (m == null || m.doom() != null || m.inFlight(task.sequence()) != task) {
            return;
        }
        attention = true;
        m.doom(new Doom(Doom.Reason.CANCEL, task, clock.getAsLong() + settings.graceNanos(), null, 0, ""));
        m.link().interrupt(task.sequence());
        takeBackBehind(m);
    }

    /** Stops a running task that exceeded a limit. */
    void expire(FleetTask<?> task, Limit limit, long allowedNanos) {
        Member m = task.holder();
        if (m == null || m.doom() != null || m.inFlight(task.sequence()) != task) {
            return;
        }
        attention = true;
        m.doom(new Doom(Doom.Reason.LIMIT, task, clock.getAsLong() + STACK_NANOS, limit, allowedNanos, ""));
        m.link().requestStack(task.sequence());
        takeBackBehind(m);
    }

    private void takeBackBehind(Member m) {
        for (FleetTask<?> task : m.takeBack(Integer.MAX_VALUE)) {
            requeue(task);
        }
    }

    /** Takes every task that has not started. */
    List<PoolFuture<?>> drainPending() {
        List<PoolFuture<?>> pending = new ArrayList<>();
        for (Member m : members) {
            List<FleetTask<?>> back = m.takeBack(Integer.MAX_VALUE);
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
        attention = true;
        long now = clock.getAsLong();
        for (Member m : List.copyOf(members)) {
            List<FleetTask<?>> started = m.allInFlight(); // what had not started has been taken back before
            if (m.doom() == null && !started.isEmpty()) {
                FleetTask<?> task = started.get(0);
                m.doom(new Doom(
                        Doom.Reason.KILL, task, now + settings.graceNanos(), null, 0, "the pool was shut down"));
                m.link().interrupt(task.sequence());
            }
        }
    }

    /** Kills all workers now. */
    void killAll(boolean hard, String detail) {
        stopping = true;
        attention = true;
        for (Member m : List.copyOf(members)) {
            if (m.doom() == null || !m.doom().isKilled()) {
                kill(m, new Doom(Doom.Reason.KILL, null, 0, null, 0, detail), hard);
            }
            m.endBy(clock.getAsLong() + settings.graceNanos());
        }
        ending = true;
        endIfEmpty();
    }

    /** The pool was shut down and has no work left: workers go. */
    void end() {
        ending = true;
        for (Member m : List.copyOf(members)) {
            if (m.phase() == Phase.STARTING) {
                kill(m, new Doom(Doom.Reason.KILL, null, 0, null, 0, "the pool was shut down"), true);
            } else if (m.phase() == Phase.READY && m.doom() == null) {
                retire(m);
            }
        }
        endIfEmpty();
    }

    /** Changes the number of workers. */
    void resize(int workers) {
        target = workers;
        int surplus = -workers;
        for (Member m : members) {
            surplus += m.isActive() ? 1 : 0;
        }
        for (int i = members.size() - 1; i >= 0 && surplus > 0; i--) {
            Member m = members.get(i);
            if (m.isActive()) {
                m.active(false);
                surplus--;
                for (FleetTask<?> task : m.takeBack(Integer.MAX_VALUE)) {
                    requeue(task);
                }
                retireIfIdle(m);
            }
        }
        activate();
    }

    private void breakPool(Throwable reason) {
        stopping = true;
        effects.broken(reason);
        RuntimeException failure = reports.brokenFailure(reason);
        brokenFailure = failure;
        for (PoolFuture<?> task : drainPending()) {
            effects.fail(task, failure, FailureKind.FINAL);
        }
        for (Member m : List.copyOf(members)) {
            for (FleetTask<?> task : m.allInFlight()) {
                effects.fail(task, failure, FailureKind.FINAL);
            }
        }
        killAll(true, "the pool broke");
    }

    private void endIfEmpty() {
        if (ending && members.isEmpty() && !ended) {
            ended = true;
            effects.ended();
        }
    }

    // ---- deciding

    /** Sends what can be sent and starts what is needed. */
    void dispatch() {
        while (!queue.isEmpty()) {
            Member m = roomiest();
            if (m == null) {
                break;
            }
            fill(m);
        }
        if (queue.isEmpty()) {
            steal();
        }
        for (Member m : members) {
            m.link().flush();
        }
        if (!ending) {
            startWorkers();
        }
    }

    /** The member with the fewest tasks in flight that has room for another. */
    private @Nullable Member roomiest() {
        Member best = null;
        int window = lookAhead.window();
        for (Member m : members) {
            if (m.takesTasks()
                    && !m.isFull()
                    && m.inFlight() < window
                    && quota(m) > 0
                    && (best == null || m.inFlight() < best.inFlight())) {
                best = m;
            }
        }
        return best;
    }

    /** Gives a member its share of what waits. */
    private void fill(Member m) {
        int takers = 0;
        for (Member other : members) {
            takers += other.takesTasks() ? 1 : 0;
        }
        long share = Math.max(1, (queue.size() + takers - 1) / Math.max(1, takers));
        long most = Math.min(Math.min(lookAhead.window() - m.inFlight(), quota(m)), share);
        for (long i = 0; i < most; i++) {
            FleetTask<?> task = queue.poll();
            if (task == null) {
                return;
            }
            if (!task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN)) {
                i--; // it was withdrawn
                continue;
            }
            if (m.trySend(task)) {
                task.leaveQueue();
                attention |= m.timed() > 0;
            } else {
                task.tryPhase(PoolFuture.TAKEN, PoolFuture.WAITING);
                queue.addFirst(task);
                m.full(true);
                return;
            }
        }
        orderReplacement(m);
    }

    private long quota(Member m) {
        return settings.maxTasks() - m.handed();
    }

    /** Marks a member as outgoing, if its end is so near that its replacement had better be started. */
    private void orderReplacement(Member m) {
        if (m.isOutgoing() || settings.maxTasks() == Long.MAX_VALUE) {
            return;
        }
        long left = quota(m);
        if (left == 0 || left * lookAhead.taskNanos() < 2 * lookAhead.startNanos()) {
            m.outgoing(true);
        }
    }

    /** Lets idle workers have what waits in the buffer of a busy one. */
    private void steal() {
        Member idle = null;
        Member busiest = null;
        for (Member m : members) {
            if (m.takesTasks() && m.inFlight() == 0 && quota(m) > 0) {
                idle = m;
            } else if (m.held() >= 2 && (busiest == null || m.held() > busiest.held())) {
                busiest = m;
            }
        }
        if (idle == null || busiest == null || !isHeldUp(busiest)) {
            return;
        }
        List<FleetTask<?>> taken = busiest.takeBack(Math.max(1, busiest.held() / 2));
        for (FleetTask<?> task : taken) {
            requeue(task);
        }
        if (!queue.isEmpty()) {
            fill(idle);
        }
    }

    private boolean isHeldUp(Member m) {
        return (m.link().running() != 0 && clock.getAsLong() - m.link().runningSince() > STEAL_AGE_NANOS)
                || m.held() * lookAhead.taskNanos() > STEAL_AGE_NANOS;
    }

    /** Starts workers, as many as are needed and allowed. */
    private void startWorkers() {
        int starting = 0;
        int alive = 0;
        int free = 0;
        int outgoing = 0;
        for (Member m : members) {
            if (m.phase() == Phase.STARTING && m.doom() == null) {
                starting++;
                alive++;
            } else if (m.phase() == Phase.READY && m.doom() == null) {
                alive++;
                outgoing += m.isOutgoing() ? 1 : 0;
                free += m.inFlight() == 0 && quota(m) > 0 && !m.isOutgoing() ? 1 : 0;
            }
        }
        int most = target + settings.spares() + outgoing;
        int needed;
        if (settings.prestart()) {
            needed = most - alive;
        } else {
            int used = alive - free - starting;
            int wanted = Math.min(target, used + queue.size()) + settings.spares() + outgoing;
            needed = Math.min(wanted, most) - alive;
        }
        if (needed <= 0 || budget.delayNanos(clock.getAsLong()) > 0) {
            return;
        }
        for (int i = 0; i < needed; i++) {
            attention = true;
            Link link;
            try {
                link = spawner.apply(++spawned);
            } catch (RuntimeException e) {
                breakPool(e);
                return;
            }
            members.add(new Member(link, clock.getAsLong()));
            if (losses > 0) {
                losses--;
                restarts++;
            }
        }
    }

    /**
     * Puts standing-by workers to work in the place of those that are gone or have done their share, and retires those
     * that nobody needs.
     */
    private void activate() {
        int active = 0;
        int standby = settings.spares();
        for (Member m : List.copyOf(members)) {
            if (quota(m) <= 0 && m.inFlight() == 0 && hasStandby()) {
                retireIfIdle(m); // not before its replacement is ready
                promoteStandby();
            }
            active += m.phase() == Phase.READY && m.isActive() ? 1 : 0;
            standby += m.phase() == Phase.READY && m.isOutgoing() ? 1 : 0;
        }
        for (Member m : List.copyOf(members)) {
            if (m.phase() != Phase.READY || m.isActive() || m.doom() != null) {
                continue;
            }
            if (active < target && !m.isOutgoing()) {
                m.active(true);
                active++;
            } else if (m.isOutgoing() || --standby < 0) {
                retireIfIdle(m);
            }
        }
    }

    private void retireIfIdle(Member m) {
        if (m.phase() == Phase.READY && m.inFlight() == 0 && m.doom() == null) {
            retire(m);
        }
    }

    private void retire(Member m) {
        attention = true;
        m.active(false);
        m.phase(Phase.RETIRING);
        m.endBy(clock.getAsLong() + RETIRE_NANOS);
        m.link().retire();
        m.link().flush();
    }

    private void kill(Member m, Doom doom, boolean hard) {
        doom.killed();
        m.doom(doom);
        m.active(false);
        m.phase(Phase.DYING);
        m.link().kill(hard);
    }

    /** Notes the start of the current attempt of a task, if it has started and that was not noted yet. */
    void noteIfStarted(FleetTask<?> task) {
        Member m = task.holder();
        if (m != null && m.inFlight(task.sequence()) == task && m.link().running() == task.sequence()) {
            noteStarted(m, task, m.link().runningSince());
        }
    }

    private void noteStarted(Member m, FleetTask<?> task, long nanoTime) {
        if (task.tryNoteStart()) {
            task.markStarted(m.id(), nanoTime);
            effects.started(task);
        }
    }

    // ---- time

    /**
     * Does what is due.
     *
     * @return when something will be due next, {@code Long.MAX_VALUE} for never
     */
    long tick(long now) {
        long next = Long.MAX_VALUE;
        for (Member m : List.copyOf(members)) {
            next = Math.min(next, tick(m, now));
        }
        activate();
        if (!ending) {
            startWorkers();
            long delay = budget.delayNanos(now);
            if (delay > 0) {
                next = Math.min(next, now + delay);
            }
        }
        return Math.min(next, nextSteal(now));
    }

    private long nextSteal(long now) {
        boolean idle = false;
        boolean buffered = false;
        for (Member m : members) {
            idle |= m.takesTasks() && m.inFlight() == 0;
            buffered |= m.held() >= 2;
        }
        return idle && buffered && queue.isEmpty() ? now + STEAL_AGE_NANOS : Long.MAX_VALUE;
    }

    private long tick(Member m, long now) {
        long next = Long.MAX_VALUE;
        if (m.phase() == Phase.STARTING && m.doom() == null) {
            long due = m.spawnedAt() + settings.startNanos();
            if (now >= due) {
                kill(m, new Doom(Doom.Reason.START_TIMEOUT, null, 0, null, 0, "it was not ready in time"), true);
            }
            next = due;
        }
        if (m.endBy() != Long.MAX_VALUE) {
            if (now >= m.endBy()) {
                m.link().kill(true);
                next = Math.min(next, now + STACK_NANOS);
            } else {
                next = Math.min(next, m.endBy());
            }
        }
        Doom doom = m.doom();
        if (doom != null && !doom.isKilled()) {
            if (now >= doom.killAt() || doom.isStackArrived()) {
                doom.killed();
                m.phase(Phase.DYING);
                m.active(false);
                m.link().kill(true);
            } else {
                next = Math.min(next, doom.killAt());
            }
        } else if (doom == null && m.timed() > 0) {
            next = Math.min(next, checkTimeout(m, now));
        }
        if (m.phase() == Phase.READY && m.inFlight() == 0 && doom == null) {
            next = Math.min(next, checkIdle(m, now));
        }
        if (m.phase() == Phase.READY && settings.maxAgeNanos() != Long.MAX_VALUE) {
            next = Math.min(next, checkAge(m, now));
        }
        return next;
    }

    private long checkTimeout(Member m, long now) {
        long running = m.link().running();
        FleetTask<?> task = m.inFlight(running);
        if (task == null || task.options().timeout().isEmpty()) {
            return now + m.shortestTimeoutNanos();
        }
        long allowed = Nanos.of(task.options().timeout().get());
        long due = m.link().runningSince() + allowed;
        if (now < due) {
            return due;
        }
        if (m.link().running() == running) { // still the same task: the start time was its own
            expire(task, Limit.TIMEOUT, allowed);
        }
        return now + STACK_NANOS;
    }

    private long checkIdle(Member m, long now) {
        long next = Long.MAX_VALUE;
        if (settings.idleNanos() != Long.MAX_VALUE && aliveWorkers() > fewestWorkers()) {
            long due = m.idleSince() + settings.idleNanos();
            if (now >= due && queue.isEmpty()) {
                retire(m);
                return Long.MAX_VALUE;
            }
            next = due;
        }
        return next;
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
        if (m.isActive() && hasStandby()) {
            m.active(false);
            promoteStandby();
            retireIfIdle(m);
        }
        return Long.MAX_VALUE; // what comes next is the start of the replacement: an event
    }

    private boolean hasStandby() {
        return standby() != null;
    }

    private void promoteStandby() {
        Member m = standby();
        if (m != null) {
            m.active(true);
        }
    }

    /** A worker that is ready and not at work, to replace another one. */
    private @Nullable Member standby() {
        for (Member m : members) {
            if (m.phase() == Phase.READY && !m.isActive() && !m.isOutgoing() && m.doom() == null && quota(m) > 0) {
                return m;
            }
        }
        return null;
    }
}
