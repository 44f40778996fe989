package dev.tandem.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong: the first findings in words, and how many there are. Thread-safe. */
final class Findings {
    /** More would not help: a defect that shows so often is understood from the first. */
    private static final int MOST_TOLD = 50;

    private final List<String> told = new ArrayList<>();
    private int count;

    synchronized void wrong(String format, Object... arguments) {
        count++;
        if (told.size() < MOST_TOLD) {
            told.add(String.format(Locale.ROOT, format, arguments));
        }
    }

    /** What was found, at most 50 of it, and then how much more there is. */
    synchronized List<String> told() {
        List<String> all = new ArrayList<>(told);
        if (count > told.size()) {
            all.add("and " + (count - told.size()) + " more");
        }
        return all;
    }
}
