package dev.tandem.bench;

import java.util.List;

/** Submits a batch of tiny tasks, a boxed argument each, then takes their results; and again. */
abstract class BatchSide implements Side {
    /** Tasks that are submitted before the first result is taken. More would let the garbage collector decide. */
    static final int BATCH = 100_000;

    private final List<Integer> arguments = Tasks.arguments(BATCH);
    private final int rounds;

    BatchSide(int tasks) {
        this.rounds = tasks / BATCH;
    }

    /** Submits a task for each argument, and returns the sum of the results. */
    abstract long submitBatch(List<Integer> arguments);

    @Override
    public final Sample measure() throws WrongResultException {
        long processorStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += submitBatch(arguments);
        }
        long nanos = System.nanoTime() - start;
        long processorNanos = ProcessorTime.nanos() - processorStart;
        WrongResultException.check(rounds * Tasks.sumOfIncrements(BATCH), sum);
        return Sample.pace((double) rounds * BATCH, nanos, processorNanos);
    }
}
