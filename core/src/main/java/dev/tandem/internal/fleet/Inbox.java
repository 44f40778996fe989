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

    /** Takes all tasks, the oldest first. */
    void drain(Consumer<FleetTask<?>> taker) {
        FleetTask<?> oldest = null;
        FleetTask<?> rest = newest.get() == null ? null : newest.getAndSet(null);
        while (rest != null) {
            FleetTask<?> older = rest.next();
            rest.next(oldest);
            oldest = rest;
            rest = older;
        }
        while (oldest != null) {
            FleetTask<?> younger = oldest.next();
            oldest.next(null);
            taker.accept(oldest);
            oldest = younger;
        }
    }
}
