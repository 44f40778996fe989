package dev.tandem.internal.task;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which pool the current thread belongs to, either for life, as one of its threads, or for the time in which it runs
 * callbacks of one of its futures. A member never waits for its own pool to end, and a worker thread that waits for a
 * task of its own pool lets the pool add a thread meanwhile.
 */
public final class Membership {
    private static final ThreadLocal<@Nullable Membership> CURRENT = new ThreadLocal<>();

    private final PoolCore core;
    private final @Nullable Compensation compensation;

    private Membership(PoolCore core, @Nullable Compensation compensation) {
        this.core = core;
        this.compensation = compensation;
    }

    /** Lets a pool replace the capacity of a worker thread that waits. */
    public interface Compensation {
        /** The current worker thread is about to wait for a task of its own pool. */
        void beforeWait();

        /** The current worker thread has ended waiting. */
        void afterWait();
    }

    /** Makes the current thread a worker thread of a pool. */
    public static void joinAsWorker(PoolCore core, Compensation compensation) {
        CURRENT.set(new Membership(core, compensation));
    }

    /** Makes the current thread a thread of a pool that does not execute tasks. */
    public static void join(PoolCore core) {
        CURRENT.set(new Membership(core, null));
    }

    /** Undoes {@link #join}. */
    public static void leave() {
        CURRENT.remove();
    }

    /** Runs something as a member of a pool. */
    static void runAs(PoolCore core, Runnable body) {
        Membership before = CURRENT.get();
        if (before != null && before.core == core) {
            body.run();
            return;
        }
        join(core);
        try {
            body.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** Tells whether the current thread belongs to a pool. */
    static boolean isMember(PoolCore core) {
        Membership current = CURRENT.get();
        return current != null && current.core == core;
    }

    /** Tells whether the current thread serves a pool, by completing futures perhaps, and does not run its tasks. */
    static boolean isServant(PoolCore core) {
        Membership current = CURRENT.get();
        return current != null && current.core == core && current.compensation == null;
    }

    /**
     * Announces that the current thread is about to wait for tasks of a pool, if it is a worker thread of that pool.
     *
     * @return what to tell when it has waited, or null if there is nothing to tell
     */
    public static @Nullable Compensation beforeWait(PoolCore core) {
        Membership current = CURRENT.get();
        if (current == null || current.core != core || current.compensation == null) {
            return null;
        }
        current.compensation.beforeWait();
        return current.compensation;
    }

    /** As {@link #beforeWait(PoolCore)}, for whatever pool the current thread is a worker thread of. */
    public static @Nullable Compensation beforeWait() {
        Membership current = CURRENT.get();
        return current == null ? null : beforeWait(current.core);
    }

    /** As {@link #beforeWait(PoolCore)}, if any of the futures belongs to the pool of the current worker thread. */
    public static @Nullable Compensation beforeWait(Iterable<?> futures) {
        Membership current = CURRENT.get();
        if (current == null || current.compensation == null) {
            return null;
        }
        for (Object future : futures) {
            if (future instanceof CompletableFuture<?> known && !known.isDone() && current.core == coreOf(known)) {
                return beforeWait(current.core);
            }
        }
        return null;
    }

    private static @Nullable PoolCore coreOf(CompletableFuture<?> future) {
        if (future instanceof PoolFuture<?> task) {
            return task.core();
        }
        return future instanceof DerivedFuture<?> derived ? derived.core() : null;
    }
}
