package dev.tandem;

import org.jspecify.annotations.Nullable;

/**
 * The pool can no longer run tasks: its initializer failed, its workers cannot be started, they die again and again,
 * or a worker died and the pool was opened with {@link ProcessPoolOptions#breakOnCrash()}.
 *
 * <p>Every pending future fails with it, and {@code submit} throws it. Its cause is the reason.
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
