package dev.tandem.testkit;

/** What a task of a {@link Chaos} run does, and with it, how it may end. */
enum ChaosKind {
    /** Returns its value at once. */
    TINY(1),
    /** Is tiny and has a key. */
    KEYED(1),
    /** Throws. */
    THROWING(1),
    /** Throws at its first attempt and returns its value at the next. */
    FLAKY(3),
    /** Ends its process. */
    EXITING(1),
    /** Ends its process at its first attempt and returns its value at the next. */
    EXITING_ONCE(3),
    /** Sleeps until it is interrupted. */
    HANGING(1),
    /** Sleeps, whoever interrupts. */
    STUBBORN(1),
    /** Is an element of {@code map} that returns its value. */
    MAPPED(1),
    /** Is an element of {@code map} that ends its process. */
    MAPPED_EXITING(1);

    private final int attempts;

    ChaosKind(int attempts) {
        this.attempts = attempts;
    }

    /** How often the task may run: 1 for one that has no retries. */
    int attempts() {
        return attempts;
    }

    boolean isRetried() {
        return attempts > 1;
    }

    boolean isMapped() {
        return this == MAPPED || this == MAPPED_EXITING;
    }

    boolean exits() {
        return this == EXITING || this == EXITING_ONCE || this == MAPPED_EXITING;
    }

    boolean hangs() {
        return this == HANGING || this == STUBBORN;
    }

    boolean maySucceed() {
        return this != THROWING && this != EXITING && this != MAPPED_EXITING && !hangs();
    }
}
