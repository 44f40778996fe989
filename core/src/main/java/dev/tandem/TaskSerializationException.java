package dev.tandem;

import org.jspecify.annotations.Nullable;

/**
 * A task, an argument, a result or an exception could not travel between the pool and a worker process. Only the
 * future concerned fails; the message names what could not travel and, where it is known, the path to the field.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     var future = pool.submit(thread -> thread.getName(), Thread.currentThread());
 *     System.out.println(future.exception().orElseThrow().getMessage()); // cannot serialize the argument: ...
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class TaskSerializationException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what could not travel and why
     * @param cause the underlying failure, or null
     */
    public TaskSerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
