package dev.tandem.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What {@link SubmitSide} does, with the JDK's own thread pool and {@link CompletableFuture#supplyAsync}. */
final class JdkSubmitSide implements Side {
    private static final int BATCH = SubmitSide.BATCH;

    private final ExecutorService pool;
    private final List<Integer> arguments;
    private final int rounds;

    JdkSubmitSide(int threads, int tasks) {
        this.pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
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
        List<CompletableFuture<Integer>> futures = new ArrayList<>(BATCH);
        for (Integer argument : arguments) {
            futures.add(CompletableFuture.supplyAsync(() -> Tasks.increment(argument), pool));
        }
        long sum = 0;
        for (CompletableFuture<Integer> future : futures) {
            sum += future.join();
        }
        return sum;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
