package dev.tandem.testkit;

import java.util.Optional;

/** The ways in which the parent of workers ends. */
enum OrphanEnd {
    RETURN_FROM_MAIN(0),
    EXCEPTION_IN_MAIN(1),
    SYSTEM_EXIT(3),
    HALT(4),
    SIGINT(130, "INT"),
    SIGTERM(143, "TERM"),
    SIGKILL(137, "KILL");

    private final int exitCode;
    /** Empty if it ends by itself. */
    private final String signal;

    OrphanEnd(int exitCode) {
        this(exitCode, "");
    }

    OrphanEnd(int exitCode, String signal) {
        this.exitCode = exitCode;
        this.signal = signal;
    }

    int exitCode() {
        return exitCode;
    }

    /** The signal that somebody else has to send. */
    Optional<String> signal() {
        return signal.isEmpty() ? Optional.empty() : Optional.of(signal);
    }

    /** Whether the parent would rather wait until its work is done. */
    boolean waitsForWork() {
        return this == RETURN_FROM_MAIN || this == EXCEPTION_IN_MAIN;
    }

    /** Ends this JVM, or returns for the JVM to end by it. */
    void carryOut() {
        switch (this) {
            case RETURN_FROM_MAIN -> {}
            case EXCEPTION_IN_MAIN -> throw new IllegalStateException("main fails");
            case SYSTEM_EXIT -> System.exit(exitCode);
            case HALT -> Runtime.getRuntime().halt(exitCode);
            default -> Poll.until(this + " from somebody else", () -> false);
        }
    }
}
