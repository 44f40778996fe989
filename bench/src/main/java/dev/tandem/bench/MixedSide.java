package dev.tandem.bench;

import dev.tandem.bench.BatchSide.Submission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Tasks of given lengths, submitted at once. The figures are the time until the last has ended, in milliseconds, and by
 * how many percent that exceeds the ideal: all workers at work until the end, or the longest task if that is longer.
 * First the ideal of tasks that take as long as they are meant to; then that of the times which they took, in which what
 * slows the tasks themselves, be it the pool's own work, is hidden.
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
        List<Double> meant = steps.stream().map(BusyLoop::nanos).toList();
        List<Double> taken =
                futures.stream().map(future -> (double) future.join()).toList();
        return Sample.of(total / 1e6, (total / ideal(meant) - 1) * 100, (total / ideal(taken) - 1) * 100);
    }

    private static double ideal(List<Double> nanos) {
        double sum = nanos.stream().mapToDouble(Double::doubleValue).sum();
        return Math.max(sum / Contestants.WORKERS, Collections.max(nanos));
    }

    @Override
    public void close() {
        closing.run();
    }
}
