package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * Very many tiny tasks. After some that do not count, and then at each fifth, the heap of this JVM is collected and
 * measured, and the resident memory of the workers. The figures: how much the heap and the workers have grown meanwhile,
 * in mebibytes; then the heap and the resident memory of the mean worker before the first fifth and at each.
 */
final class SoakSide implements Side {
    static final int STEPS = 5;

    private final ProcessPoolExecutor pool;
    private final int warmup;
    private final int tasks;
    private final List<Integer> arguments = Tasks.arguments(BatchSide.BATCH);

    SoakSide(ProcessPoolExecutor pool, int warmup, int tasks) {
        this.pool = pool;
        this.warmup = warmup;
        this.tasks = tasks;
    }

    @Override
    public Sample measure() throws Exception {
        List<Double> heaps = new ArrayList<>();
        List<Double> workers = new ArrayList<>();
        run(warmup);
        for (int step = 0; step <= STEPS; step++) {
            if (step > 0) {
                run(tasks / STEPS);
            }
            heaps.add(mebibytes(PendingProbe.usedHeap()));
            workers.add(mebibytes(pool.stats().workers().stream()
                    .mapToLong(worker -> worker.residentBytes().orElse(0))
                    .average()
                    .orElse(0)));
        }
        List<Double> figures = new ArrayList<>();
        figures.add(heaps.get(STEPS) - heaps.get(0));
        figures.add(workers.get(STEPS) - workers.get(0));
        figures.addAll(heaps);
        figures.addAll(workers);
        return new Sample(figures);
    }

    private void run(int count) throws WrongResultException {
        for (int done = 0; done < count; done += arguments.size()) {
            long sum = BatchSide.submitBatch(
                    arguments, argument -> pool.submit(Tasks::increment, argument), Integer::longValue);
            WrongResultException.check(Tasks.sumOfIncrements(arguments.size()), sum);
        }
    }

    private static double mebibytes(double bytes) {
        return bytes / (1 << 20);
    }

    @Override
    public void close() {
        pool.close();
    }
}
