package dev.tandem.examples.batch;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolStats;
import dev.tandem.TaskFuture;
import dev.tandem.examples.batch.Outcome.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * The outcomes of a batch, and how its pool did afterwards.
 *
 * @param outcomes one for each task, in the order of submission
 * @param pool the statistics of the pool when all was done
 */
record Batch(List<Outcome> outcomes, PoolStats pool) {
    /** Longer batches show only what failed. */
    private static final int ROOM = 60;

    /** Waits until all tasks are done, whatever becomes of them, and then sees whether the pool still works. */
    static Batch collect(PoolExecutor pool, List<? extends TaskFuture<?>> tasks)
            throws InterruptedException, ExecutionException {
        List<Outcome> outcomes = new ArrayList<>();
        for (TaskFuture<?> task : tasks) {
            outcomes.add(Outcome.of(task));
        }
        pool.submit(() -> "alive").get();
        return new Batch(List.copyOf(outcomes), pool.stats());
    }

    long count(Verdict verdict) {
        return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
    }

    boolean isAllGood() {
        return count(Verdict.GOOD) == outcomes.size();
    }

    void print(PrintStream out) {
        boolean all = outcomes.size() <= ROOM;
        List<Outcome> shown = outcomes.stream()
                .filter(outcome -> all || outcome.verdict() != Verdict.GOOD)
                .toList();
        int width = shown.stream()
                .mapToInt(outcome -> outcome.input().length())
                .max()
                .orElse(0);
        for (Outcome outcome : shown) {
            out.printf(
                    Locale.ROOT,
                    "  %-" + Math.max(width, 1) + "s  %-13s  %,7d ms  %s%n",
                    outcome.input(),
                    outcome.verdict(),
                    outcome.time().toMillis(),
                    outcome.detail());
        }
        out.println(summary());
    }

    /** Says it in one line: {@code 20 good, 3 refused, 1 timed out; workers lost: 1; the pool takes new tasks}. */
    String summary() {
        String counts = Arrays.stream(Verdict.values())
                .filter(verdict -> count(verdict) > 0)
                .map(verdict -> String.format(Locale.ROOT, "%,d %s", count(verdict), verdict))
                .collect(Collectors.joining(", "));
        long lost = outcomes.size() - count(Verdict.GOOD) - count(Verdict.REFUSED);
        return (counts.isEmpty() ? "nothing to do" : counts)
                + String.format(Locale.ROOT, "; workers lost: %d; the pool takes new tasks", lost);
    }
}
