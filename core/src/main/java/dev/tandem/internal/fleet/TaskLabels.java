package dev.tandem.internal.fleet;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the tasks that were sent to a lane last, for those who read what these have printed, maybe after they
 * have ended. Written with the pool's lock held, read by any thread.
 */
final class TaskLabels {
    /** As many as can be in flight; a power of two. */
    private static final int SIZE = dev.tandem.internal.wire.SlotTable.SIZE;

    private final AtomicReferenceArray<@Nullable Name> names = new AtomicReferenceArray<>(SIZE);

    /** What a label is made from: most are never asked for. It does not keep the task. */
    private record Name(
            long sequence, long number, @Nullable String label) {}

    /** A task is being sent under a number. */
    void sent(long sequence, FleetTask<?> task) {
        names.lazySet(
                index(sequence),
                new Name(sequence, task.number(), task.options().label().orElse(null)));
    }

    /** The label of the task that was sent under a number, if it is among the last ones. */
    Optional<String> of(long sequence) {
        Name name = names.get(index(sequence));
        if (name == null || name.sequence() != sequence) {
            return Optional.empty();
        }
        return Optional.of(name.label() == null ? FleetTask.labelOf(name.number()) : name.label());
    }

    private static int index(long sequence) {
        return (int) sequence & (SIZE - 1);
    }
}
