package dev.tandem.internal.task;

import dev.tandem.Progress;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order of their completion, to be walked through once, by one thread.
 *
 * @param <F> the type of the futures
 */
/*
 * Each future puts itself into a queue when it is done: constant cost for each. What is done already is put there
 * first. The futures know the queue only weakly, so that a walk that was abandoned collects nothing.
 */
public final class CompletionWalk<F extends CompletableFuture<?>> implements Iterable<F> {
    private final Optional<Duration> timeout;
    private final long deadline;
    private final BlockingQueue<F> arrivals = new LinkedBlockingQueue<>();
    private final Consumer<CompletableFuture<?>> callback;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final int total;

    /** The futures that have not been given back. Used by the one thread that walks. */
    private final Set<F> left;

    /** Begins to listen to the futures; the time counts from now. */
    public CompletionWalk(Iterable<? extends F> futures, Optional<Duration> timeout, Optional<Progress> progress) {
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.map(Nanos::of).orElse(Nanos.LONGEST);
        this.left = DoneSignals.distinct(futures);
        this.total = left.size();
        this.callback = new Arrival<>(arrivals, progress.orElse(null));
        progress.ifPresent(p -> p.expect(total));
        for (F future : left) {
            if (future.isDone()) {
                arrivals.add(future);
            }
        }
        Set<F> done = DoneSignals.distinct(arrivals);
        for (F future : left) {
            if (!done.contains(future)) {
                DoneSignals.add(future, callback);
            } else {
                progress.ifPresent(p -> p.count(future));
            }
        }
    }

    private static final class Arrival<F> implements Consumer<CompletableFuture<?>> {
        private final WeakReference<BlockingQueue<F>> queue;

        private final @Nullable Progress progress;

        Arrival(BlockingQueue<F> queue, @Nullable Progress progress) {
            this.queue = new WeakReference<>(queue);
            this.progress = progress;
        }

        @Override
        @SuppressWarnings("unchecked") // only added to futures of this type
        public void accept(CompletableFuture<?> future) {
            if (progress != null) {
                progress.count(future);
            }
            BlockingQueue<F> q = queue.get();
            if (q != null) {
                q.add((F) future);
            }
        }
    }

    @Override
    public Iterator<F> iterator() {
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException("asCompleted can be iterated once: call it again for another iteration");
        }
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !left.isEmpty();
            }

            @Override
            public F next() {
                if (left.isEmpty()) {
                    throw new NoSuchElementException("all futures have been given back: futures=" + total);
                }
                F future = arrivals.poll();
                if (future == null) {
                    future = await();
                }
                left.remove(future);
                return future;
            }
        };
    }

    private F await() {
        Membership.Compensation compensation = Membership.beforeWait(left);
        @Nullable F future;
        try {
            future = arrivals.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaitInterruptedException("interrupted while waiting: " + unfinished(), e);
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
        if (future == null) {
            WaitTimeoutException failure =
                    new WaitTimeoutException(unfinished() + ": waited=" + timeout.orElse(Duration.ZERO));
            DoneSignals.remove(left, callback);
            left.clear();
            throw failure;
        }
        return future;
    }

    private String unfinished() {
        return left.size() + " of " + total + " futures unfinished";
    }
}
