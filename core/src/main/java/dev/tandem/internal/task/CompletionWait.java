package dev.tandem.internal.task;

import dev.tandem.AwaitResult;
import dev.tandem.ReturnWhen;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Waits until some or all of many futures are done. */
/*
 * All: one future after the other, which needs no callback; whoever waits for the last one to be done has waited for
 * all. First: a callback on each future, taken back at the end, so that a caller who waits again and again for the
 * same futures does not fill them with callbacks.
 */
public final class CompletionWait {
    private CompletionWait() {}

    /** Waits as {@link dev.tandem.Futures#await} says. */
    public static <F extends CompletableFuture<?>> AwaitResult<F> await(
            Iterable<? extends F> futures, Optional<Duration> timeout, ReturnWhen returnWhen)
            throws InterruptedException {
        Set<F> distinct = DoneSignals.distinct(futures);
        long deadline = System.nanoTime() + timeout.map(Nanos::of).orElse(Nanos.LONGEST);
        Membership.Compensation compensation = Membership.beforeWait(distinct);
        try {
            if (returnWhen == ReturnWhen.ALL_COMPLETED) {
                awaitAll(distinct, deadline);
            } else {
                awaitFirst(distinct, deadline, returnWhen);
            }
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
        return result(distinct);
    }

    private static void awaitAll(Set<? extends CompletableFuture<?>> futures, long deadline)
            throws InterruptedException {
        for (CompletableFuture<?> future : futures) {
            if (!future.isDone() && !tryAwait(future, deadline - System.nanoTime())) {
                return;
            }
        }
    }

    private static boolean tryAwait(CompletableFuture<?> future, long nanos) throws InterruptedException {
        try {
            future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true; // done, which is all that is asked
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void awaitFirst(Set<? extends CompletableFuture<?>> futures, long deadline, ReturnWhen returnWhen)
            throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        AtomicInteger undone = new AtomicInteger(futures.size());
        Consumer<CompletableFuture<?>> callback = future -> {
            int left = undone.decrementAndGet();
            if (left == 0 || returnWhen == ReturnWhen.FIRST_COMPLETED || hasFailed(future)) {
                reached.countDown();
            }
        };
        if (futures.isEmpty()) {
            return;
        }
        try {
            for (CompletableFuture<?> future : futures) {
                DoneSignals.add(future, callback);
                if (reached.getCount() == 0) {
                    return;
                }
            }
            if (!reached.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return; // that the time passes is no error
            }
        } finally {
            DoneSignals.remove(futures, callback);
        }
    }

    private static boolean hasFailed(CompletableFuture<?> future) {
        return future.isCompletedExceptionally() && !future.isCancelled();
    }

    private static <F extends CompletableFuture<?>> AwaitResult<F> result(Set<F> futures) {
        Set<F> done = new LinkedHashSet<>();
        Set<F> notDone = new LinkedHashSet<>();
        for (F future : futures) {
            (future.isDone() ? done : notDone).add(future);
        }
        return new AwaitResult<>(done, notDone);
    }
}
