package dev.tandem.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Does the same work in growing sizes, in turns: each size does a part of its batches, then the next one, and so on, a
 * few times. The first figure is how far the cost of a task lies from that of the middle size, in percent, at the size
 * where that is worst; then comes the cost of a task at each size, by the clock, of the middle batch; then the processor
 * time of a task at each size, of this JVM and the workers together.
 */
final class GrowthSide implements Side {
    /** In how many parts the batches of a size are done. */
    private static final int PASSES = 5;

    private final List<Size> sizes;
    private final Runnable closing;

    /** Some tasks, done once. */
    interface Batch {
        /** Does them and returns the sum of the results. */
        long run() throws Exception;
    }

    /**
     * The work in one size.
     *
     * @param tasks how many a batch has
     * @param sum what their results are worth
     * @param batches how many batches make a repetition
     * @param batch does one
     * @param pids the processes of which the processor time counts
     */
    record Size(int tasks, long sum, int batches, Batch batch, List<Long> pids) {
        Size {
            pids = List.copyOf(pids);
        }

        /** Does a batch and returns the nanoseconds that it took. */
        long nanos() throws Exception {
            long start = System.nanoTime();
            long result = batch.run();
            long nanos = System.nanoTime() - start;
            WrongResultException.check(sum, result);
            return nanos;
        }
    }

    /** What was measured of a size so far. */
    private static final class Costs {
        private final Size size;
        private final List<Double> nanosPerTask = new ArrayList<>();
        private double processorNanos;

        Costs(Size size) {
            this.size = size;
        }

        /** Does batches until so many have been done. */
        void upTo(int batches) throws Exception {
            if (nanosPerTask.size() == batches) {
                return;
            }
            System.gc(); // each size pays for its own garbage
            ThreadTimes before = ThreadTimes.of(size.pids());
            while (nanosPerTask.size() < batches) {
                nanosPerTask.add((double) size.nanos() / size.tasks());
            }
            processorNanos += ThreadTimes.of(size.pids()).since(before);
        }

        double middle() {
            return Spread.of(nanosPerTask).median();
        }

        double processorNanosPerTask() {
            return processorNanos / size.tasks() / nanosPerTask.size();
        }
    }

    GrowthSide(List<Size> sizes, Runnable closing) {
        this.sizes = List.copyOf(sizes);
        this.closing = closing;
    }

    @Override
    public Sample measure() throws Exception {
        List<Costs> all = sizes.stream().map(Costs::new).toList();
        for (int pass = 1; pass <= PASSES; pass++) {
            for (Costs costs : all) {
                costs.upTo(costs.size.batches() * pass / PASSES);
            }
        }
        List<Double> nanos = all.stream().map(Costs::middle).toList();
        List<Double> figures = new ArrayList<>();
        figures.add(unevenness(nanos));
        figures.addAll(nanos);
        all.forEach(costs -> figures.add(costs.processorNanosPerTask()));
        return new Sample(figures);
    }

    /** How far the furthest lies from the median, in percent of it. */
    static double unevenness(List<Double> costs) {
        double median = Spread.of(costs).median();
        return costs.stream()
                .mapToDouble(cost -> Math.abs(cost / median - 1) * 100)
                .max()
                .orElseThrow();
    }

    @Override
    public void close() {
        closing.run();
    }
}
