package dev.tandem;

/**
 * Where a task stands.
 *
 * <p>{@code PENDING -> RUNNING -> SUCCEEDED | FAILED}, and {@code CANCELLED} from either of the first two. A task
 * that is retried goes back from {@code RUNNING} to {@code PENDING}.
 *
 * @since 0.1
 */
public enum TaskStatus {
    /** No worker has taken the task yet; it may already lie in a worker's buffer. */
    PENDING,
    /** A worker is executing the task now. */
    RUNNING,
    /** The task ended with a result. */
    SUCCEEDED,
    /** The task ended with an exception, or was timed out, or its worker died. */
    FAILED,
    /** The future was cancelled. */
    CANCELLED
}
