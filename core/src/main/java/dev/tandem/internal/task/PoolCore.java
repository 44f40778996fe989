package dev.tandem.internal.task;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolListener;
import dev.tandem.PoolStats;
import dev.tandem.WorkerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state that every pool has, whatever runs its tasks: its life, its counts, its queue limit, its timer.
 *
 * <p>Life: {@code OPEN -> SHUTDOWN -> TERMINATED}. OPEN accepts tasks. SHUTDOWN, by the user or because the pool
 * broke, accepts none and runs what was accepted. TERMINATED: every future is done and every worker is gone.
 */
public final class PoolCore {
    /** Where uncaught failures of callbacks, listeners and {@code execute} go. */
    public static final System.Logger LOGGER = System.getLogger("dev.tandem");

    /** Where the lives of worker processes are told, at DEBUG. */
    public static final System.Logger WORKERS = System.getLogger("dev.tandem.worker");

    private enum Life {
        OPEN,
        SHUTDOWN,
        TERMINATED
    }

    private final PoolSettings settings;
    private final @Nullable PoolListener listener;
    private final @Nullable InsightsRecorder insights;
    private final @Nullable Semaphore queueSlots;
    private final CountDownLatch terminated = new CountDownLatch(1);

    /** Tasks accepted, and tasks whose futures are done and whose callbacks have run: their difference is the work left. */
    private final AtomicLong accepted = new AtomicLong();

    private final LongAdder settled = new LongAdder();

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    /** Written under {@code this}, read anywhere. */
    private volatile Life life = Life.OPEN;

    /** Why the pool is broken. Written once under {@code this}, read anywhere. */
    private volatile @Nullable BreakReason broken;

    /** Whether what has not started was cancelled. Set before the queues are drained, read after a task was put back. */
    private volatile boolean pendingCancelled;

    /** Whether running tasks were told to stop. Written once, read anywhere. */
    private volatile boolean stopping;

    /** Whether the JVM keeper knows of this pool. Written under the keeper's monitor, read by submitters. */
    private volatile boolean kept;

    /** Made when first needed, under {@code this}. */
    private volatile @Nullable ScheduledThreadPoolExecutor timer;

    private final Shares shares = new Shares(this);

    /** Made when something is recorded, under {@code this}. */
    private volatile @Nullable TaskFlights flights;

    /** Creates the state of an open pool. */
    public PoolCore(PoolSettings settings) {
        this.settings = settings;
        this.listener = settings.listener().orElse(null);
        this.insights = settings.insights() ? new InsightsRecorder() : null;
        this.queueSlots = settings.queueLimit().isPresent()
                ? new Semaphore(settings.queueLimit().getAsInt())
                : null;
    }

    /** The name of the pool. */
    public String name() {
        return settings.name();
    }

    /** The options that all pools have. */
    public PoolSettings settings() {
        return settings;
    }

    /** The values that the pool shares with its workers. */
    Shares shares() {
        return shares;
    }

    /** Tells Flight Recorder of tasks. To be asked for only if it is on. */
    TaskFlights flights() {
        TaskFlights known = flights;
        if (known == null) {
            synchronized (this) {
                known = flights;
                if (known == null) {
                    known = new TaskFlights(name());
                    flights = known;
                }
            }
        }
        return known;
    }

    // ---- accepting tasks

    /** Throws if no task is accepted. */
    void ensureOpen() {
        BreakReason reason = broken;
        if (reason != null) {
            throw new BrokenPoolException(
                    "pool is broken: pool=" + name() + ", reason: " + reason.text(), reason.cause());
        }
        if (life != Life.OPEN) {
            throw new RejectedExecutionException("pool was shut down: pool=" + name());
        }
    }

    /** How a task was admitted. */
    enum Admission {
        /** It may be enqueued. */
        QUEUE,
        /** The submitting thread is to run it. */
        CALLER
    }

    /** Waits for room in the queue, or does what else the queue policy says. */
    Admission admit() {
        Semaphore slots = queueSlots;
        if (slots == null || slots.tryAcquire()) {
            return Admission.QUEUE;
        }
        switch (settings.queuePolicy().action()) {
            case CALLER_RUNS:
                return Admission.CALLER;
            case BLOCK:
                awaitSlot(slots);
                return Admission.QUEUE;
            default:
                throw queueFull();
        }
    }

    private void awaitSlot(Semaphore slots) {
        long deadline = System.nanoTime() + Nanos.of(settings.queuePolicy().patience());
        Membership.Compensation compensation = Membership.beforeWait(this);
        try {
            // in steps, so that a pool that is shut down or breaks meanwhile is noticed
            while (true) {
                long left = deadline - System.nanoTime();
                if (slots.tryAcquire(Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)), TimeUnit.NANOSECONDS)) {
                    return;
                }
                ensureOpen();
                if (left <= 0) {
                    throw queueFull();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for room in the queue: pool=" + name(), e);
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    private RejectedExecutionException queueFull() {
        return new RejectedExecutionException("queue is full: pool=" + name() + ", queueLimit="
                + settings.queueLimit().orElse(0) + ", undone=" + undone());
    }

    /** Gives back the place in the queue of a task that started or was withdrawn. */
    void releaseSlot() {
        if (queueSlots != null) {
            queueSlots.release();
        }
    }

    /** Whether tasks hold a place in a limited queue. */
    boolean isQueueLimited() {
        return queueSlots != null;
    }

    /**
     * Counts a new task as accepted.
     *
     * @return the number of the task, from 1
     */
    long accept() {
        long number = accepted.incrementAndGet();
        if (life != Life.OPEN) {
            rejected.increment();
            settle();
            ensureOpen();
        }
        if (!kept) {
            JvmKeeper.keep(this);
        }
        return number;
    }

    /** Counts a task as done with, its callbacks included. */
    void settle() {
        settled.increment();
        if (life != Life.OPEN && undone() == 0) {
            Runnable hook = idleHook;
            if (hook != null) {
                hook.run();
            }
        }
    }

    /** Called when the pool was shut down and has run out of tasks. Written once, when the backend is made. */
    private volatile @Nullable Runnable idleHook;

    /** Sets what is called when the pool was shut down and has run out of tasks. */
    public void onIdleShutdown(Runnable hook) {
        idleHook = hook;
    }

    /** How many accepted tasks are not done. */
    public long undone() {
        long done = settled.sum(); // first: so that the difference is never too small
        return accepted.get() - done;
    }

    void setKept(boolean value) {
        kept = value;
    }

    // ---- the life of the pool

    /** Whether tasks are no longer accepted. */
    public boolean isShutdown() {
        return life != Life.OPEN;
    }

    /** Whether every future is done and every worker is gone. */
    public boolean isTerminated() {
        return life == Life.TERMINATED;
    }

    /** Whether the current thread belongs to the pool, or runs a callback of one of its futures. */
    public boolean isMember() {
        return Membership.isMember(this);
    }

    /** {@code OPEN -> SHUTDOWN}. */
    public synchronized boolean tryShutdown() {
        if (life != Life.OPEN) {
            return false;
        }
        life = Life.SHUTDOWN;
        return true;
    }

    /** {@code OPEN | SHUTDOWN -> SHUTDOWN}, with a reason why the pool can run nothing any more. */
    public synchronized boolean tryBreak(BreakReason reason) {
        if (broken != null || life == Life.TERMINATED) {
            return false;
        }
        broken = reason;
        life = Life.SHUTDOWN;
        return true;
    }

    /** What has not started is being cancelled: so is what waits for its next attempt, now or later. */
    public void cancelPending() {
        pendingCancelled = true;
    }

    /** Whether what has not started was cancelled. */
    boolean isPendingCancelled() {
        return pendingCancelled;
    }

    /** Running tasks were told to stop: none is run again. */
    public void stop() {
        stopping = true;
    }

    /** Whether running tasks were told to stop. */
    boolean isStopping() {
        return stopping;
    }

    /** Why the pool is broken, or null. */
    public @Nullable BreakReason brokenReason() {
        return broken;
    }

    /** The failure that pending futures of a broken pool get. */
    public BrokenPoolException brokenFailure(BreakReason reason) {
        return new BrokenPoolException("pool broke: pool=" + name() + ", reason: " + reason.text(), reason.cause());
    }

    /** {@code SHUTDOWN -> TERMINATED}: called by the backend when every future is done and every worker is gone. */
    public void terminate() {
        synchronized (this) {
            if (life == Life.TERMINATED) {
                return;
            }
            life = Life.TERMINATED;
            ScheduledThreadPoolExecutor t = timer;
            if (t != null) {
                t.shutdownNow();
            }
        }
        if (insights != null) {
            insights.ended();
        }
        shares.end();
        terminated.countDown();
    }

    /** Waits for the end of the pool and returns whether it has come. */
    public boolean awaitTermination(long nanos) throws InterruptedException {
        return terminated.await(nanos, TimeUnit.NANOSECONDS);
    }

    void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    // ---- time

    /**
     * Runs something later in the pool's timer thread. What runs must be short.
     *
     * @return the handle with which it can be cancelled, or null if the pool has terminated
     */
    public @Nullable ScheduledFuture<?> schedule(Runnable body, long delayNanos) {
        ScheduledThreadPoolExecutor t = timer;
        if (t == null) {
            synchronized (this) {
                if (life == Life.TERMINATED) {
                    return null;
                }
                t = timer;
                if (t == null) {
                    t = newTimer();
                    timer = t;
                }
            }
        }
        try {
            return t.schedule(body, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null; // terminated meanwhile: there is nothing left to do later
        }
    }

    /** Tasks that wait for their next attempt. */
    private final Set<PoolFuture<?>> delayed = ConcurrentHashMap.newKeySet();

    /** Holds a task back before its next attempt. */
    void delay(PoolFuture<?> task, Runnable enqueue, long delayNanos) {
        delayed.add(task);
        if (pendingCancelled && delayed.remove(task)) {
            task.abandon("the pool was shut down: pool=" + name());
            return;
        }
        ScheduledFuture<?> alarm = schedule(
                () -> {
                    if (delayed.remove(task)) {
                        enqueue.run();
                    }
                },
                delayNanos);
        if (alarm == null && delayed.remove(task)) {
            task.abandon("the pool has ended");
        }
    }

    /** Takes back the tasks that wait for their next attempt. */
    public List<PoolFuture<?>> drainDelayed() {
        List<PoolFuture<?>> drained = new ArrayList<>();
        for (PoolFuture<?> task : List.copyOf(delayed)) {
            if (delayed.remove(task)) {
                drained.add(task);
            }
        }
        return drained;
    }

    private ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(
                    () -> {
                        Membership.join(this);
                        body.run();
                    },
                    "tandem-" + name() + "-timer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    // ---- counts and events

    LongAdder completedCount() {
        return completed;
    }

    LongAdder failedCount() {
        return failed;
    }

    LongAdder timedOutCount() {
        return timedOut;
    }

    LongAdder cancelledCount() {
        return cancelled;
    }

    LongAdder retriedCount() {
        return retried;
    }

    /** Tells the listener, if there is one; what it throws is logged. */
    public void tell(Consumer<PoolListener> event) {
        PoolListener l = listener;
        if (l == null) {
            return;
        }
        try {
            event.accept(l);
        } catch (Throwable e) {
            LOGGER.log(System.Logger.Level.WARNING, "listener of pool " + name() + " failed", e);
        }
    }

    /** Who measures where the time goes, or null if nobody does. */
    public @Nullable InsightsRecorder insights() {
        return insights;
    }

    /** Whether anybody listens. */
    public boolean hasListener() {
        return listener != null;
    }

    /** A snapshot, with what only the backend knows. */
    public PoolStats stats(long running, int leakedThreads, long restarts, List<WorkerStats> workers) {
        long ended = completed.sum() + failed.sum() + cancelled.sum();
        long submitted = accepted.get() - rejected.sum();
        return new PoolStats(
                name(),
                submitted,
                Math.max(0, submitted - ended - running),
                running,
                completed.sum(),
                failed.sum(),
                timedOut.sum(),
                cancelled.sum(),
                retried.sum(),
                leakedThreads,
                restarts,
                workers);
    }
}
