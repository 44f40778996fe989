package dev.tandem;

import dev.tandem.internal.task.CompletionWait;
import dev.tandem.internal.task.CompletionWalk;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for many futures, of one pool or of several.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2)) {
 *     var futures = Stream.of(3, 1, 2).map(n -> pool.submit(() -> n * n)).toList();
 *     for (TaskFuture<Integer> done : Futures.asCompleted(futures)) {
 *         System.out.println(done.join()); // 9, 1 and 4, whichever comes first
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class Futures {
    private Futures() {}

    /**
     * Gives futures back as they are done: those that are done already first, then in the order of their completion.
     * Duplicates collapse. The cost is constant for each completion.
     *
     * <pre>{@code
     * try (var downloads = ThreadPoolExecutor.open(4); var parsers = ProcessPoolExecutor.open(2)) {
     *     var futures = List.of(downloads.submit(() -> "from a thread"), parsers.submit(() -> "from a process"));
     *     for (TaskFuture<String> done : Futures.asCompleted(futures)) {
     *         System.out.println(done.join());
     *     }
     * }
     * }</pre>
     *
     * @param <F> the type of the futures
     * @param futures the futures
     * @return the futures in the order of their completion; can be iterated once. Its iterator throws
     *     {@link WaitInterruptedException} if the waiting thread is interrupted
     */
    public static <F extends CompletableFuture<?>> Iterable<F> asCompleted(Iterable<? extends F> futures) {
        return new CompletionWalk<>(futures, Optional.empty(), Optional.empty());
    }

    /**
     * As {@link #asCompleted(Iterable)}, with one deadline for the whole, counted from this call. Past it the iterator
     * throws {@link WaitTimeoutException}; nothing is cancelled.
     *
     * @param <F> the type of the futures
     * @param futures the futures
     * @param timeout the time allowed, zero or more
     * @return the futures in the order of their completion; can be iterated once
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends CompletableFuture<?>> Iterable<F> asCompleted(
            Iterable<? extends F> futures, Duration timeout) {
        Checks.requireNotNegative("timeout", timeout);
        return new CompletionWalk<>(futures, Optional.of(timeout), Optional.empty());
    }

    /**
     * As {@link #asCompleted(Iterable)}, and counts the futures on a progress, each when it is done.
     *
     * @param <F> the type of the futures
     * @param futures the futures
     * @param progress is told how many futures there are, and counts them; it is the caller's, who closes it
     * @return the futures in the order of their completion; can be iterated once
     */
    public static <F extends CompletableFuture<?>> Iterable<F> asCompleted(
            Iterable<? extends F> futures, Progress progress) {
        return new CompletionWalk<>(futures, Optional.empty(), Optional.of(progress));
    }

    /**
     * As {@link #asCompleted(Iterable, Duration)}, and counts the futures on a progress, each when it is done. Those that
     * are done after the deadline has passed are not counted.
     *
     * @param <F> the type of the futures
     * @param futures the futures
     * @param timeout the time allowed, zero or more
     * @param progress is told how many futures there are, and counts them; it is the caller's, who closes it
     * @return the futures in the order of their completion; can be iterated once
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends CompletableFuture<?>> Iterable<F> asCompleted(
            Iterable<? extends F> futures, Duration timeout, Progress progress) {
        Checks.requireNotNegative("timeout", timeout);
        return new CompletionWalk<>(futures, Optional.of(timeout), Optional.of(progress));
    }

    /**
     * Waits until all futures are done.
     *
     * @param <F> the type of the futures
     * @param futures the futures; duplicates collapse
     * @return the futures, all in {@code done}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static <F extends CompletableFuture<?>> AwaitResult<F> await(Iterable<? extends F> futures)
            throws InterruptedException {
        return CompletionWait.await(futures, Optional.empty(), ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits until some or all futures are done.
     *
     * @param <F> the type of the futures
     * @param futures the futures; duplicates collapse
     * @param returnWhen what to wait for
     * @return which futures are done and which are not
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static <F extends CompletableFuture<?>> AwaitResult<F> await(
            Iterable<? extends F> futures, ReturnWhen returnWhen) throws InterruptedException {
        return CompletionWait.await(futures, Optional.empty(), returnWhen);
    }

    /**
     * Waits until all futures are done, at most for a time. That the time passes is no error.
     *
     * @param <F> the type of the futures
     * @param futures the futures; duplicates collapse
     * @param timeout the time allowed, zero or more
     * @return which futures are done and which are not
     * @throws InterruptedException if the waiting thread is interrupted
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends CompletableFuture<?>> AwaitResult<F> await(Iterable<? extends F> futures, Duration timeout)
            throws InterruptedException {
        return await(futures, timeout, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits until some or all futures are done, at most for a time. That the time passes is no error.
     *
     * @param <F> the type of the futures
     * @param futures the futures; duplicates collapse
     * @param timeout the time allowed, zero or more
     * @param returnWhen what to wait for
     * @return which futures are done and which are not
     * @throws InterruptedException if the waiting thread is interrupted
     * @throws IllegalArgumentException if the timeout is negative
     */
    public static <F extends CompletableFuture<?>> AwaitResult<F> await(
            Iterable<? extends F> futures, Duration timeout, ReturnWhen returnWhen) throws InterruptedException {
        Checks.requireNotNegative("timeout", timeout);
        return CompletionWait.await(futures, Optional.of(timeout), returnWhen);
    }

    /**
     * Opens a block of code with tasks of its own, of which the first that fails stops the others, and of which none runs
     * any more when the block is left.
     * {@link TaskScope} has an example.
     *
     * @param pool runs the tasks that are submitted to the scope; a view of a pool gives them its options
     * @return the scope, which belongs to the current thread and is to be closed by it
     */
    public static TaskScope scope(PoolExecutor pool) {
        return new TaskScope(pool, Optional.empty());
    }

    /**
     * As {@link #scope(PoolExecutor)}, with one deadline for the whole, counted from this call. Past it
     * {@link TaskScope#join} cancels what has not ended and throws {@link WaitTimeoutException}.
     *
     * @param pool runs the tasks that are submitted to the scope
     * @param timeout the time allowed
     * @return the scope, which belongs to the current thread and is to be closed by it
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public static TaskScope scope(PoolExecutor pool, Duration timeout) {
        return new TaskScope(pool, Optional.of(timeout));
    }
}
