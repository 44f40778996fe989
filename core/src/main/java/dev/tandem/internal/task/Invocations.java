package dev.tandem.internal.task;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** {@code invokeAll} and {@code invokeAny}, as {@link java.util.concurrent.ExecutorService} defines them. */
final class Invocations {
    private Invocations() {}

    static <T> List<Future<T>> all(PoolExecutor pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        List<TaskFuture<T>> futures = submitAll(pool, tasks);
        boolean complete = false;
        try {
            complete = Futures.await(futures, Duration.ofNanos(Math.max(0, nanos)))
                    .notDone()
                    .isEmpty();
        } finally {
            if (!complete) {
                cancelAll(futures);
            }
        }
        return new ArrayList<>(futures);
    }

    static <T> T any(PoolExecutor pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (Objects.requireNonNull(tasks, "tasks").isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty: tasks=[]");
        }
        List<TaskFuture<T>> futures = submitAll(pool, tasks);
        try {
            ExecutionException last = null;
            for (TaskFuture<T> future : Futures.asCompleted(futures, Duration.ofNanos(Math.max(0, nanos)))) {
                try {
                    return future.get();
                } catch (ExecutionException e) {
                    last = e;
                }
            }
            throw last != null ? last : new ExecutionException("no task succeeded: all were cancelled", null);
        } catch (WaitTimeoutException e) {
            TimeoutException timeout = new TimeoutException(e.getMessage());
            timeout.initCause(e);
            throw timeout;
        } catch (WaitInterruptedException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            cancelAll(futures);
        }
    }

    private static <T> List<TaskFuture<T>> submitAll(PoolExecutor pool, Collection<? extends Callable<T>> tasks) {
        Objects.requireNonNull(tasks, "tasks");
        List<TaskFuture<T>> futures = new ArrayList<>(tasks.size());
        boolean complete = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(pool.submit(task));
            }
            complete = true;
            return futures;
        } finally {
            if (!complete) {
                cancelAll(futures);
            }
        }
    }

    private static void cancelAll(List<? extends Future<?>> futures) {
        for (Future<?> future : futures) {
            future.cancel(true);
        }
    }
}
