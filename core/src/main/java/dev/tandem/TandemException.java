package dev.tandem;

import org.jspecify.annotations.Nullable;

/**
 * The root of the exceptions of this library. All of them are unchecked.
 *
 * @since 0.1
 */
public abstract class TandemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what happened
     * @param cause why, or null
     */
    protected TandemException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
