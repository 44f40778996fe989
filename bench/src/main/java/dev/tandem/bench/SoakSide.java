package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * Very many tiny tasks. At a fifth of them and at each further fifth the heap of this JVM is collected and measured, and
 * the resident memory of the workers. The figures: how much the heap and the workers have grown since the first fifth,
 * in mebibytes; then heap and resident memory of the mean worker at each fifth.
 */
final class SoakSide implements Side {
    static final int STEPS = 5;

    private final ProcessPoolExecutor pool;
    private final int tasks;

    SoakSide(ProcessPoolExecutor pool, int tasks) {
        this.pool = pool;
        this.tasks = tasks;
    }

    @Override
    public Sample measure() throws Exception {
        List<Integer> arguments = Tasks.arguments(BatchSide.BATCH);
        int rounds = tasks / STEPS / arguments.size();
        List<Double> heaps = new ArrayList<>();
        List<Double> workers = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < rounds; i++) {
                long sum = BatchSide.submitBatch(
                        arguments, argument -> pool.submit(Tasks::increment, argument), Integer::longValue);
                WrongResultException.check(Tasks.sumOfIncrements(arguments.size()), sum);
            }
            heaps.add(mebibytes(PendingProbe.usedHeap()));
            workers.add(mebibytes(pool.stats().workers().stream()
                    .mapToLong(worker -> worker.residentBytes().orElse(0))
                    .average()
                    .orElse(0)));
        }
        List<Double> figures = new ArrayList<>();
        figures.add(heaps.get(STEPS - 1) - heaps.get(0));
        figures.add(workers.get(STEPS - 1) - workers.get(0));
        figures.addAll(heaps);
        figures.addAll(workers);
        return new Sample(figures);
    }

    private static double mebibytes(double bytes) {
        return bytes / (1 << 20);
    }

    @Override
    public void close() {
        pool.close();
    }
}
