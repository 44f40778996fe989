package dev.tandem;

/**
 * The time given to {@link Futures#asCompleted} or to {@link MapOptions#timeout} has passed before everything was
 * done. The unchecked form of {@link java.util.concurrent.TimeoutException}, for iterators.
 *
 * @since 0.1
 */
public final class WaitTimeoutException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was still unfinished
     */
    public WaitTimeoutException(String message) {
        super(message, null);
    }
}
