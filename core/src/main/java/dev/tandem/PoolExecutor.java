package dev.tandem;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on workers: threads or JVM processes.
 *
 * <p>{@code submit} returns a {@link TaskFuture} at once; {@code map} applies a function to many inputs. The
 * semantics are those of Python's {@code concurrent.futures.Executor}; every pool is also an
 * {@link ExecutorService}.
 *
 * <pre>{@code
 * try (PoolExecutor pool = ProcessPoolExecutor.open()) { // or ThreadPoolExecutor.open()
 *     TaskFuture<Integer> length = pool.submit(String::length, "tandem");
 *     List<Integer> squares = pool.map(n -> n * n, List.of(1, 2, 3)).toList();
 *     System.out.println(length.get() + " " + squares); // 6 [1, 4, 9]
 * }
 * }</pre>
 *
 * <p>Tasks start in the order of their submission and may complete in any order. In a process pool the function and
 * its arguments are serialized in the submitting thread, so that the task sees them as they were at that moment;
 * what cannot be serialized fails its own future, at once, with {@link TaskSerializationException}.
 *
 * <p>Accepted work keeps the JVM alive until it is done; an idle pool does not. All methods are thread-safe.
 *
 * @since 0.1
 */
public interface PoolExecutor extends ExecutorService, AutoCloseable {
    /**
     * Submits a task that returns a value.
     *
     * @param <T> the type of the result
     * @param task the task
     * @return the future of the task
     * @throws RejectedExecutionException if the pool was shut down, or its queue is full and its policy is to reject
     * @throws BrokenPoolException if the pool is broken
     */
    <T> TaskFuture<T> submit(TaskCallable<T> task);

    /**
     * Submits a task that returns nothing.
     *
     * @param task the task
     * @return the future of the task; its result is null
     * @throws RejectedExecutionException if the pool was shut down, or its queue is full and its policy is to reject
     * @throws BrokenPoolException if the pool is broken
     */
    TaskFuture<?> submit(TaskRunnable task);

    /**
     * Submits a function together with its argument.
     *
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @param function the function
     * @param argument its argument; may be null if the function takes null
     * @return the future of the task
     * @throws RejectedExecutionException if the pool was shut down, or its queue is full and its policy is to reject
     * @throws BrokenPoolException if the pool is broken
     */
    <A extends @Nullable Object, R> TaskFuture<R> submit(TaskFunction<? super A, ? extends R> function, A argument);

    /**
     * Submits a function together with its two arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @param function the function
     * @param first its first argument; may be null if the function takes null
     * @param second its second argument; may be null if the function takes null
     * @return the future of the task
     * @throws RejectedExecutionException if the pool was shut down, or its queue is full and its policy is to reject
     * @throws BrokenPoolException if the pool is broken
     */
    <A extends @Nullable Object, B extends @Nullable Object, R> TaskFuture<R> submit(
            TaskBiFunction<? super A, ? super B, ? extends R> function, A first, B second);

    /**
     * {@inheritDoc}
     *
     * <p>For callables that are held in a variable; a lambda written in the call takes
     * {@link #submit(TaskCallable)}. In a process pool the callable must be serializable.
     */
    @Override
    <T> TaskFuture<T> submit(Callable<T> task);

    /**
     * {@inheritDoc}
     *
     * <p>For runnables that are held in a variable; a lambda written in the call takes
     * {@link #submit(TaskRunnable)}. In a process pool the runnable must be serializable.
     */
    @Override
    TaskFuture<?> submit(Runnable task);

    /**
     * {@inheritDoc}
     *
     * <p>The result does not travel: it is given back as it is.
     */
    @Override
    <T> TaskFuture<T> submit(Runnable task, T result);

    /**
     * Submits a task that returns nothing, with the result its future shall have.
     *
     * @param <T> the type of the result
     * @param task the task
     * @param result the result of the future; it does not travel
     * @return the future of the task
     * @throws RejectedExecutionException if the pool was shut down, or its queue is full and its policy is to reject
     * @throws BrokenPoolException if the pool is broken
     */
    <T> TaskFuture<T> submit(TaskRunnable task, T result);

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if the pool was shut down, its queue is full and its policy is to reject,
     *     or the command cannot travel to a worker process
     */
    @Override
    void execute(Runnable command);

    /**
     * Runs a task of which nobody wants to know the outcome. A failure is logged.
     *
     * @param command the task
     * @throws RejectedExecutionException if the pool was shut down, its queue is full and its policy is to reject,
     *     or the command cannot travel to a worker process
     */
    default void execute(TaskRunnable command) {
        execute((Runnable) command);
    }

    /**
     * Applies a function to every input, in parallel, and gives the results in the order of the inputs.
     *
     * <p>Inputs are taken only as results are consumed, at most {@link MapOptions#buffer() a buffer} ahead, so that
     * they may be infinite.
     *
     * <pre>{@code
     * try (var pool = ThreadPoolExecutor.open(2)) {
     *     var squares = pool.map(n -> n * n, Stream.iterate(1, n -> n + 1));
     *     System.out.println(squares.stream().filter(n -> n > 50).findFirst().get()); // 64
     * }
     * }</pre>
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs
     * @return the results
     */
    default <A, R> MapResults<R> map(TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return map(function, inputs, UnaryOperator.identity());
    }

    /**
     * As {@link #map(TaskFunction, Iterable)}, with options.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs
     * @param options changes the default options, as in {@code o -> o.unordered().chunkSize(100)}
     * @return the results
     */
    default <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> inputs,
            UnaryOperator<MapOptions> options) {
        return map(function, Objects.requireNonNull(inputs, "inputs").iterator(), options);
    }

    /**
     * As {@link #map(TaskFunction, Iterable)}, for the rest of an iterator.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs; used by one thread at a time, the one that consumes the results
     * @return the results
     */
    default <A, R> MapResults<R> map(TaskFunction<? super A, ? extends R> function, Iterator<? extends A> inputs) {
        return map(function, inputs, UnaryOperator.identity());
    }

    /**
     * As {@link #map(TaskFunction, Iterator)}, with options.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs; used by one thread at a time, the one that consumes the results
     * @param options changes the default options, as in {@code o -> o.unordered().chunkSize(100)}
     * @return the results
     */
    <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> inputs,
            UnaryOperator<MapOptions> options);

    /**
     * As {@link #map(TaskFunction, Iterable)}, for the elements of a stream.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs; the stream is not closed
     * @return the results
     */
    default <A, R> MapResults<R> map(TaskFunction<? super A, ? extends R> function, Stream<? extends A> inputs) {
        return map(function, Objects.requireNonNull(inputs, "inputs").iterator(), UnaryOperator.identity());
    }

    /**
     * As {@link #map(TaskFunction, Stream)}, with options.
     *
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @param function the function
     * @param inputs the inputs; the stream is not closed
     * @param options changes the default options, as in {@code o -> o.unordered().chunkSize(100)}
     * @return the results
     */
    default <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Stream<? extends A> inputs,
            UnaryOperator<MapOptions> options) {
        return map(function, Objects.requireNonNull(inputs, "inputs").iterator(), options);
    }

    /**
     * Applies a function to pairs of inputs, the first with the first, the second with the second and so on, and
     * stops at the end of the shorter input.
     *
     * <pre>{@code
     * try (var pool = ThreadPoolExecutor.open(2)) {
     *     System.out.println(pool.map(Math::max, List.of(1, 5, 2), List.of(4, 3)).toList()); // [4, 5]
     * }
     * }</pre>
     *
     * @param <A> the type of the first inputs
     * @param <B> the type of the second inputs
     * @param <R> the type of the results
     * @param function the function
     * @param firsts the first inputs
     * @param seconds the second inputs
     * @return the results
     */
    default <A, B, R> MapResults<R> map(
            TaskBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> firsts,
            Iterable<? extends B> seconds) {
        return map(function, firsts, seconds, UnaryOperator.identity());
    }

    /**
     * As {@link #map(TaskBiFunction, Iterable, Iterable)}, with options.
     *
     * @param <A> the type of the first inputs
     * @param <B> the type of the second inputs
     * @param <R> the type of the results
     * @param function the function
     * @param firsts the first inputs
     * @param seconds the second inputs
     * @param options changes the default options, as in {@code o -> o.unordered().chunkSize(100)}
     * @return the results
     */
    <A, B, R> MapResults<R> map(
            TaskBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> firsts,
            Iterable<? extends B> seconds,
            UnaryOperator<MapOptions> options);

    /**
     * Returns a view of this pool that applies options to every task submitted through it:
     * {@code pool.with(o -> o.timeout(Duration.ofSeconds(5))).submit(...)}. The view has no life of its own: closing
     * it closes the pool.
     *
     * <pre>{@code
     * try (var pool = ProcessPoolExecutor.open(2)) {
     *     var limited = pool.with(o -> o.timeout(Duration.ofSeconds(5)));
     *     System.out.println(limited.map(n -> 10 * n, List.of(1, 2)).toList()); // each element has five seconds
     * }
     * }</pre>
     *
     * @param options changes this pool's or view's options
     * @return the view
     * @throws IllegalArgumentException if the options have a {@linkplain TaskOptions#key key} and each task of the pool
     *     has a virtual thread of its own, or if they {@linkplain TaskOptions#captureOutput capture output} and the
     *     pool is one of threads
     */
    PoolExecutor with(UnaryOperator<TaskOptions> options);

    /**
     * Shares a value with the workers: it is sent to each of them once, however many tasks use it. In a thread pool all
     * see the object itself. In a process pool the value is serialized now, into a file in the pool's private directory,
     * and each worker process reads a copy when one of its tasks first {@linkplain Shared#get asks for it}; a replaced
     * worker reads it anew.
     *
     * <p>It is for reading: what a task changes about it is seen by the other tasks of its worker process, and nowhere
     * else; and what is changed here after this call is not seen by workers. Tasks that run at the same time in one
     * process use the same object.
     *
     * <p>A {@link java.nio.ByteBuffer} is read-only in worker processes. A large one is not copied there but mapped, so
     * that all workers of a machine use the same memory. Its position is the same for all tasks of a process: read from
     * absolute positions, or from a {@link java.nio.ByteBuffer#duplicate duplicate}.
     *
     * <p>The value is held, here, in the file and in the workers, until the handle is closed or the pool has ended.
     *
     * @param <T> the type of the value
     * @param value the value; in a process pool it must be serializable
     * @return a handle for tasks of this pool, which they must not close
     * @throws TaskSerializationException if the value cannot be serialized, or there is no room for it; nothing is left
     *     of it then
     * @throws RejectedExecutionException if the pool was shut down
     * @throws BrokenPoolException if the pool is broken
     */
    <T> Shared<T> share(T value);

    /**
     * Returns what the pool is doing now.
     *
     * @return a snapshot
     */
    PoolStats stats();

    /**
     * Tells where the time of the pool went, since it was opened: what its workers did, how long serialization took, and
     * which tasks were the slowest. Only for a pool that was opened with {@link ThreadPoolOptions#withInsights()} or
     * {@link ProcessPoolOptions#withInsights()}; may be called after the end too.
     *
     * @return a snapshot, whose text is a report
     * @throws IllegalStateException if that is not measured
     */
    Insights insights();

    /**
     * Changes the number of workers. More are started as they are needed; surplus ones retire when their current
     * task is done.
     *
     * @param workers the new number, at least 1
     * @throws IllegalArgumentException if {@code workers} is not positive
     */
    void resize(int workers);

    /**
     * Shuts the pool down: no task is accepted any more. Idempotent.
     *
     * <p>Futures that are not cancelled are completed in any case, also when this returns before. If the waiting
     * thread is interrupted, the pool goes on as {@link #shutdownNow()} and the interrupt status is set again when
     * everything has ended. Called from a task or callback of the same pool, it does not wait.
     *
     * @param wait whether to return only when every accepted task is done and every worker is gone
     * @param cancelFutures whether to cancel the tasks that have not started
     */
    void shutdown(boolean wait, boolean cancelFutures);

    /**
     * Shuts the pool down without waiting: accepted tasks are executed, new ones are rejected. Idempotent.
     */
    @Override
    default void shutdown() {
        shutdown(false, false);
    }

    /**
     * Cancels the tasks that have not started and stops those that run: interrupts them, and kills the processes of
     * those that do not end within the grace period.
     *
     * @return the tasks that never started; one that was not submitted as a {@link Runnable} is wrapped in one
     */
    @Override
    List<Runnable> shutdownNow();

    /**
     * Shuts the pool down and waits until every accepted task is done and every worker is gone, or as
     * {@link ClosePolicy} says. If the waiting thread is interrupted, the pool goes on as {@link #shutdownNow()}.
     * Called from a task or callback of the same pool, it does not wait. Idempotent.
     */
    @Override
    void close();

    @Override
    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException;

    @Override
    <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException;

    @Override
    <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException;

    @Override
    <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException;

    @Override
    <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException;
}
