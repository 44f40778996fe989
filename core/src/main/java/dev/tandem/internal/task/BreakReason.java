package dev.tandem.internal.task;

/**
 * Why a pool can run nothing any more.
 *
 * @param text for the messages of what fails by it
 * @param cause for what fails by it
 */
public record BreakReason(String text, Throwable cause) {
    /** A failure that says by itself what has happened. */
    public static BreakReason of(Throwable failure) {
        return new BreakReason(message(failure), failure);
    }

    /** The initializer of a worker has thrown that. */
    public static BreakReason ofInitializer(Throwable failure) {
        return new BreakReason("its initializer failed: " + words(failure), failure);
    }

    /** The message of a failure, or if it has none, what else it tells of itself. */
    public static String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? words(failure) : message;
        } catch (RuntimeException | Error e) { // user code: the failure matters more
            return failure.getClass().getName();
        }
    }

    private static String words(Throwable failure) {
        try {
            String words = failure.toString();
            return words == null ? failure.getClass().getName() : words;
        } catch (RuntimeException | Error e) { // user code: the failure matters more
            return failure.getClass().getName();
        }
    }
}
