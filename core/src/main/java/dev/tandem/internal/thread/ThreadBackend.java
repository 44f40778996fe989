package dev.tandem.internal.thread;

import dev.tandem.PoolStats;
import dev.tandem.TaskOptions;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskTimeoutException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import dev.tandem.WorkerStats;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.flight.WorkerFlight;
import dev.tandem.internal.platform.VirtualThreads;
import dev.tandem.internal.task.Backend;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.Hold;
import dev.tandem.internal.task.InsightsRecorder;
import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.PoolSettings;
import dev.tandem.internal.task.WorkerTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs tasks in threads of this JVM, platform or virtual. */
/*
 * A task goes from the queue, or from the seat of its key, to a worker of the crew, which runs it as an attempt; see
 * TaskQueue, Seats, Crew, ThreadWorker and Attempt, each for its part of the algorithm.
 *
 * Refusing: once the pool is broken or was told to stop, nothing that is still in the queue may stay there. Whoever
 * breaks or stops the pool says so in `broken` or `stopped` and then empties the queue; whoever enqueues inserts the
 * task and then reads them, and empties the queue itself if it finds one set.
 */
public final class ThreadBackend implements Backend {
    /** When a deadline meets a task between two attempts, it looks again after this time. */
    private static final long RECHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PoolCore core;
    private final ThreadPoolOptions options;
    private final TaskQueue queue = new TaskQueue();
    private final Crew crew;

    /** Why nothing can run any more. Written once by the worker whose initializer failed, read anywhere. */
    private volatile @Nullable BreakReason broken;

    /** Whether all tasks were told to stop. Written once, read anywhere. */
    private volatile boolean stopped;

    /** Creates the backend of an open pool. Threads are made when there are tasks. */
    public ThreadBackend(ThreadPoolOptions options) {
        this.core = new PoolCore(PoolSettings.of(options));
        this.options = options;
        long keepAliveNanos = options.keepAlive().map(Nanos::of).orElse(Crew.FOREVER);
        this.crew = new Crew(this, queue, options.workers(), keepAliveNanos, options.virtualThreads());
        core.onIdleShutdown(this::onIdleShutdown);
    }

    @Override
    public PoolCore core() {
        return core;
    }

    @Override
    public <T> PoolFuture<T> newFuture(TaskCall call, TaskOptions taskOptions, @Nullable T fixedResult) {
        return taskOptions.key().isPresent()
                ? new KeyedTask<>(this, call, taskOptions, taskOptions.key().get(), fixedResult)
                : new ThreadTask<>(this, call, taskOptions, fixedResult);
    }

    // ---- tasks come and go

    @Override
    public void enqueue(PoolFuture<?> task) {
        KeyedTask<?> keyed = task instanceof KeyedTask<?> hasKey ? hasKey : null;
        if (keyed == null) {
            queue.add((ThreadTask<?>) task);
        } else {
            crew.addKeyed(keyed);
        }
        if (isRefusing()) {
            refusePending();
        } else if (keyed == null) {
            crew.provideIfHungry();
        } else {
            crew.provideSeats();
        }
    }

    @Override
    public boolean withdraw(PoolFuture<?> task) {
        if (task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
            if (task instanceof KeyedTask<?> keyed) {
                crew.onWithdrawn(keyed);
            } else {
                queue.onWithdrawn();
            }
            return true;
        }
        return task.phase() == PoolFuture.WITHDRAWN;
    }

    @Override
    public boolean isRunning(PoolFuture<?> task) {
        return task.phase() == PoolFuture.TAKEN;
    }

    @Override
    public Hold hold(PoolFuture<?> task) {
        Attempt attempt = ((ThreadTask<?>) task).attempt();
        if (attempt == null || attempt.isEnded() || attempt.worker().thread() == Thread.currentThread()) {
            return Hold.NONE;
        }
        return attempt.isLeaked() ? Hold.LEAKED : Hold.HELD;
    }

    @Override
    public List<PoolFuture<?>> drainPending() {
        return new ArrayList<>(crew.drain());
    }

    /** Whether the queue must be empty: the pool is broken or was told to stop. */
    boolean isRefusing() {
        return stopped || broken != null;
    }

    private void refusePending() {
        List<PoolFuture<?>> pending = drainPending();
        pending.addAll(core.drainDelayed());
        BreakReason reason = broken;
        for (PoolFuture<?> task : pending) {
            if (reason != null) {
                task.fail(core.brokenFailure(reason), FailureKind.FINAL);
            } else {
                task.abandon(stopReason());
            }
        }
    }

    // ---- stopping tasks

    @Override
    public void stop(PoolFuture<?> task) {
        Attempt attempt = ((ThreadTask<?>) task).attempt();
        if (attempt != null) {
            stop(attempt);
        }
        // else its worker is about to see that the future is done
    }

    @Override
    public void stopRunning() {
        stopped = true;
        refusePending();
        for (ThreadWorker worker : crew.workers()) {
            Attempt attempt = worker.current();
            if (attempt != null) {
                stop(attempt);
            }
        }
    }

    private void stop(Attempt attempt) {
        if (attempt.tryInterrupt()) {
            watch(attempt);
        }
    }

    /** Whether all tasks were told to stop, so that none may start. */
    boolean isStopped() {
        return stopped;
    }

    String stopReason() {
        return "the pool was shut down: pool=" + core.name();
    }

    @Override
    public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {
        Attempt attempt = ((ThreadTask<?>) task).attempt();
        if (attempt != null && tryExpire(attempt, limit, allowedNanos)) {
            return;
        }
        // it is about to start, about to be done, or between two attempts
        if (!task.isClaimed()) {
            core.schedule(() -> task.onDeadline(allowedNanos), RECHECK_NANOS);
        }
    }

    @Nullable
    ScheduledFuture<?> armTimeout(Attempt attempt, Duration timeout) {
        long allowedNanos = Nanos.of(timeout);
        return core.schedule(() -> tryExpire(attempt, Limit.TIMEOUT, allowedNanos), allowedNanos);
    }

    private boolean tryExpire(Attempt attempt, Limit limit, long allowedNanos) {
        ThreadTask<?> task = attempt.task();
        if (task == null || task.isClaimed()) {
            return false;
        }
        Optional<List<StackTraceElement>> stack = attempt.tryExpire();
        if (stack.isEmpty()) {
            return false;
        }
        watch(attempt);
        long since = limit == Limit.TIMEOUT ? task.startedNanos() : task.submittedNanos();
        TaskTimeoutException failure = new TaskTimeoutException(
                task.label(),
                limit,
                Duration.ofNanos(allowedNanos),
                Duration.ofNanos(System.nanoTime() - since),
                attempt.worker().id(),
                stack.get());
        task.fail(failure, limit == Limit.TIMEOUT ? FailureKind.TIMEOUT : FailureKind.FINAL);
        return true;
    }

    /** Looks after the grace period whether a task that was told to stop has done so. */
    private void watch(Attempt attempt) {
        attempt.setLeakAlarm(
                core.schedule(() -> onGraceOver(attempt), core.settings().graceNanos()));
    }

    private void onGraceOver(Attempt attempt) {
        Attempt.Leak leak = attempt.tryLeak();
        if (leak == Attempt.Leak.NONE) {
            return;
        }
        crew.onLeak(attempt.worker());
        ThreadTask<?> task = attempt.task();
        if (task != null && leak == Attempt.Leak.OPEN) {
            task.abandon("its thread ignored the interrupt: thread="
                    + attempt.worker().thread().getName() + ", grace="
                    + Duration.ofNanos(core.settings().graceNanos()));
        }
    }

    // ---- the life of the pool

    /** The initializer of a worker failed. */
    void breakPool(Throwable failure) {
        BreakReason reason = BreakReason.ofInitializer(failure);
        if (core.tryBreak(reason)) {
            broken = reason;
            refusePending();
            if (core.undone() == 0) {
                onIdleShutdown();
            }
        }
    }

    @Override
    public void onIdleShutdown() {
        if (core.isShutdown() && core.undone() == 0) {
            crew.close();
        }
    }

    @Override
    public boolean supportsKeys() {
        return !options.virtualThreads();
    }

    @Override
    public int parallelism() {
        return crew.target();
    }

    @Override
    public void resize(int workers) {
        crew.resize(workers);
    }

    // ---- for workers

    Optional<TaskRunnable> initializer() {
        return options.initializer();
    }

    Thread newThread(int number, Runnable body) {
        if (options.virtualThreads()) {
            return VirtualThreads.unstarted("tandem-" + core.name() + "-virtual-" + number, body);
        }
        Thread thread = new Thread(null, body, "tandem-" + core.name() + "-worker-" + number, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    void tellExit(ThreadWorker worker, WorkerExit.Reason reason) {
        InsightsRecorder insights = core.insights();
        if (insights != null) {
            WorkerTimes times = worker.times(System.nanoTime());
            synchronized (insights) { // both at once: whoever asks is to count it once
                worker.goes();
                if (options.virtualThreads()) {
                    insights.goneAlike(times);
                } else {
                    insights.gone(times, reason);
                }
            }
        }
        WorkerId id = worker.id();
        WorkerFlight.exited(core.name(), id, new WorkerExit(reason, OptionalInt.empty()));
        core.tell(listener -> listener.onWorkerExited(id, new WorkerExit(reason, OptionalInt.empty())));
    }

    // ---- statistics

    @Override
    public List<WorkerTimes> workerTimes() {
        long now = System.nanoTime();
        List<WorkerTimes> times = new ArrayList<>();
        for (ThreadWorker worker : crew.workers()) {
            if (!worker.isGone()) {
                times.add(worker.times(now));
            }
        }
        return times;
    }

    @Override
    public PoolStats stats() {
        List<WorkerStats> workers = new ArrayList<>();
        int running = 0;
        int leaked = 0;
        for (ThreadWorker worker : crew.workers()) {
            WorkerStats stats = worker.facts().stats(crew.isLeaked(worker));
            if (options.virtualThreads() && stats.state() == WorkerStats.State.IDLE) {
                continue; // a virtual thread that has run its task is on its way out
            }
            workers.add(stats);
            running += worker.facts().isRunning() ? 1 : 0;
            leaked += stats.state() == WorkerStats.State.LEAKED ? 1 : 0;
        }
        return core.stats(running, leaked, crew.leaks(), workers);
    }
}
