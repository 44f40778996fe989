package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** {@code shutdown(false, true)}: what runs ends normally, what waits is cancelled, and the caller goes on at once. */
public final class ShutdownAndCancel implements Scenario {
    private static final int WORKERS = 2;
    private static final int TASKS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public String title() {
        return "Shutting down with work in the queue";
    }

    @Override
    public String explains() {
        return """
                Two workers, thirty tasks of 500 ms. While two tasks run, shutdown(wait: false, cancelFutures:
                true) returns at once; those two end normally, the others are cancelled, and no future is left
                open.""";
    }

    @Override
    public void run(Report report) throws Exception {
        shutDown("threads", ThreadPoolExecutor.open(WORKERS), report);
        shutDown("processes", ProcessPoolExecutor.open(WORKERS), report);
    }

    private static void shutDown(String where, PoolExecutor pool, Report report) throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            futures.add(pool.submit(ShutdownAndCancel::work, i));
        }
        report.checkWithin(
                PATIENCE,
                () -> futures.stream().filter(TaskFuture::isRunning).count() == WORKERS,
                "%s: two tasks run",
                where);

        Stopwatch watch = Stopwatch.start();
        pool.shutdown(false, true);
        Duration returned = watch.elapsed();
        long stillRunning = futures.stream().filter(TaskFuture::isRunning).count();
        boolean ended = pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        List<Integer> results = futures.stream()
                .filter(future -> future.isDone() && !future.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .toList();
        long cancelled = futures.stream().filter(TaskFuture::isCancelled).count();
        report.say(
                "%s: shutdown returned after %s, the pool had ended after %s; results of tasks %s, %d cancelled",
                where, Stopwatch.text(returned), watch, results, cancelled);
        report.check(stillRunning > 0, "%s: shutdown did not wait: %d tasks still ran", where, stillRunning);
        report.check(ended, "%s: the pool ended", where);
        report.check(
                results.size() >= WORKERS && results.size() < TASKS / 2, "%s: the tasks that ran have results", where);
        report.checkEquals(
                (long) TASKS, results.size() + cancelled, "%s: all others are cancelled, no future is open", where);
        report.check(isRejecting(pool), "%s: a later submit is rejected", where);
    }

    private static boolean isRejecting(PoolExecutor pool) {
        try {
            pool.submit(ShutdownAndCancel::work, 0);
            return false;
        } catch (RejectedExecutionException e) {
            return true;
        }
    }

    static int work(int number) throws InterruptedException {
        Thread.sleep(500);
        return number;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new ShutdownAndCancel()), System.out));
    }
}
