package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.util.ArrayList;
import java.util.List;

/** Submits a batch of tiny tasks, a method reference and a boxed argument each, then takes their results; and again. */
final class SubmitSide implements Side {
    /** Tasks that are submitted before the first result is taken. More would let the garbage collector decide. */
    static final int BATCH = 100_000;

    private final PoolExecutor pool;
    private final List<Integer> arguments;
    private final int rounds;

    SubmitSide(PoolExecutor pool, int tasks) {
        this.pool = pool;
        this.arguments = Tasks.arguments(BATCH);
        this.rounds = tasks / BATCH;
    }

    @Override
    public Sample measure() throws WrongResultException {
        long processorStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += submitBatch();
        }
        long nanos = System.nanoTime() - start;
        long processorNanos = ProcessorTime.nanos() - processorStart;
        WrongResultException.check(rounds * Tasks.sumOfIncrements(BATCH), sum);
        return Sample.pace((double) rounds * BATCH, nanos, processorNanos);
    }

    private long submitBatch() {
        List<TaskFuture<Integer>> futures = new ArrayList<>(BATCH);
        for (Integer argument : arguments) {
            futures.add(pool.submit(Tasks::increment, argument));
        }
        long sum = 0;
        for (TaskFuture<Integer> future : futures) {
            sum += future.join();
        }
        return sum;
    }

    @Override
    public void close() {
        pool.close();
    }
}
