package dev.tandem;

import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.task.TaskEndings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A block of code with tasks of its own: the first of them that fails stops the others, and when the block is left, in
 * whatever way, none of them runs any more.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2);
 *         TaskScope scope = Futures.scope(pool)) {
 *     TaskFuture<String> user = scope.submit(() -> "Ada");
 *     TaskFuture<Integer> orders = scope.submit(() -> 3);
 *     scope.join();
 *     System.out.println(user.join() + " has " + orders.join() + " orders");
 * }
 * }</pre>
 *
 * <p>Made by {@link Futures#scope(PoolExecutor)}. Tasks of other pools join by {@link #add}. A task fails the scope when
 * it throws, exceeds a limit, is cancelled by somebody else, or dies with its process; when its pool tries it again, only
 * the last attempt counts.
 *
 * <p>Only the thread that opened the scope calls {@link #join} and {@link #close}; tasks may be submitted by any thread,
 * by the tasks of the scope too. Scopes can be nested: a scope that a task opens is left before the task ends, and so
 * stopping the task stops what the task has started.
 *
 * @since 0.1
 */
/*
 * OPEN -> FAILED -> CLOSED, or OPEN -> CLOSED.
 *
 * OPEN    tasks are accepted
 * FAILED  a task has failed, or the time was up: the others have been cancelled, no more are accepted
 * CLOSED  the block has been left
 *
 * A callback on each future tells of its end, so that a failure cancels the others at once, whatever the owner does.
 * What was cancelled, has timed out, or was completed by somebody else may still have a worker: these tasks are kept
 * until the block is left, which waits for them. All others have ended when their futures are done, and are forgotten.
 */
public final class TaskScope implements AutoCloseable {
    private enum Life {
        OPEN,
        FAILED,
        CLOSED
    }

    private final PoolExecutor pool;
    private final Optional<Duration> timeout;
    private final Thread owner = Thread.currentThread();
    private final long deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All that follows is guarded by the lock.

    private Life life = Life.OPEN;

    /** Tasks whose futures are not done. */
    private final Set<TaskFuture<?>> unfinished = new LinkedHashSet<>(); // futures are equal only to themselves

    /** Tasks whose futures are done, and which may still have a worker. */
    private final Set<TaskFuture<?>> stopped = new LinkedHashSet<>();

    /** How many of them there may be before those are forgotten that have ended. */
    private int mostStopped = 16;

    /** How many threads are about to submit. */
    private int submitting;

    /** The task that failed first, and why. */
    private @Nullable TaskFuture<?> failedTask;

    private @Nullable Throwable failure;

    TaskScope(PoolExecutor pool, Optional<Duration> timeout) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.timeout = timeout;
        timeout.ifPresent(value -> Checks.requirePositive("timeout", value));
        this.deadline = System.nanoTime() + timeout.map(Nanos::of).orElse(Nanos.LONGEST);
    }

    // ---- tasks come

    /**
     * Submits a task that returns a value to the pool of the scope.
     *
     * @param <T> the type of the result
     * @param task the task
     * @return the future of the task
     * @throws RejectedExecutionException if the scope was left or a task of it has failed, which is its cause then, or if
     *     the pool rejects the task
     * @throws BrokenPoolException if the pool is broken
     */
    public <T> TaskFuture<T> submit(TaskCallable<T> task) {
        beginSubmit();
        try {
            return register(pool.submit(task));
        } finally {
            endSubmit();
        }
    }

    /**
     * Submits a task that returns nothing to the pool of the scope.
     *
     * @param task the task
     * @return the future of the task; its result is null
     * @throws RejectedExecutionException as by {@link #submit(TaskCallable)}
     * @throws BrokenPoolException if the pool is broken
     */
    public TaskFuture<?> submit(TaskRunnable task) {
        beginSubmit();
        try {
            return register(pool.submit(task));
        } finally {
            endSubmit();
        }
    }

    /**
     * Submits a function together with its argument to the pool of the scope.
     *
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @param function the function
     * @param argument its argument; may be null if the function takes null
     * @return the future of the task
     * @throws RejectedExecutionException as by {@link #submit(TaskCallable)}
     * @throws BrokenPoolException if the pool is broken
     */
    public <A extends @Nullable Object, R> TaskFuture<R> submit(
            TaskFunction<? super A, ? extends R> function, A argument) {
        beginSubmit();
        try {
            return register(pool.submit(function, argument));
        } finally {
            endSubmit();
        }
    }

    /**
     * Submits a function together with its two arguments to the pool of the scope.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @param function the function
     * @param first its first argument; may be null if the function takes null
     * @param second its second argument; may be null if the function takes null
     * @return the future of the task
     * @throws RejectedExecutionException as by {@link #submit(TaskCallable)}
     * @throws BrokenPoolException if the pool is broken
     */
    public <A extends @Nullable Object, B extends @Nullable Object, R> TaskFuture<R> submit(
            TaskBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        beginSubmit();
        try {
            return register(pool.submit(function, first, second));
        } finally {
            endSubmit();
        }
    }

    /**
     * Makes a task that was submitted elsewhere one of this scope: {@code scope.add(otherPool.submit(...))}. If the scope
     * takes no more tasks, this one is cancelled.
     *
     * @param <F> the type of the future
     * @param task the future of the task
     * @return the same future
     * @throws RejectedExecutionException as by {@link #submit(TaskCallable)}; the task is cancelled then
     */
    public <F extends TaskFuture<?>> F add(F task) {
        Objects.requireNonNull(task, "task");
        try {
            beginSubmit();
        } catch (RejectedExecutionException e) {
            task.cancel(true);
            throw e;
        }
        try {
            return register(task);
        } finally {
            endSubmit();
        }
    }

    private void beginSubmit() {
        lock.lock();
        try {
            if (life == Life.CLOSED) {
                throw new RejectedExecutionException("scope was left: it takes no more tasks");
            }
            if (life == Life.FAILED) {
                throw new RejectedExecutionException("scope has failed: it takes no more tasks", failure);
            }
            submitting++;
        } finally {
            lock.unlock();
        }
    }

    private void endSubmit() {
        lock.lock();
        try {
            submitting--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <F extends TaskFuture<?>> F register(F task) {
        boolean late;
        lock.lock();
        try {
            unfinished.add(task);
            late = life != Life.OPEN;
        } finally {
            lock.unlock();
        }
        task.addDoneCallback(this::onDone);
        if (late) {
            task.cancel(true); // another one has failed meanwhile
        }
        return task;
    }

    // ---- tasks end

    private void onDone(TaskFuture<?> task) {
        Throwable reason = task.isCompletedExceptionally() ? failureOf(task) : null;
        List<TaskFuture<?>> others = List.of();
        lock.lock();
        try {
            unfinished.remove(task);
            if (TaskEndings.isHeld(task)
                    || reason instanceof CancellationException
                    || reason instanceof TaskTimeoutException) {
                keep(task);
            }
            if (reason != null && life == Life.OPEN) {
                life = Life.FAILED;
                failure = reason;
                failedTask = task;
                others = List.copyOf(unfinished);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        cancel(others);
    }

    /** Remembers a task that may still have a worker; forgets those that have none any more when there are many. */
    private void keep(TaskFuture<?> task) {
        if (stopped.size() >= mostStopped) {
            stopped.removeIf(known -> !TaskEndings.isHeld(known));
            mostStopped = 2 * stopped.size() + 16;
        }
        stopped.add(task);
    }

    private static @Nullable Throwable failureOf(TaskFuture<?> done) {
        return done.<@Nullable Throwable>handle((value, failure) -> failure).getNow(null);
    }

    // ---- the owner

    /**
     * Waits until all tasks have ended, those included that are submitted meanwhile, or one has failed. More may be
     * submitted after it, and joined.
     *
     * @throws CompletionException if a task has failed; its cause is the failure. The other tasks have been cancelled, as
     *     by {@code cancel(true)}
     * @throws WaitTimeoutException if the time that the scope was given has passed; the tasks have been cancelled
     * @throws InterruptedException if the waiting thread is interrupted; the tasks are not affected until the block is
     *     left
     * @throws IllegalStateException if the scope was left, or was opened by another thread
     */
    public void join() throws InterruptedException {
        requireOwner("join");
        if (!tryJoin()) {
            stop(true);
        }
        throwFailure();
    }

    /** Waits; returns false if the time is up. */
    private boolean tryJoin() throws InterruptedException {
        Membership.Compensation compensation = null;
        lock.lockInterruptibly();
        try {
            if (life == Life.CLOSED) {
                throw new IllegalStateException("scope was left: there is nothing to join");
            }
            while (failure == null && hasTasks()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                if (compensation == null) { // whatever there is to wait for: tasks of any pool may submit more
                    compensation = Membership.beforeWait();
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    private boolean hasTasks() {
        return submitting > 0 || !unfinished.isEmpty();
    }

    private List<TaskFuture<?>> snapshot() {
        lock.lock();
        try {
            return List.copyOf(unfinished);
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() {
        if (isFailed()) { // whoever saw the failure may still be about to cancel the others
            cancel(snapshot());
        }
        lock.lock();
        try {
            if (failure instanceof WaitTimeoutException expired) {
                throw expired;
            }
            if (failure != null) {
                String label = failedTask == null ? "unknown" : failedTask.label();
                throw new CompletionException("task of the scope failed: task=" + label + ", " + failure, failure);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isFailed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** {@code OPEN -> FAILED} because the time is up, or {@code OPEN | FAILED -> CLOSED}; what is unfinished is cancelled. */
    private void stop(boolean isTimeUp) {
        List<TaskFuture<?>> running;
        lock.lock();
        try {
            running = List.copyOf(unfinished);
            if (!isTimeUp) {
                life = Life.CLOSED;
            } else if (life == Life.OPEN && hasTasks()) {
                life = Life.FAILED;
                failure = new WaitTimeoutException("scope timed out: timeout=" + timeout.orElse(Duration.ZERO)
                        + ", tasks not done=" + labels(running));
            }
        } finally {
            lock.unlock();
        }
        cancel(running);
    }

    /** The newest first, so that none starts because another one is stopped. */
    private static void cancel(List<TaskFuture<?>> tasks) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            tasks.get(i).cancel(true);
        }
    }

    private static List<String> labels(List<TaskFuture<?>> tasks) {
        return tasks.stream().map(TaskFuture::label).toList();
    }

    /**
     * Leaves the block: cancels the tasks that have not ended, as by {@code cancel(true)}, and waits until all have really
     * ended. A process that does not end its task within the grace period of its pool is killed. An interrupt does not
     * end the waiting; the interrupt status is set again. Idempotent.
     *
     * @throws StillRunningException if a thread ignores its interrupt for longer than the grace period of its pool: it
     *     goes on, and nothing can be done about it; everything else has ended
     * @throws IllegalStateException if the scope was opened by another thread
     */
    @Override
    public void close() {
        requireOwner("close");
        stop(false);
        List<TaskFuture<?>> leaked;
        Membership.Compensation compensation = isAnythingLeft() ? tryCompensate() : null;
        try {
            leaked = TaskEndings.await(awaitFutures());
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
        if (!leaked.isEmpty()) {
            throw new StillRunningException(
                    "scope was left, but threads ignore their interrupt", labels(List.copyOf(leaked)));
        }
    }

    /** Waits until all futures are done and nobody submits; returns the tasks that may still have a worker. */
    private List<TaskFuture<?>> awaitFutures() {
        lock.lock();
        try {
            while (hasTasks()) {
                changed.awaitUninterruptibly();
            }
            List<TaskFuture<?>> all = List.copyOf(stopped);
            stopped.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnythingLeft() {
        lock.lock();
        try {
            return hasTasks() || !stopped.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private static Membership.@Nullable Compensation tryCompensate() {
        try {
            return Membership.beforeWait();
        } catch (RejectedExecutionException e) {
            return null; // too many wait already; that must not keep this one from leaving its block
        }
    }

    private void requireOwner(String method) {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw new IllegalStateException(method + " must be called by the thread that opened the scope: owner="
                    + owner.getName() + ", caller=" + caller.getName());
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "TaskScope[" + life.name().toLowerCase(java.util.Locale.ROOT) + ", unfinished=" + unfinished.size()
                    + ", owner=" + owner.getName() + ']';
        } finally {
            lock.unlock();
        }
    }
}
