package dev.tandem.examples.batch;

import java.util.List;

/** Looks at the outcomes of a batch. */
final class Verdicts {
    private Verdicts() {}

    /** Returns lines as {@code bomb.png: out of memory}, without the inputs whose names start so. */
    static List<String> of(Batch batch, String exceptFor) {
        return batch.outcomes().stream()
                .filter(outcome -> !outcome.input().startsWith(exceptFor))
                .map(outcome -> outcome.input() + ": " + outcome.verdict())
                .toList();
    }

    static String detailOf(Batch batch, String input) {
        return batch.outcomes().stream()
                .filter(outcome -> outcome.input().equals(input))
                .findFirst()
                .orElseThrow()
                .detail();
    }
}
