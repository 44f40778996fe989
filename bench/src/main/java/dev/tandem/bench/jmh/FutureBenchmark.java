package dev.tandem.bench.jmh;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a future's life cost on the thread pool, from submit to the result taken, next to the JDK's?
 *
 * <p>Held constant: 2 threads; one thread that submits; a task that adds one; 1,000 futures pending at most, so that
 * memory plays no part.
 *
 * <p>Command: {@code ./tandem bench --jmh FutureBenchmark}; with {@code -prof gc} for the bytes per future.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FutureBenchmark {
    private static final int THREADS = 2;
    private static final int BATCH = 1000;

    private PoolExecutor tandem;
    private ExecutorService jdk;

    /** Opens the pools. */
    @Setup
    public void open() {
        tandem = ThreadPoolExecutor.open(THREADS);
        jdk = new java.util.concurrent.ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    /** Ends the pools. */
    @TearDown
    public void close() {
        tandem.close();
        jdk.shutdownNow();
    }

    /** 1,000 tasks are submitted and then their results are taken; the time is that of one task. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long tandemBatch() {
        TaskFuture<?>[] futures = new TaskFuture<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            futures[i] = tandem.submit(FutureBenchmark::increment, i);
        }
        return sum(futures);
    }

    /** The same by {@link CompletableFuture#supplyAsync} on the JDK's pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long jdkBatch() {
        CompletableFuture<?>[] futures = new CompletableFuture<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            Integer argument = i;
            futures[i] = CompletableFuture.supplyAsync(() -> increment(argument), jdk);
        }
        return sum(futures);
    }

    /** One task, and its result is waited for: two changes of thread. */
    @Benchmark
    public Integer tandemRoundTrip() {
        return tandem.submit(FutureBenchmark::increment, BATCH).join();
    }

    /** The same by {@link CompletableFuture#supplyAsync} on the JDK's pool. */
    @Benchmark
    public Integer jdkRoundTrip() {
        return CompletableFuture.supplyAsync(() -> increment(BATCH), jdk).join();
    }

    private static long sum(CompletableFuture<?>[] futures) {
        long sum = 0;
        for (CompletableFuture<?> future : futures) {
            sum += (Integer) future.join();
        }
        return sum;
    }

    static Integer increment(Integer value) {
        return value + 1;
    }
}
