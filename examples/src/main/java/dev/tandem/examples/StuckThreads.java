package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import java.time.Duration;
import java.util.List;

/** Timeout and cancellation on threads: a task that ignores its interrupt is reported, but cannot be stopped. */
public final class StuckThreads implements Scenario {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Lets the endless loop end after all, for the sake of the JVM that runs this. */
    private static volatile boolean released;

    @Override
    public String title() {
        return "Timeout and cancellation, on threads";
    }

    @Override
    public String explains() {
        return """
                Two tasks exceed a timeout of 300 ms: one sleeps and can be interrupted, one loops and ignores
                it. Java cannot kill a thread: the pool reports where it is stuck, counts it as leaked, and goes
                on with a new one.""";
    }

    @Override
    public void run(Report report) throws Exception {
        released = false;
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(Duration.ofMillis(200)))) {
            try {
                sleepsTooLong(pool, report);
                loopsForEver(pool, report);
                cancels(pool, report);
            } finally {
                released = true; // or else close() would wait for ever
            }
            report.checkWithin(PATIENCE, () -> pool.stats().leakedThreads() == 0, "the thread ended: none leaks now");
        }
    }

    private static void sleepsTooLong(PoolExecutor pool, Report report) throws InterruptedException {
        TaskFuture<?> future = pool.with(o -> o.timeout(TIMEOUT)).submit(() -> Thread.sleep(60_000));
        TaskTimeoutException timeout = StuckTasks.timeoutOf(future);
        report.say("a sleeper: %s after %s", timeout.getClass().getSimpleName(), Stopwatch.text(timeout.elapsed()));
        StuckTasks.checkElapsed(timeout, TIMEOUT, report);
        report.check(StuckTasks.isStuckIn(timeout, "sleep"), "its stack shows Thread.sleep");
        report.checkEquals(2, pool.submit(() -> 1 + 1).join(), "it was interrupted: its thread took the next task");
        report.checkEquals(0, pool.stats().leakedThreads(), "no thread leaks");
    }

    private static void loopsForEver(PoolExecutor pool, Report report) throws InterruptedException {
        TaskFuture<Long> future = pool.with(o -> o.timeout(TIMEOUT)).submit(StuckThreads::loop);
        TaskTimeoutException timeout = StuckTasks.timeoutOf(future);
        report.say(
                "an endless loop: %s after %s, stuck at",
                timeout.getClass().getSimpleName(), Stopwatch.text(timeout.elapsed()));
        StuckTasks.sayStack(timeout, report);
        StuckTasks.checkElapsed(timeout, TIMEOUT, report);
        report.check(StuckTasks.isStuckIn(timeout, "loop"), "its stack shows the loop");
        report.checkEquals(2, pool.submit(() -> 1 + 1).join(), "the pool has another thread for the next task");
        report.checkWithin(PATIENCE, () -> pool.stats().leakedThreads() == 1, "the old one counts as leaked");
    }

    private static void cancels(PoolExecutor pool, Report report) throws InterruptedException {
        TaskFuture<?> running = pool.submit(() -> Thread.sleep(60_000));
        report.checkWithin(PATIENCE, running::isRunning, "a task runs");
        TaskFuture<Integer> pending = pool.submit(() -> 1 + 1);
        report.check(!running.cancel(false), "cancel(false) leaves a running task alone");
        report.check(pending.cancel(false), "cancel(false) cancels a task that waits");
        report.check(running.cancel(true) && running.isCancelled(), "cancel(true) cancels one that runs");
        report.checkEquals(2, pool.submit(() -> 1 + 1).join(), "it was interrupted: its thread takes the next task");
    }

    /** Never looks whether it was interrupted. */
    static long loop() {
        long turns = 0;
        while (!released) {
            turns++;
        }
        return turns;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new StuckThreads()), System.out));
    }
}
