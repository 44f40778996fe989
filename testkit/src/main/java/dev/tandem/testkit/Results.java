package dev.tandem.testkit;

import java.util.Iterator;
import java.util.concurrent.CompletionException;

/** Takes results whose elements may have failed. */
final class Results {
    private Results() {}

    /** Takes all of them and returns how many are failures. */
    static int takeAll(Iterator<?> results) {
        int failures = 0;
        while (results.hasNext()) {
            try {
                results.next();
            } catch (CompletionException e) {
                failures++;
            }
        }
        return failures;
    }
}
