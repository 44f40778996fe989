package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision that a worker is killed: at once, or after a time in which the task that causes it may end by itself. A
 * {@linkplain Lane#doom lane's} doom is such a threat, a {@linkplain Member#doom worker's} has been carried out. All
 * fields are guarded by the pool's lock.
 */
final class Doom {
    /** Why. */
    enum Reason {
        /** The future was cancelled or completed from outside: the task is interrupted, then killed. */
        CANCEL,
        /** The task exceeded a limit: its stack is asked for, then it is killed. */
        LIMIT,
        /** The pool ends its workers. */
        KILL,
        /** The worker was not ready in time. */
        START_TIMEOUT,
        /** The worker did not take up the tasks it was given. */
        UNRESPONSIVE,
        /** The worker took more memory than it may. */
        MEMORY_LIMIT,
        /** The worker broke the protocol. */
        PROTOCOL,
        /** The worker ran out of memory and said so. */
        OUT_OF_MEMORY,
        /** The worker's initializer failed. */
        INIT_FAILED
    }

    private final Reason reason;
    private final @Nullable FleetTask<?> task;

    /** When the process is killed, by {@code nanoTime}. */
    private final long killAt;

    private final @Nullable Limit limit;
    private final long allowedNanos;
    private final String detail;

    private List<StackTraceElement> stack = List.of();
    private boolean stackArrived;

    Doom(
            Reason reason,
            @Nullable FleetTask<?> task,
            long killAt,
            @Nullable Limit limit,
            long allowedNanos,
            String detail) {
        this.reason = reason;
        this.task = task;
        this.killAt = killAt;
        this.limit = limit;
        this.allowedNanos = allowedNanos;
        this.detail = detail;
    }

    /** A doom that no task has brought about. */
    static Doom of(Reason reason, String detail) {
        return new Doom(reason, null, 0, null, 0, detail);
    }

    Reason reason() {
        return reason;
    }

    @Nullable
    FleetTask<?> task() {
        return task;
    }

    long killAt() {
        return killAt;
    }

    @Nullable
    Limit limit() {
        return limit;
    }

    long allowedNanos() {
        return allowedNanos;
    }

    String detail() {
        return detail;
    }

    List<StackTraceElement> stack() {
        return stack;
    }

    void stack(List<StackTraceElement> frames) {
        stack = frames;
        stackArrived = true;
    }

    boolean isStackArrived() {
        return stackArrived;
    }
}
