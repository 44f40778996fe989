package dev.tandem.bench;

import dev.tandem.bench.BatchSide.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Tasks of given lengths, submitted at once. The figures are the time until the last has ended, in milliseconds, and by
 * how many percent that exceeds the ideal: all workers at work until the end, or the longest task if that is longer. The
 * ideal follows from the times that the tasks themselves took.
 */
final class MixedSide implements Side {
    private static final long SEED = 20261126;
    private static final double SHORTEST_MICROS = 10;
    private static final double LONGEST_MICROS = 50_000;

    private final Submission<Long> submission;
    private final List<Integer> steps;
    private final Runnable closing;

    /**
     * A side.
     *
     * @param submission hands a task to the pool that runs {@link BusyLoop#run} for so many steps
     * @param steps how long the tasks are
     * @param closing ends the pool
     */
    MixedSide(Submission<Long> submission, List<Integer> steps, Runnable closing) {
        this.submission = submission;
        this.steps = List.copyOf(steps);
        this.closing = closing;
    }

    /** Lengths from 10 us to 50 ms, evenly by their logarithm, always in the same random order. */
    static List<Integer> mixedLengths(int count) {
        Random random = new Random(SEED);
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double micros = SHORTEST_MICROS * Math.pow(LONGEST_MICROS / SHORTEST_MICROS, random.nextDouble());
            steps.add(BusyLoop.steps(micros));
        }
        return steps;
    }

    @Override
    public Sample measure() {
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        long start = System.nanoTime();
        for (Integer length : steps) {
            futures.add(submission.submit(length));
        }
        futures.forEach(CompletableFuture::join);
        double total = System.nanoTime() - start;
        double sum = 0;
        double longest = 0;
        for (CompletableFuture<Long> future : futures) {
            sum += future.join();
            longest = Math.max(longest, future.join());
        }
        double ideal = Math.max(sum / Contestants.WORKERS, longest);
        return Sample.of(total / 1e6, (total / ideal - 1) * 100);
    }

    @Override
    public void close() {
        closing.run();
    }
}
