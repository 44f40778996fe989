package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.util.ArrayList;
import java.util.List;

/** Submits a batch of tiny tasks, a method reference and a boxed argument each, then takes their results; and again. */
final class SubmitSide extends BatchSide {
    private final PoolExecutor pool;

    SubmitSide(PoolExecutor pool, int tasks) {
        super(tasks);
        this.pool = pool;
    }

    @Override
    long submitBatch(List<Integer> arguments) {
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
