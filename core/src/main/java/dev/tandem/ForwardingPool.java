package dev.tandem;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the pools of threads and of processes have in common: what {@code var} makes of an expression that gives either.
 * Call it {@link PoolExecutor}. Thread-safe.
 *
 * @since 0.1
 */
/* It passes every call on to the pool that does the work. */
public abstract sealed class ForwardingPool implements PoolExecutor permits ProcessPoolExecutor, ThreadPoolExecutor {
    private final PoolExecutor pool;

    ForwardingPool(PoolExecutor pool) {
        this.pool = pool;
    }

    @Override
    public <T> TaskFuture<T> submit(TaskCallable<T> task) {
        return pool.submit(task);
    }

    @Override
    public TaskFuture<?> submit(TaskRunnable task) {
        return pool.submit(task);
    }

    @Override
    public <A extends @Nullable Object, R> TaskFuture<R> submit(
            TaskFunction<? super A, ? extends R> function, A argument) {
        return pool.submit(function, argument);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R> TaskFuture<R> submit(
            TaskBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return pool.submit(function, first, second);
    }

    @Override
    public <T> TaskFuture<T> submit(Callable<T> task) {
        return pool.submit(task);
    }

    @Override
    public TaskFuture<?> submit(Runnable task) {
        return pool.submit(task);
    }

    @Override
    public <T> TaskFuture<T> submit(Runnable task, T result) {
        return pool.submit(task, result);
    }

    @Override
    public <T> TaskFuture<T> submit(TaskRunnable task, T result) {
        return pool.submit(task, result);
    }

    @Override
    public void execute(Runnable command) {
        pool.execute(command);
    }

    @Override
    public <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> inputs,
            UnaryOperator<MapOptions> options) {
        return pool.map(function, inputs, options);
    }

    @Override
    public <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> inputs,
            UnaryOperator<MapOptions> options) {
        return pool.map(function, inputs, options);
    }

    @Override
    public <A, B, R> MapResults<R> map(
            TaskBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> firsts,
            Iterable<? extends B> seconds,
            UnaryOperator<MapOptions> options) {
        return pool.map(function, firsts, seconds, options);
    }

    @Override
    public PoolExecutor with(UnaryOperator<TaskOptions> options) {
        return pool.with(options);
    }

    @Override
    public <T> Shared<T> share(T value) {
        return pool.share(value);
    }

    @Override
    public PoolStats stats() {
        return pool.stats();
    }

    @Override
    public Insights insights() {
        return pool.insights();
    }

    @Override
    public void resize(int workers) {
        pool.resize(workers);
    }

    @Override
    public void shutdown(boolean wait, boolean cancelFutures) {
        pool.shutdown(wait, cancelFutures);
    }

    @Override
    public List<Runnable> shutdownNow() {
        return pool.shutdownNow();
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(timeout, unit);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return pool.invokeAll(tasks);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return pool.invokeAll(tasks, timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        return pool.invokeAny(tasks);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return pool.invokeAny(tasks, timeout, unit);
    }

    @Override
    public String toString() {
        return pool.toString();
    }
}
