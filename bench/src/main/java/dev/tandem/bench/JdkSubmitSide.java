package dev.tandem.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What {@link SubmitSide} does, with the JDK's own thread pool and {@link CompletableFuture#supplyAsync}. */
final class JdkSubmitSide extends BatchSide {
    private final ExecutorService pool;

    JdkSubmitSide(int threads, int tasks) {
        super(tasks);
        this.pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    long submitBatch(List<Integer> arguments) {
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
