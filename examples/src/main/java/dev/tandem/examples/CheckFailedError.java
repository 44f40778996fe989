package dev.tandem.examples;

/** Something did not come out as a scenario claims. */
final class CheckFailedError extends AssertionError {
    private static final long serialVersionUID = 1L;

    CheckFailedError(String message) {
        super(message);
    }
}
