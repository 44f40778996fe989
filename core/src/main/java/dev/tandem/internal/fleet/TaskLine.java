package dev.tandem.internal.fleet;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tasks that wait in one line: by priority, and in the order of their submission. Guarded by the pool's lock. */
final class TaskLine {
    private final ArrayDeque<FleetTask<?>> ordinary = new ArrayDeque<>();

    /** The tasks of other priorities than 0, highest first. */
    private final TreeMap<Integer, ArrayDeque<FleetTask<?>>> others = new TreeMap<>(Comparator.reverseOrder());

    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void addLast(FleetTask<?> task) {
        deque(task).addLast(task);
        size++;
    }

    void addFirst(FleetTask<?> task) {
        deque(task).addFirst(task);
        size++;
    }

    private ArrayDeque<FleetTask<?>> deque(FleetTask<?> task) {
        int priority = task.options().priority();
        return priority == 0 ? ordinary : others.computeIfAbsent(priority, p -> new ArrayDeque<>());
    }

    /** The next task, which stays in the line; null if there is none. */
    @Nullable
    FleetTask<?> peek() {
        ArrayDeque<FleetTask<?>> first = first();
        return first == null ? null : first.peek();
    }

    /** Takes the next task; null if there is none. */
    @Nullable
    FleetTask<?> poll() {
        ArrayDeque<FleetTask<?>> first = first();
        if (first == null) {
            return null;
        }
        size--;
        FleetTask<?> task = first.poll();
        if (first.isEmpty() && first != ordinary) {
            others.remove(others.firstKey());
        }
        return task;
    }

    /** The deque with the next task. */
    private @Nullable ArrayDeque<FleetTask<?>> first() {
        if (size == 0) {
            return null;
        }
        return others.isEmpty() || (others.firstKey() < 0 && !ordinary.isEmpty())
                ? ordinary
                : others.firstEntry().getValue();
    }
}
