package dev.tandem.cli.doctor;

import java.util.Locale;

/** How it is with what was checked; the worst one is the exit code of the command. */
enum Verdict {
    /** As it should be. */
    OK(0),

    /** It works, with less than there could be. */
    DEGRADED(1),

    /** It does not work. */
    BROKEN(2);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** Its name as it is printed. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
