package dev.tandem.internal.task;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Callbacks on futures of any kind, of this library or not. */
final class DoneSignals {
    private DoneSignals() {}

    /** Copies the futures, each once, in their order. */
    static <F extends CompletableFuture<?>> Set<F> distinct(Iterable<? extends F> futures) {
        Set<F> distinct = new LinkedHashSet<>(); // futures are equal only to themselves
        for (F future : futures) {
            distinct.add(Objects.requireNonNull(future, "future"));
        }
        return distinct;
    }

    /** Calls something once when a future is done: at once if it is. */
    static void add(CompletableFuture<?> future, Consumer<CompletableFuture<?>> callback) {
        if (future instanceof PoolFuture<?> task) {
            task.addDoneCallback(callback);
        } else {
            future.whenComplete((value, failure) -> callback.accept(future));
        }
    }

    /** Takes callbacks back where that is possible, so that repeated waits do not add up. */
    static void remove(Collection<? extends CompletableFuture<?>> futures, Consumer<CompletableFuture<?>> callback) {
        for (CompletableFuture<?> future : futures) {
            if (future instanceof PoolFuture<?> task && !task.isDone()) {
                task.removeDoneCallback(callback);
            }
        }
    }
}
