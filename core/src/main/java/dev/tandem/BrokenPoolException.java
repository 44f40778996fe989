package dev.tandem;

import org.jspecify.annotations.Nullable;

/**
 * The pool can no longer run tasks: its initializer failed, its workers cannot be started, they die again and again,
 * or a worker died and the pool was opened with {@link ProcessPoolOptions#breakOnCrash()}.
 *
 * <p>Every pending future fails with it, and {@code submit} throws it. Its cause is the reason.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.jvmFlags("-XX:+NoSuchFlag")))) {
 *     Throwable failure = pool.submit(() -> "never runs").exception().orElseThrow();
 *     System.out.println(failure instanceof BrokenPoolException); // true
 *     System.out.println(failure.getCause().getMessage());        // ... Unrecognized VM option 'NoSuchFlag'
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class BrokenPoolException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what happened, naming the pool
     * @param cause the reason, or null
     */
    public BrokenPoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
