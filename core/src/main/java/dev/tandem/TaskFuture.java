package dev.tandem;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The future of a task that was submitted to a pool.
 *
 * <p>It is a full {@link CompletableFuture}: {@code thenApply}, {@code allOf}, {@code orTimeout} and the rest work.
 * Completing it from outside ({@link #complete}, {@link #completeExceptionally}, {@code orTimeout}) withdraws the
 * task as {@code cancel(true)} would. Stages derived from it are ordinary completable futures; cancelling one of
 * those does not cancel the task.
 *
 * <p>Instances come from pools; there is no other way to make one. All methods are thread-safe. What a task did
 * happens-before what follows a return from {@code get}, as the memory rules of {@code java.util.concurrent} say.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2)) {
 *     TaskFuture<Integer> future = pool.submit(Integer::parseInt, "forty");
 *     future.addDoneCallback(done -> System.out.println(done.label() + " is done: " + done.status()));
 *     Optional<Throwable> failure = future.exception(Duration.ofSeconds(5));
 *     System.out.println(failure.isPresent() + " " + future.exceptionally(e -> 0).join()); // true 0
 * }
 * }</pre>
 *
 * @param <T> the type of the result
 * @since 0.1
 */
public abstract class TaskFuture<T> extends CompletableFuture<T> {
    /** For the pools of this library. */
    protected TaskFuture() {}

    /**
     * Tells where the task stands. {@link TaskStatus#RUNNING} is exact: it is told only once a worker has taken the
     * task, not while the task waits in a worker's buffer.
     *
     * @return the status at this moment
     */
    public abstract TaskStatus status();

    /**
     * Tells whether a worker is executing the task now.
     *
     * @return whether {@link #status()} is {@link TaskStatus#RUNNING}
     */
    public final boolean isRunning() {
        return status() == TaskStatus.RUNNING;
    }

    /**
     * Cancels the task.
     *
     * <p>A pending task is cancelled and never starts, even if it already lies in a worker's buffer. A running task
     * is left alone by {@code cancel(false)}. {@code cancel(true)} cancels its future at once and interrupts it; in
     * a process pool, a task that has not ended within the pool's grace period is killed together with its process,
     * which is replaced. Everyone who waits for the future is woken at once.
     *
     * <pre>{@code
     * try (var pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(Duration.ofMillis(100)))) {
     *     var stuck = pool.submit(() -> { while (true) {} });
     *     System.out.println(stuck.cancel(true) + " " + pool.submit(() -> "the pool goes on").get());
     * }
     * }</pre>
     *
     * @param mayInterruptIfRunning whether to stop a running task
     * @return whether the future is cancelled, by this call or an earlier one
     */
    @Override
    public abstract boolean cancel(boolean mayInterruptIfRunning);

    /**
     * Waits for the result, at most for the given time.
     *
     * @param timeout how long to wait; the task itself is not affected when it passes
     * @return the result
     * @throws InterruptedException if the waiting thread is interrupted; the task is not affected
     * @throws ExecutionException if the task failed; the cause is the failure
     * @throws TimeoutException if the time passed first
     * @throws CancellationException if the future was cancelled
     */
    public final T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        return get(saturatedNanos(timeout), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits for the task to end and returns its failure.
     *
     * @return the failure, or empty if the task succeeded
     * @throws InterruptedException if the waiting thread is interrupted; the task is not affected
     * @throws CancellationException if the future was cancelled
     */
    public final Optional<Throwable> exception() throws InterruptedException {
        try {
            get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(failureOf(e));
        }
    }

    /**
     * Waits for the task to end, at most for the given time, and returns its failure.
     *
     * @param timeout how long to wait
     * @return the failure, or empty if the task succeeded
     * @throws InterruptedException if the waiting thread is interrupted; the task is not affected
     * @throws TimeoutException if the time passed first
     * @throws CancellationException if the future was cancelled
     */
    public final Optional<Throwable> exception(Duration timeout) throws InterruptedException, TimeoutException {
        try {
            get(timeout);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(failureOf(e));
        }
    }

    /**
     * Adds a callback that is called once with this future when it is done: in the thread that completes it, in the
     * order in which callbacks were added, or at once in the calling thread if the future is already done.
     *
     * <p>A callback that throws is logged and the others still run. Callbacks may submit, cancel and close.
     *
     * @param callback what to call
     */
    public abstract void addDoneCallback(Consumer<? super TaskFuture<T>> callback);

    /**
     * Returns the name of the task, as {@link TaskOptions#label(String)} gave it or else made from the task's number.
     *
     * @return the label
     */
    public abstract String label();

    /**
     * Returns how often a worker has taken the task so far.
     *
     * @return 0 before the first start, 1 for a task that was not retried
     */
    public abstract int attempts();

    /**
     * Returns the worker that took the task last.
     *
     * @return the worker, or empty if none has taken it
     */
    public abstract Optional<WorkerId> worker();

    /**
     * Returns what the task has printed, if {@link TaskOptions#captureOutput()} asked for that. Once the future is done
     * with a value or a failure, a crash or a timeout included, it is all that the last attempt printed. Of a task that
     * was cancelled while it ran, or completed from outside, it is what was printed up to then, and once the task has
     * ended or was killed, all of it. Before, it is empty text.
     *
     * @return the text, or empty if it is not captured
     */
    public abstract Optional<String> output();

    /**
     * Returns when the task was submitted.
     *
     * @return the moment of the submission
     */
    public abstract Instant submittedAt();

    /**
     * Returns when a worker last took the task.
     *
     * @return the moment of the start, or empty if none has taken it
     */
    public abstract Optional<Instant> startedAt();

    /**
     * Returns when the future was completed.
     *
     * @return the moment of the completion, or empty if it is not done
     */
    public abstract Optional<Instant> finishedAt();

    private static long saturatedNanos(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static Throwable failureOf(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }
}
