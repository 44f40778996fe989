package dev.tandem.internal.fleet;

import dev.tandem.PoolStats;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerExit;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.fleet.SimWorker.Answer;
import dev.tandem.internal.fleet.SimWorker.Deed;
import dev.tandem.internal.fleet.SimWorker.Job;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.PoolSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A process pool without processes, threads and time: the real scheduler and the real futures, driven as the pool's
 * loop drives them, over simulated workers and a simulated clock.
 */
final class SimPool implements FleetTask.Pool, Scheduler.Effects, SimWorker.Events {
    private final SimFault fault;
    private final Random random;
    private final PoolCore core;
    private final Scheduler scheduler;
    private final FleetSettings settings;
    private final int ringCapacity;
    private final List<SimWorker> workers = new ArrayList<>();
    private final Inbox inbox = new Inbox();
    private final Deque<Runnable> events = new ArrayDeque<>();
    private final Deque<Runnable> deeds = new ArrayDeque<>();
    private final StringBuilder history = new StringBuilder();

    /** The workers that have been let go: they are to start nothing more. */
    private final Set<SimWorker> drained = new HashSet<>();

    private final Map<FleetTask<?>, Job> jobs = new IdentityHashMap<>();

    /** What the task does that is about to be submitted. */
    private @Nullable Job expected;

    private long now = System.nanoTime();
    private long nextTick = now;
    private int target;
    private boolean isResized;
    private boolean ended;
    private @Nullable BreakReason brokenBy;
    private int failingStarts;
    private String startFailure = "";
    private int startFailures;

    SimPool(Random random, SimFault fault) {
        this(random, fault, options(random, 1 + random.nextInt(3)));
    }

    SimPool(Random random, SimFault fault, ProcessPoolOptions options) {
        this.random = random;
        this.fault = fault;
        int workerCount = options.workers();
        this.settings = FleetSettings.of(options);
        this.target = workerCount;
        this.core = new PoolCore(PoolSettings.of(options));
        this.ringCapacity = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1024;
        this.scheduler =
                new Scheduler(settings, workerCount, inbox, () -> now, this::spawn, this, new CrashReports(core));
        core.onIdleShutdown(this::onIdleShutdown);
        note("options " + options.workers() + "x" + options.threadsPerWorker() + " spares=" + options.spares()
                + " maxTasks=" + options.maxTasksPerWorker() + " ring=" + ringCapacity);
        locked(scheduler::opened);
    }

    private static ProcessPoolOptions options(Random random, int workers) {
        ProcessPoolOptions options = ProcessPoolOptions.defaults()
                .workers(workers)
                .threadsPerWorker(1 + random.nextInt(3))
                .grace(java.time.Duration.ofMillis(random.nextInt(2) * 100));
        if (random.nextInt(3) == 0) {
            options = options.spares(1);
        }
        if (random.nextInt(3) == 0) {
            options = options.maxTasksPerWorker(1 + random.nextInt(6), random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            options = options.idleTimeout(java.time.Duration.ofMillis(300), random.nextInt(2));
        }
        if (random.nextInt(4) == 0) {
            options = options.maxAge(java.time.Duration.ofMillis(500));
        }
        return random.nextInt(4) == 0 ? options.prestarted() : options;
    }

    // ---- what the history looks at

    String history() {
        return history.toString();
    }

    void note(String line) {
        history.append((now / 1000) % 100_000_000).append(" us  ").append(line).append('\n');
    }

    boolean isEnded() {
        return ended;
    }

    boolean isBroken() {
        return brokenBy != null;
    }

    List<SimWorker> workers() {
        return workers;
    }

    @Override
    public Job started(FleetTask<?> task, SimWorker worker) {
        Job job = jobs.get(task);
        if (job == null) {
            throw new IllegalStateException("a worker started what was not submitted: " + task);
        }
        if (drained.contains(worker)) {
            throw new IllegalStateException("a worker was given a task after it had been let go: " + worker.id());
        }
        if (worker.isHungUp()) {
            throw new IllegalStateException("a worker was given something to do that had hung up: " + worker.id());
        }
        job.runs++;
        job.lastWorker = worker;
        job.isAnswered = false;
        checkRunning();
        note("run " + job.number + " on " + worker.id().number());
        return job;
    }

    /** What the next task that is submitted does. */
    void expect(Job job) {
        expected = job;
    }

    // ---- as the loop does it

    private void locked(Runnable body) {
        takeHandedIn();
        body.run();
        settle();
    }

    private void settle() {
        do {
            takeHandedIn();
            scheduler.dispatch();
        } while (inbox.hasNew());
    }

    /** What whoever submits a task does. */
    void pump() {
        while (scheduler.wantsTasks() && inbox.hasNew() && events.isEmpty()) {
            scheduler.takeSubmitted();
            scheduler.dispatchSubmitted();
        }
    }

    private void takeHandedIn() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
        scheduler.takeSubmitted();
    }

    /** A round of the leading thread; returns whether it did anything. */
    boolean lead() {
        boolean answers = false;
        for (Member m : List.copyOf(scheduler.members())) {
            answers |= takeAnswers(m, 1 + random.nextInt(3));
        }
        boolean due = scheduler.takeAttention() || now >= nextTick;
        if (due) {
            nextTick = scheduler.tick(now);
        }
        boolean more = answers || inbox.hasNew() || !events.isEmpty() || due;
        settle();
        checkSeats();
        checkRunning();
        return doDeeds() || more;
    }

    private boolean takeAnswers(Member m, int most) {
        boolean any = false;
        for (SimWorker.SimLane lane : ((SimWorker) m.link()).lanes()) {
            for (int i = 0; i < most && !lane.answers().isEmpty(); i++) {
                any = true;
                take(m, lane.answers().removeFirst());
            }
        }
        return any;
    }

    private void take(Member m, Answer answer) {
        FleetTask<?> task =
                scheduler.answered(m, answer.sequence(), answer.skipped(), answer.startedAt(), answer.nanos());
        if (task != null && !answer.skipped()) {
            deeds.addLast(() -> complete(task, answer));
        }
    }

    private static void complete(FleetTask<?> task, Answer answer) {
        if (answer.outcome() == Deed.Outcome.VALUE) {
            task.succeed(1);
        } else {
            task.fail(new IllegalStateException("thrown by the task"), FailureKind.TASK);
        }
    }

    private boolean doDeeds() {
        boolean any = false;
        for (Runnable deed = deeds.poll(); deed != null; deed = deeds.poll()) {
            any = true;
            deed.run();
        }
        return any;
    }

    /** Fails if something does not hold that must hold whenever the scheduler has decided. */
    private void checkSeats() {
        Set<Integer> seats = new HashSet<>();
        for (Member m : scheduler.members()) {
            if (m.isActive() && (!seats.add(m.seat()) || m.seat() >= target)) {
                throw new IllegalStateException("seat " + m.seat() + " of " + target + " taken by " + m.id());
            }
        }
    }

    /** Fails if something does not hold that must hold all the time. */
    private void checkRunning() {
        if (isResized) {
            return; // what was running before may go on, beside those that are new
        }
        List<Job> running = new ArrayList<>();
        workers.forEach(worker -> running.addAll(worker.running()));
        if (running.size() > target * settings.lanes()) {
            throw new IllegalStateException("too many tasks at a time: " + running.size());
        }
        Set<Integer> keys = new HashSet<>();
        for (Job job : running) {
            if (job.key >= 0 && !keys.add(job.key)) {
                throw new IllegalStateException("two tasks at a time with key " + job.key);
            }
        }
    }

    /** Lets time pass; if nothing else can happen, until something will. Returns false if nothing ever will. */
    boolean pass(boolean everythingRests) {
        if (!everythingRests) {
            now += 1 + random.nextInt(30_000_000);
            return true;
        }
        long next = nextTick;
        for (SimWorker worker : workers) {
            next = Math.min(next, worker.nextAt());
        }
        if (next == Long.MAX_VALUE) {
            return false;
        }
        now = Math.max(now + 1, next);
        return true;
    }

    /** Lets time pass while nothing happens. */
    void jump(long nanos) {
        note("jump " + nanos / 1_000_000 + " ms");
        now += nanos;
    }

    /** How many of the next starts fail, because the machine lacks something. */
    void failStarts(int count, String message) {
        failingStarts = count;
        startFailure = message;
    }

    /** How often it was told that a start has failed. */
    int startFailures() {
        return startFailures;
    }

    long now() {
        return now;
    }

    // ---- workers

    @Override
    public boolean fails(SimFault.Kind call) {
        boolean fails = fault.strikes(call);
        if (fails) {
            note("fault " + fault);
        }
        return fails;
    }

    private Link spawn(int number) {
        if (failingStarts > 0) {
            failingStarts--;
            throw new UncheckedIOException(startFailure, new IOException(startFailure));
        }
        if (fails(SimFault.Kind.START_REFUSED)) {
            throw new IllegalStateException("cannot make the files of a worker");
        }
        SimWorker worker = new SimWorker(number, settings.lanes(), ringCapacity, this);
        workers.add(worker);
        note("spawn " + number);
        return worker;
    }

    /** A worker's JVM has come up. */
    void ready(SimWorker worker) {
        if (worker.isAlive() && !worker.isReady()) {
            worker.becomeReady();
            note("ready " + worker.id().number());
            onMember(worker, m -> scheduler.ready(m));
        }
    }

    /** A worker has been asked by somebody else to end, and asks to be let go. */
    void drain(SimWorker worker) {
        note("drain " + worker.id().number());
        onMember(worker, m -> {
            boolean isHeard = m.phase() == Member.Phase.READY; // otherwise it goes anyway
            scheduler.drainRequested(m);
            if (isHeard) {
                drained.add(worker);
            }
        });
    }

    /** A worker closes its control socket and goes on living. */
    void hangUp(SimWorker worker) {
        note("hangs up " + worker.id().number());
        onMember(worker, m -> {
            scheduler.hungUp(m);
            worker.hungUp();
        });
    }

    /** A worker's process has ended; how is not known yet. */
    void processEnded(SimWorker worker) {
        note("ended " + worker.id().number());
        onMember(worker, m -> scheduler.processEnded(m));
    }

    private void onMember(SimWorker worker, java.util.function.Consumer<Member> event) {
        events.addLast(() -> {
            for (Member m : List.copyOf(scheduler.members())) {
                if (m.link() == worker) {
                    event.accept(m);
                }
            }
        });
    }

    @Override
    public void stackRequested(SimWorker worker, long sequence) {
        if (!worker.isStopped() && random.nextBoolean() && !fails(SimFault.Kind.STACK_LOST)) {
            onMember(
                    worker,
                    m -> scheduler.stackArrived(m, sequence, List.of(new StackTraceElement("A", "b", null, 1))));
        }
    }

    @Override
    public void died(SimWorker worker, int exitCode) {
        note("died " + worker.id().number() + " code " + exitCode + (worker.isOutliving() ? ", JVM goes on" : ""));
        onMember(
                worker,
                m -> scheduler.exited(m, Exit.of(exitCode, List.of()), null, () -> takeAnswers(m, Integer.MAX_VALUE)));
    }

    @Override
    public void meanwhile(SimWorker worker) {
        while (random.nextInt(4) == 0) {
            worker.stepOn(now, random.nextInt(3));
        }
    }

    // ---- Effects

    @Override
    public void fail(PoolFuture<?> task, Throwable failure, FailureKind kind) {
        deeds.addLast(() -> task.fail(failure, kind));
    }

    @Override
    public void failCrashed(PoolFuture<?> task, Function<Retry, WorkerCrashedException> report, FailureKind kind) {
        deeds.addLast(() -> task.failCrashed(report, kind));
    }

    @Override
    public void abandon(PoolFuture<?> task, String reason) {
        deeds.addLast(() -> task.abandon(reason));
    }

    @Override
    public void started(FleetTask<?> task) {}

    @Override
    public void workerReady(Member member) {}

    @Override
    public void workerGone(Member member, WorkerExit exit) {
        note("gone " + member.id().number() + " " + exit.reason());
        SimWorker worker = (SimWorker) member.link();
        if (worker.isAlive()) {
            throw new IllegalStateException("a worker is given up that lives: " + member.id());
        }
        worker.giveUp();
    }

    @Override
    public void startFailed(Throwable reason, long delayNanos) {
        startFailures++;
        note("start failed, next in " + delayNanos + " ns: " + reason);
    }

    @Override
    public void broken(BreakReason reason) {
        note("broken by " + reason);
        brokenBy = reason;
        core.tryBreak(reason);
    }

    @Override
    public void ended() {
        ended = true;
        deeds.addLast(core::terminate);
    }

    // ---- Backend

    @Override
    public PoolCore core() {
        return core;
    }

    @Override
    public <T> PoolFuture<T> newFuture(TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        FleetTask<T> task = new FleetTask<>(this, call, options, fixedResult);
        Job job = expected;
        if (job != null) {
            jobs.put(task, job);
        }
        return task;
    }

    @Override
    public void dropPayload(FleetTask<?> task) {}

    @Override
    public void noteIfStarted(FleetTask<?> task) {
        locked(() -> scheduler.noteIfStarted(task));
    }

    @Override
    public void enqueue(PoolFuture<?> task) {
        BreakReason reason = core.brokenReason();
        if (reason != null) {
            task.fail(core.brokenFailure(reason), FailureKind.FINAL);
        } else {
            inbox.add((FleetTask<?>) task);
            if (random.nextInt(3) > 0) { // otherwise somebody else has the lock
                pump();
            }
        }
    }

    @Override
    public boolean withdraw(PoolFuture<?> task) {
        if (task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
            return true;
        }
        boolean[] withdrawn = new boolean[1];
        locked(() -> withdrawn[0] = scheduler.withdraw((FleetTask<?>) task));
        return withdrawn[0];
    }

    @Override
    public void stop(PoolFuture<?> task) {
        locked(() -> scheduler.stop((FleetTask<?>) task));
    }

    @Override
    public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {
        locked(() -> scheduler.expire((FleetTask<?>) task, limit, allowedNanos));
    }

    @Override
    public boolean isRunning(PoolFuture<?> task) {
        Lane holder = ((FleetTask<?>) task).holder();
        return holder != null && holder.link().isStarted(((FleetTask<?>) task).sequence());
    }

    @Override
    public List<PoolFuture<?>> drainPending() {
        List<PoolFuture<?>> drained = new ArrayList<>();
        locked(() -> drained.addAll(scheduler.drainPending()));
        return drained;
    }

    @Override
    public void stopRunning() {
        locked(scheduler::stopRunning);
    }

    @Override
    public void onIdleShutdown() {
        events.addLast(scheduler::end);
    }

    @Override
    public int parallelism() {
        return settings.lanes();
    }

    @Override
    public void resize(int value) {
        note("resize " + value);
        isResized = true;
        target = value;
        locked(() -> scheduler.resize(value));
    }

    @Override
    public PoolStats stats() {
        return core.stats(0, 0, scheduler.restarts(), List.of());
    }
}
