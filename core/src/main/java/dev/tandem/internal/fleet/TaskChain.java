package dev.tandem.internal.fleet;

import org.jspecify.annotations.Nullable;

/** Tasks in a row, linked by themselves: a task is in one chain at most. Guarded by the pool's lock. */
final class TaskChain {
    private @Nullable FleetTask<?> first;
    private @Nullable FleetTask<?> last;

    boolean isEmpty() {
        return first == null;
    }

    void addLast(FleetTask<?> task) {
        FleetTask<?> before = last;
        if (before == null) {
            first = task;
        } else {
            before.next(task);
        }
        last = task;
    }

    void addFirst(FleetTask<?> task) {
        task.next(first);
        first = task;
        if (last == null) {
            last = task;
        }
    }

    /** The first task, which stays; null if there is none. */
    @Nullable
    FleetTask<?> peek() {
        return first;
    }

    /** Takes the first task; null if there is none. */
    @Nullable
    FleetTask<?> poll() {
        FleetTask<?> task = first;
        if (task != null) {
            first = task.next();
            task.next(null);
            if (first == null) {
                last = null;
            }
        }
        return task;
    }
}
