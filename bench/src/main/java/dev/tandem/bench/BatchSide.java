package dev.tandem.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** Submits a batch of tasks, then takes their results; and again. */
final class BatchSide<R> implements Side {
    /** Tasks that are submitted before the first result is taken. More would let the garbage collector decide. */
    static final int BATCH = 100_000;

    private final Runnable closing;
    private final int tasks;
    private final Submission<R> submission;
    private final ToLongFunction<R> value;
    private final List<Integer> arguments;

    /** Hands one task to a pool. */
    interface Submission<R> {
        CompletableFuture<R> submit(Integer argument);
    }

    /**
     * A side that measures so many tasks at a time.
     *
     * @param closing ends the pool
     * @param submission hands a task to the pool, of which the result is worth its argument and one more
     * @param value what a result is worth
     */
    BatchSide(Runnable closing, int tasks, Submission<R> submission, ToLongFunction<R> value) {
        this.closing = closing;
        this.tasks = tasks;
        this.submission = submission;
        this.value = value;
        this.arguments = Tasks.arguments(Math.min(tasks, BATCH));
    }

    @Override
    public Sample measure() throws WrongResultException {
        int rounds = tasks / arguments.size();
        long processorStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += submitBatch(arguments, submission, value);
        }
        long nanos = System.nanoTime() - start;
        long processorNanos = ProcessorTime.nanos() - processorStart;
        WrongResultException.check(rounds * Tasks.sumOfIncrements(arguments.size()), sum);
        return Sample.pace((double) rounds * arguments.size(), nanos, processorNanos);
    }

    /** Submits a task for each argument, and returns what the results are worth together. */
    static <R> long submitBatch(List<Integer> arguments, Submission<R> submission, ToLongFunction<R> value) {
        List<CompletableFuture<R>> futures = new ArrayList<>(arguments.size());
        for (Integer argument : arguments) {
            futures.add(submission.submit(argument));
        }
        long sum = 0;
        for (CompletableFuture<R> future : futures) {
            sum += value.applyAsLong(future.join());
        }
        return sum;
    }

    @Override
    public void close() {
        closing.run();
    }
}
