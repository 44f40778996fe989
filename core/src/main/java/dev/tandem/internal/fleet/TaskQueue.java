package dev.tandem.internal.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks that wait: by priority, and in the order of their submission. Guarded by the pool's lock. */
final class TaskQueue {
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

    @Nullable
    FleetTask<?> poll() {
        if (size == 0) {
            return null;
        }
        size--;
        if (others.isEmpty() || (others.firstKey() < 0 && !ordinary.isEmpty())) {
            return ordinary.poll();
        }
        var highest = others.firstEntry();
        FleetTask<?> task = highest.getValue().poll();
        if (highest.getValue().isEmpty()) {
            others.remove(highest.getKey());
        }
        return task;
    }

    List<FleetTask<?>> drain() {
        List<FleetTask<?>> all = new ArrayList<>(size);
        for (FleetTask<?> task = poll(); task != null; task = poll()) {
            all.add(task);
        }
        return all;
    }
}
