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
    private final ExecutorService pool;
    private final List<Integer> arguments;

    JdkSubmitSide(int threads, int tasks) {
        this.pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        this.arguments = Tasks.arguments(tasks);
    }

    @Override
    public Sample measure() throws WrongResultException {
        int tasks = arguments.size();
        List<CompletableFuture<Integer>> futures = new ArrayList<>(tasks);
        long processorStart = ProcessorTime.nanos();
        long start = System.nanoTime();
        for (Integer argument : arguments) {
            futures.add(CompletableFuture.supplyAsync(() -> Tasks.increment(argument), pool));
        }
        long sum = 0;
        for (CompletableFuture<Integer> future : futures) {
            sum += future.join();
        }
        long nanos = System.nanoTime() - start;
        long processorNanos = ProcessorTime.nanos() - processorStart;
        WrongResultException.check(Tasks.sumOfIncrements(tasks), sum);
        return Sample.pace(tasks, nanos, processorNanos);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
