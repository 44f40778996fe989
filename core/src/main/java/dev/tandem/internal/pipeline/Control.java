package dev.tandem.internal.pipeline;

import dev.tandem.StageFailedException;
import dev.tandem.StageFailure;
import dev.tandem.TaskFuture;
import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.TaskEndings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The life of a pipeline that was started, known to all its parts.
 *
 * <p>{@code RUNNING -> STOPPED}: by a failure that ends it, or because it was closed. A pipeline that has come to its end
 * by itself stays RUNNING; its threads have ended then.
 */
/*
 * Stopping: whoever stops says so in `stopped`, then interrupts and wakes all threads, then cancels all tasks. Threads look
 * at `stopped` before they wait and after they were woken; the feeder looks at it once more after it has submitted a task.
 * So nothing is missed. Code of the user that ignores its interrupt is waited for as long as a pool waits for a task.
 */
final class Control {
    /**
     * How long code of the user in a thread of the pipeline may go on when it was interrupted, and how long threads have
     * to end by themselves. More holds up whoever closes if that code ignores its interrupt; less blames it for a machine
     * that is busy.
     */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String name;

    private final Failures failures;

    private final long startNanos = System.nanoTime();

    // Written while the pipeline is put together, before its threads start.

    private final List<Thread> threads = new ArrayList<>();
    private final List<Runnable> wakes = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final List<Meter> meters = new ArrayList<>();
    private final List<PoolCore> cores = new ArrayList<>();

    private volatile boolean stopped;

    /** What has ended the pipeline. Written once under {@code this}, before {@code stopped}. */
    private volatile @Nullable Throwable failure;

    /** What the iterator of the inputs threw. Written by the thread that reads them. */
    private volatile @Nullable Throwable inputFailure;

    /** When it came to its end, or 0. Written once under {@code this}. */
    private volatile long endNanos;

    /** Tasks whose futures are done, and which may still have a worker. Guarded by this. */
    private final Set<TaskFuture<?>> kept = new LinkedHashSet<>(); // futures are equal only to themselves

    /** How many of them there may be before those are forgotten that have ended. Guarded by this. */
    private int mostKept = 16;

    /** Held by the thread that stops the pipeline until it has done so. */
    private final ReentrantLock stopping = new ReentrantLock();

    Control(String name, Failures failures) {
        this.name = name;
        this.failures = failures;
    }

    // ---- putting it together

    Meter meter(String label) {
        Meter meter = new Meter(label);
        meters.add(meter);
        return meter;
    }

    void addStage(Window window, StageMeter meter, Entrance entrance) {
        windows.add(window);
        meters.add(meter);
        Optional<PoolCore> core = entrance.core();
        if (core.isPresent() && !cores.contains(core.get())) {
            cores.add(core.get());
        }
    }

    /** Adds a thread, which is started when all is put together. */
    void addThread(String role, Runnable body, Runnable wake) {
        Thread thread =
                new Thread(null, () -> run(body), "tandem-" + name + "-" + role + "-" + (threads.size() + 1), 0, false);
        thread.setDaemon(true);
        threads.add(thread);
        wakes.add(wake);
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) {
            ended(e);
        }
    }

    /** A thread of the pipeline ends with this. May be told twice. */
    void ended(Throwable thrown) {
        if (!(thrown instanceof StoppedException)) { // else it was told to end
            fail(thrown);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    // ---- failures

    boolean isRunning() {
        return !stopped;
    }

    /** Throws if the pipeline was stopped. */
    void ensureRunning() {
        if (stopped) {
            throw new StoppedException();
        }
    }

    /** Whether the first failure ends the pipeline. */
    boolean endsAtFailure() {
        return failures.endsAtFirst();
    }

    /** An element has failed: somebody is told, or the pipeline ends. */
    void elementFailed(Meter meter, @Nullable Object input, @Nullable Object origin, Throwable thrown) {
        if (thrown instanceof StoppedException stop) {
            throw stop;
        }
        ensureRunning(); // what was cancelled since has not failed
        meter.countFailed();
        StageFailure failed = new StageFailure(meter.label(), input, origin, thrown);
        Throwable end = null;
        try {
            end = failures.tryTake(failed, this::ensureRunning) ? null : new StageFailedException(failed);
        } catch (StoppedException e) {
            throw e;
        } catch (Throwable e) {
            end = e;
        }
        if (end != null) {
            fail(end);
            throw new StoppedException();
        }
    }

    /** The iterator of the inputs has failed: there are no more inputs. */
    void inputFailed(Throwable thrown) {
        ensureRunning(); // else it was the interrupt
        inputFailure = thrown;
    }

    @Nullable
    Throwable inputFailure() {
        return inputFailure;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Ends the pipeline with a failure, if nothing else has ended it before. */
    void fail(Throwable thrown) {
        synchronized (this) {
            if (stopped || failure != null) {
                return;
            }
            failure = thrown;
        }
        stop();
    }

    void warn(String message, Throwable thrown) {
        PoolCore.LOGGER.log(System.Logger.Level.WARNING, message + ": pipeline=" + name, thrown);
    }

    // ---- the end

    /** All results have been given back. */
    synchronized void complete() {
        if (endNanos == 0) {
            endNanos = System.nanoTime();
        }
    }

    /** {@code RUNNING -> STOPPED}. */
    void stop() {
        stopping.lock(); // so that whoever comes second finds everything stopped, too
        try {
            if (!stopped) {
                synchronized (this) {
                    stopped = true;
                    complete();
                }
                stopAll();
            }
        } finally {
            stopping.unlock();
        }
    }

    private void stopAll() {
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
        wakes.forEach(Runnable::run);
        for (Window window : windows) {
            List<Piece> unfinished = window.unfinished();
            for (int i = unfinished.size() - 1; i >= 0; i--) {
                TaskFuture<Object> future = unfinished.get(i).future();
                if (future != null) {
                    cancel(future);
                }
            }
        }
    }

    /** Cancels a task, and remembers it. */
    void cancel(TaskFuture<?> future) {
        keep(future);
        future.cancel(true);
    }

    /** Remembers a task that may have a worker though its future is done, or is about to be. */
    void keep(TaskFuture<?> future) {
        synchronized (this) {
            if (kept.size() >= mostKept) {
                kept.removeIf(known -> known.isDone() && !TaskEndings.isHeld(known));
                mostKept = 2 * kept.size() + 16;
            }
            kept.add(future);
        }
    }

    /** Waits until nothing runs any more; returns what goes on all the same. Not for the current thread itself. */
    List<String> awaitEnd() {
        List<String> running = new ArrayList<>();
        long deadline = System.nanoTime() + GRACE_NANOS;
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && thread != Thread.currentThread()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    running.add("thread " + thread.getName() + at(thread));
                    break;
                }
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        List<TaskFuture<?>> tasks;
        synchronized (this) {
            tasks = List.copyOf(kept);
        }
        for (TaskFuture<?> leaked : TaskEndings.await(tasks)) {
            running.add("task " + leaked.label());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return running;
    }

    private static String at(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }

    // ---- for others

    /** The current thread is about to wait for a result, and may be one that runs tasks of this pipeline. */
    Membership.@Nullable Compensation beforeWait() {
        for (PoolCore core : cores) {
            Membership.Compensation compensation = Membership.beforeWait(core);
            if (compensation != null) {
                return compensation;
            }
        }
        return null;
    }

    List<Meter> meters() {
        return meters;
    }

    long elapsedNanos() {
        long end = endNanos;
        return (end == 0 ? System.nanoTime() : end) - startNanos;
    }

    String name() {
        return name;
    }
}
