package dev.tandem.internal.fleet;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks on their way from submitting threads to the scheduler. Any thread adds; whoever takes them takes all.
 *
 * <p>A stack that is turned round when it is taken: the links are in the tasks, so that nothing is allocated. R. K. Treiber,
 * "Systems Programming: Coping with Parallelism", IBM Research Report RJ 5118, 1986.
 */
final class Inbox {
    private final AtomicReference<@Nullable FleetTask<?>> newest = new AtomicReference<>();

    boolean isEmpty() {
        return newest.get() == null;
    }

    void add(FleetTask<?> task) {
        FleetTask<?> before;
        do {
            before = newest.get();
            task.next(before);
        } while (!newest.compareAndSet(before, task));
    }

    /** Takes all tasks, the oldest first. Should the taker throw, those behind are here again. */
    void drain(Consumer<FleetTask<?>> taker) {
        FleetTask<?> oldest = null;
        FleetTask<?> rest = newest.get() == null ? null : newest.getAndSet(null);
        while (rest != null) {
            FleetTask<?> older = rest.next();
            rest.next(oldest);
            oldest = rest;
            rest = older;
        }
        try {
            while (oldest != null) {
                FleetTask<?> task = oldest;
                oldest = task.next();
                task.next(null);
                taker.accept(task);
            }
        } finally {
            putBack(oldest);
        }
    }

    private void putBack(@Nullable FleetTask<?> oldest) {
        FleetTask<?> rest = oldest;
        while (rest != null) {
            FleetTask<?> younger = rest.next();
            add(rest);
            rest = younger;
        }
    }
}
