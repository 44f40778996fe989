package dev.tandem.testkit;

import java.util.List;
import java.util.Locale;

/**
 * What came of a {@link Chaos} run.
 *
 * @param seed where the random choices started
 * @param tasks how many tasks there were, elements of {@code map} included
 * @param killed how many workers were killed by a signal from outside
 * @param lost how many futures were not done in time after the shutdown, and how many results were not delivered
 * @param duplicated how many tasks ran more often than they may: once, or with retries as often as these allow
 * @param orphans how many workers still ran two seconds after the pool was closed
 * @param leakedDescriptors how many file descriptors more were open afterwards; 0 where that cannot be known
 * @param footprint descriptors, threads and heap of this JVM before, during and after the run, line by line
 * @param findings everything that is wrong, in words; empty if the pool has passed
 * @since 0.1
 */
public record ChaosReport(
        long seed,
        long tasks,
        long killed,
        long lost,
        long duplicated,
        long orphans,
        long leakedDescriptors,
        List<String> footprint,
        List<String> findings) {
    /**
     * Copies the lists.
     *
     * @param seed where the random choices started
     * @param tasks how many tasks there were, elements of {@code map} included
     * @param killed how many workers were killed by a signal from outside
     * @param lost how many futures were not done in time after the shutdown, and how many results were not delivered
     * @param duplicated how many tasks ran more often than they may: once, or with retries as often as these allow
     * @param orphans how many workers still ran two seconds after the pool was closed
     * @param leakedDescriptors how many file descriptors more were open afterwards; 0 where that cannot be known
     * @param footprint descriptors, threads and heap of this JVM before, during and after the run, line by line
     * @param findings everything that is wrong, in words; empty if the pool has passed
     */
    public ChaosReport {
        footprint = List.copyOf(footprint);
        findings = List.copyOf(findings);
    }

    /**
     * Tells whether the pool has passed.
     *
     * @return whether nothing was lost, duplicated, orphaned or leaked and every future had the right outcome
     */
    public boolean isPassed() {
        return lost == 0 && duplicated == 0 && orphans == 0 && leakedDescriptors == 0 && findings.isEmpty();
    }

    /**
     * Returns the counts in one line.
     *
     * @return {@code tasks=123456 killed=78 lost=0 duplicated=0 orphans=0 leaked-fds=0}
     */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "tasks=%d killed=%d lost=%d duplicated=%d orphans=%d leaked-fds=%d",
                tasks,
                killed,
                lost,
                duplicated,
                orphans,
                leakedDescriptors);
    }
}
