package dev.tandem.examples;

import java.util.Locale;

/** One thing to do with Tandem, which checks what comes out. */
interface Scenario {
    /** Says what is done, in a few words. */
    String title();

    /** Says in a sentence or two what is done and what to look at; the tour breaks the lines. */
    String explains();

    /**
     * Does it.
     *
     * @param report takes what there is to say, and the checks; at least one is expected
     * @throws Exception if it does not work: the scenario has failed then
     */
    void run(Report report) throws Exception;

    /** Returns the name by which the tour's command line calls it: {@code fetch-pages} for {@code FetchPages}. */
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
