package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.bench.BatchSide.Submission;
import dev.tandem.bench.ChildJvm.Answer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How much memory waiting tasks take, in a JVM of its own: {@code tandem|jdk N}. All workers are held up, so that all N
 * tasks wait. They share one argument and one function: what is counted is what the pool adds, its futures included,
 * and nothing of the list that holds them. Then all run.
 */
final class PendingProbe {
    private static final Integer ARGUMENT = 1;
    private static final long SLEEP_MILLIS = 3_600_000;
    private static final long LOOK_MILLIS = 10;

    private PendingProbe() {}

    public static void main(String[] args) throws Exception {
        int tasks = Integer.parseInt(args[1]);
        if (args[0].equals("tandem")) {
            ChildJvm.answer(() -> onTandem(tasks));
        } else {
            ChildJvm.answer(() -> onJdk(tasks));
        }
    }

    private static Answer onTandem(int tasks) throws InterruptedException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(Contestants.WORKERS)) {
            List<TaskFuture<?>> sleepers = new ArrayList<>();
            for (int i = 0; i < Contestants.WORKERS; i++) {
                sleepers.add(pool.submit(() -> Thread.sleep(SLEEP_MILLIS)));
            }
            while (pool.stats().running() < Contestants.WORKERS) {
                Thread.sleep(LOOK_MILLIS);
            }
            return measure(
                    tasks,
                    argument -> pool.submit(Tasks::increment, argument),
                    () -> sleepers.forEach(f -> f.cancel(true)));
        }
    }

    private static Answer onJdk(int tasks) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(Contestants.WORKERS);
        CountDownLatch release = new CountDownLatch(1);
        try {
            for (int i = 0; i < Contestants.WORKERS; i++) {
                pool.submit(() -> {
                    release.await();
                    return true;
                });
            }
            return measure(
                    tasks,
                    argument -> CompletableFuture.supplyAsync(() -> Tasks.increment(argument), pool),
                    release::countDown);
        } finally {
            pool.shutdown();
        }
    }

    private static Answer measure(int tasks, Submission<Integer> submission, Runnable release)
            throws InterruptedException {
        CompletableFuture<?>[] futures = new CompletableFuture<?>[tasks];
        submission.submit(ARGUMENT); // what is made once
        long before = usedHeap();
        for (int i = 0; i < tasks; i++) {
            futures[i] = submission.submit(ARGUMENT);
        }
        double bytes = (double) (usedHeap() - before) / tasks;
        release.run();
        long sum = 0;
        for (CompletableFuture<?> future : futures) {
            sum += (Integer) future.join();
        }
        return new Answer(sum, Sample.of(bytes, tasks));
    }

    /** What is reachable. */
    static long usedHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) { // what is cleaned after a collection goes with the next one
            System.gc();
            Thread.sleep(LOOK_MILLIS);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
