package dev.tandem;

/**
 * The thread that waited for the next element of an iterator was interrupted. The unchecked form of
 * {@link InterruptedException}, for iterators; the thread's interrupt status is set again when it is thrown, and
 * iteration may go on after it.
 *
 * @since 0.1
 */
public final class WaitInterruptedException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was waited for
     * @param cause the interruption
     */
    public WaitInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
