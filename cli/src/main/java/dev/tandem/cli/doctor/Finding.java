package dev.tandem.cli.doctor;

import java.util.List;
import java.util.Objects;

/**
 * What a check has found.
 *
 * @param check the name of the check
 * @param verdict how it is
 * @param found the facts
 * @param effect what this means for pools; may be empty if all is well
 * @param remedy how to mend it, a command or a sentence in each line; empty only if all is well
 */
record Finding(String check, Verdict verdict, String found, String effect, List<String> remedy) {
    Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(found, "found");
        remedy = List.copyOf(remedy);
        if (verdict != Verdict.OK && (effect.isEmpty() || remedy.isEmpty())) {
            throw new IllegalArgumentException(
                    "what is not ok must say what it means and how to mend it: check=" + check + ", found=" + found);
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, "", List.of());
    }

    /** All is well, and there is something to know. */
    static Finding ok(String check, String found, String note) {
        return new Finding(check, Verdict.OK, found, note, List.of());
    }

    static Finding degraded(String check, String found, String effect, String... remedy) {
        return new Finding(check, Verdict.DEGRADED, found, effect, List.of(remedy));
    }

    static Finding broken(String check, String found, String effect, String... remedy) {
        return new Finding(check, Verdict.BROKEN, found, effect, List.of(remedy));
    }
}
