package dev.tandem.internal.worker;

import org.jspecify.annotations.Nullable;

/**
 * Tells which task a thread belongs to: a task thread to the task that it runs, and every thread that was started from
 * there, directly or not, to the task that ran then. Other threads, such as those of the common pool, belong to none.
 */
final class TaskThreads extends InheritableThreadLocal<@Nullable Object> {
    private static final TaskThreads INSTANCE = new TaskThreads();

    /** A thread that a task has started. */
    private static final class Descendant {
        private final CurrentTask lane;
        private final long sequence;

        Descendant(CurrentTask lane, long sequence) {
            this.lane = lane;
            this.sequence = sequence;
        }
    }

    private TaskThreads() {}

    @Override
    protected @Nullable Object childValue(@Nullable Object parent) {
        if (parent instanceof CurrentTask lane) {
            long sequence = lane.sequence();
            return sequence == 0 ? null : new Descendant(lane, sequence);
        }
        return parent;
    }

    /** The calling thread is a task thread from now on. */
    static void enter(CurrentTask lane) {
        INSTANCE.set(lane);
    }

    /** Whether the calling thread belongs to a task that runs or has run, or is a task thread. */
    static boolean isKnown() {
        return INSTANCE.get() != null;
    }

    /** The running task that the calling thread belongs to, 0 for none. */
    static long task() {
        Object value = INSTANCE.get();
        if (value instanceof CurrentTask lane) {
            return lane.sequence();
        }
        if (value instanceof Descendant thread && thread.lane.sequence() == thread.sequence) {
            return thread.sequence;
        }
        return 0;
    }
}
