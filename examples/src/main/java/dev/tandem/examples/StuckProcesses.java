package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import java.time.Duration;
import java.util.List;

/** Timeout and cancellation on processes: whatever a task does, it is dead in time. */
public final class StuckProcesses implements Scenario {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String title() {
        return "Timeout and cancellation, on worker processes";
    }

    @Override
    public String explains() {
        return """
                The same tasks in worker processes. A loop that ignores everything is asked where it is stuck,
                then its process is killed and replaced; a neighbour that works at the same time does not
                notice.""";
    }

    @Override
    public void run(Report report) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).grace(GRACE))) {
            sleepsTooLong(pool, report);
            loopsForEver(pool, report);
            cancels(pool, report);
        }
    }

    private static void sleepsTooLong(PoolExecutor pool, Report report) throws InterruptedException {
        TaskFuture<?> future = pool.with(o -> o.timeout(TIMEOUT)).submit(() -> Thread.sleep(60_000));
        TaskTimeoutException timeout = StuckTasks.timeoutOf(future);
        report.say("a sleeper: %s after %s", timeout.getClass().getSimpleName(), Stopwatch.text(timeout.elapsed()));
        StuckTasks.checkElapsed(timeout, TIMEOUT, report);
        report.check(StuckTasks.isStuckIn(timeout, "sleep"), "its stack, fetched from the worker, shows Thread.sleep");
    }

    private static void loopsForEver(PoolExecutor pool, Report report) throws InterruptedException {
        TaskFuture<String> neighbour = pool.submit(StuckProcesses::workQuietly);
        TaskFuture<Long> future = pool.with(o -> o.timeout(TIMEOUT)).submit(StuckProcesses::loop);
        TaskTimeoutException timeout = StuckTasks.timeoutOf(future);
        long pid = timeout.worker().orElseThrow().pid();
        report.say(
                "an endless loop: %s after %s in pid %d, stuck at",
                timeout.getClass().getSimpleName(), Stopwatch.text(timeout.elapsed()), pid);
        StuckTasks.sayStack(timeout, report);
        StuckTasks.checkElapsed(timeout, TIMEOUT, report);
        report.check(StuckTasks.isStuckIn(timeout, "loop"), "its stack shows the loop");
        report.check(!isAlive(pid), "when the future fails, process %d is dead", pid);
        report.checkEquals("done", neighbour.join(), "the task on the other worker did not notice");
        report.checkEquals(2, pool.submit(() -> 1 + 1).join(), "the pool goes on");
    }

    private static void cancels(PoolExecutor pool, Report report) throws InterruptedException {
        TaskFuture<Long> future = pool.submit(StuckProcesses::loop);
        report.checkWithin(PATIENCE, future::isRunning, "another endless loop runs");
        long pid = future.worker().orElseThrow().pid();
        Stopwatch watch = Stopwatch.start();
        report.check(future.cancel(true) && future.isCancelled(), "cancel(true) cancels its future at once");
        report.checkWithin(PATIENCE, () -> !isAlive(pid), "and its process %d is killed after the grace period", pid);
        report.say("cancelled, killed and gone within %s", watch);
        report.checkEquals(2, pool.submit(() -> 1 + 1).join(), "the pool goes on");
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Never looks whether it was interrupted, and there is nobody to release it. */
    static long loop() {
        long turns = 0;
        while (turns >= 0) {
            turns++;
        }
        return turns;
    }

    static String workQuietly() throws InterruptedException {
        Thread.sleep(800);
        return "done";
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new StuckProcesses()), System.out));
    }
}
