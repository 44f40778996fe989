package dev.tandem.examples;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Work of different kinds, the same for every pool; each method returns the seconds it took. */
final class Workloads {
    static final int WAIT_MILLIS = 50;
    static final int ARGUMENT_BYTES = 16 << 20;

    private static final int LOOP = 3_000_000;

    private Workloads() {}

    /** Many tasks that do next to nothing: what a task costs beyond its work. */
    static double tiny(PoolExecutor pool, int tasks) throws InterruptedException {
        Stopwatch watch = Stopwatch.start();
        List<TaskFuture<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(n -> n + 1, i));
        }
        Futures.await(futures);
        double seconds = watch.seconds();
        for (int i = 0; i < tasks; i++) {
            require(futures.get(i).join() == i + 1, futures.get(i));
        }
        return seconds;
    }

    /** Tasks that compute for some 50 ms each. */
    static double computing(PoolExecutor pool, int tasks) throws InterruptedException {
        double wanted = compute(LOOP);
        Stopwatch watch = Stopwatch.start();
        List<TaskFuture<Double>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(Workloads::compute, LOOP));
        }
        Futures.await(futures);
        double seconds = watch.seconds();
        futures.forEach(future -> require(future.join() == wanted, future));
        return seconds;
    }

    /** Tasks that wait. */
    static double waiting(PoolExecutor pool, int tasks) throws InterruptedException {
        Stopwatch watch = Stopwatch.start();
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.submit(() -> Thread.sleep(WAIT_MILLIS)));
        }
        Futures.await(futures);
        double seconds = watch.seconds();
        futures.forEach(future -> require(!future.isCompletedExceptionally(), future));
        return seconds;
    }

    /** A task with a large argument. */
    static double largeArgument(PoolExecutor pool) {
        byte[] argument = new byte[ARGUMENT_BYTES];
        Stopwatch watch = Stopwatch.start();
        TaskFuture<Integer> length = pool.submit(bytes -> bytes.length, argument);
        require(length.join() == ARGUMENT_BYTES, length);
        return watch.seconds();
    }

    /** Opening a pool, and the first result. */
    static double firstResult(Supplier<PoolExecutor> opening) {
        Stopwatch watch = Stopwatch.start();
        try (PoolExecutor pool = opening.get()) {
            TaskFuture<Integer> first = pool.submit(() -> 1 + 1);
            require(first.join() == 2, first);
            return watch.seconds();
        }
    }

    private static double compute(int turns) {
        double sum = 0;
        for (int i = 0; i < turns; i++) {
            sum += Math.sqrt(i) * Math.sin(i);
        }
        return sum;
    }

    private static void require(boolean right, TaskFuture<?> future) {
        if (!right) {
            throw new CheckFailedError("not the right result: " + future);
        }
    }
}
