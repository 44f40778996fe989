package dev.tandem.examples.batch;

/** An example was called with arguments that it does not take. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
