package dev.tandem.internal.fleet;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tasks that wait in one line: by priority, and in the order of their submission. Guarded by the pool's lock. */
final class TaskLine {
    private final TaskChain ordinary = new TaskChain();

    /** The tasks of other priorities than 0, highest first. */
    private final TreeMap<Integer, TaskChain> others = new TreeMap<>(Comparator.reverseOrder());

    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void addLast(FleetTask<?> task) {
        chain(task).addLast(task);
        size++;
    }

    void addFirst(FleetTask<?> task) {
        chain(task).addFirst(task);
        size++;
    }

    private TaskChain chain(FleetTask<?> task) {
        int priority = task.options().priority();
        return priority == 0 ? ordinary : others.computeIfAbsent(priority, p -> new TaskChain());
    }

    /** The next task, which stays in the line; null if there is none. */
    @Nullable
    FleetTask<?> peek() {
        return size == 0 ? null : first().peek();
    }

    /** Takes the next task; null if there is none. */
    @Nullable
    FleetTask<?> poll() {
        if (size == 0) {
            return null;
        }
        size--;
        if (others.isEmpty()) {
            return ordinary.poll();
        }
        TaskChain first = first();
        FleetTask<?> task = first.poll();
        if (first != ordinary && first.isEmpty()) {
            others.remove(others.firstKey());
        }
        return task;
    }

    /** The chain with the next task; there is one. */
    private TaskChain first() {
        Map.Entry<Integer, TaskChain> highest = others.firstEntry();
        return highest == null || (highest.getKey() < 0 && !ordinary.isEmpty()) ? ordinary : highest.getValue();
    }
}
