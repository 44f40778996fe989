package dev.tandem.internal.fleet;

import dev.tandem.internal.wire.SlotTable;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the tasks that were sent to a lane last, for those who read what these have printed, maybe after they
 * have ended. Written with the pool's lock held, read by any thread.
 */
/*
 * It is written for every task and hardly ever read. So nothing is made for a task, and no reference is stored for one
 * that was given no label. A place is overwritten like this: its sequence number is wiped out, the rest is written, then
 * comes the new number. Who finds the number he is looking for, before and after he has read the rest, has read what
 * belongs to it.
 */
final class TaskLabels {
    /** Where there is no task: sequence numbers begin with 1. */
    private static final long NONE = 0;

    /** For each place the sequence number and, next to it, the number of the task in its pool. */
    private final AtomicLongArray numbers;

    /** For each place the label that the task was given, or null. */
    private final AtomicReferenceArray<@Nullable String> labels;

    /** Has room for as many as can be in flight. */
    TaskLabels() {
        this(SlotTable.SIZE);
    }

    /** Has room for so many, a power of two. */
    TaskLabels(int size) {
        numbers = new AtomicLongArray(2 * size);
        labels = new AtomicReferenceArray<>(size);
    }

    /** A task is being sent under a sequence number. */
    void sent(long sequence, long number, @Nullable String label) {
        int index = index(sequence);
        numbers.setOpaque(2 * index, NONE);
        VarHandle.storeStoreFence();
        numbers.setOpaque(2 * index + 1, number);
        if (label != null || labels.getPlain(index) != null) {
            labels.setOpaque(index, label);
        }
        numbers.setRelease(2 * index, sequence);
    }

    /** The label of the task that was sent under a sequence number, if it is among the last ones. */
    Optional<String> of(long sequence) {
        int index = index(sequence);
        if (numbers.getAcquire(2 * index) != sequence) {
            return Optional.empty();
        }
        long number = numbers.getOpaque(2 * index + 1);
        String label = labels.getOpaque(index);
        VarHandle.loadLoadFence();
        if (numbers.getOpaque(2 * index) != sequence) {
            return Optional.empty();
        }
        return Optional.of(label == null ? FleetTask.labelOf(number) : label);
    }

    private int index(long sequence) {
        return (int) sequence & (labels.length() - 1);
    }
}
