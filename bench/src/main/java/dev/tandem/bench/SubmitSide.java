package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.util.ArrayList;
import java.util.List;

/** Submits tiny tasks, a method reference and a boxed argument each, and then takes every result from its future. */
final class SubmitSide implements Side {
    private final PoolExecutor pool;
    private final List<Integer> arguments;

    SubmitSide(PoolExecutor pool, int tasks) {
        this.pool = pool;
        this.arguments = Tasks.arguments(tasks);
    }

    @Override
    public Sample measure() throws WrongResultException {
        int tasks = arguments.size();
        List<TaskFuture<Integer>> futures = new ArrayList<>(tasks);
        long processorStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        for (Integer argument : arguments) {
            futures.add(pool.submit(Tasks::increment, argument));
        }
        long sum = 0;
        for (TaskFuture<Integer> future : futures) {
            sum += future.join();
        }
        long nanos = System.nanoTime() - start;
        long processorNanos = ProcessorTime.nanos() - processorStart;
        WrongResultException.check(Tasks.sumOfIncrements(tasks), sum);
        return Sample.pace(tasks, nanos, processorNanos);
    }

    @Override
    public void close() {
        pool.close();
    }
}
