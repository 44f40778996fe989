package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerStats.State;
import java.util.Arrays;

/**
 * Kills the only worker of a pool that has a spare, and waits for the result of the next task: while it runs a task
 * and the next one waits behind it, or while it is idle and the next one is submitted right after.
 */
final class KillSide implements Side {
    private static final long LOOK_MILLIS = 5;

    /** How long a spare has been there when it is needed: what it does after its start, a rehearsal, is over. */
    private static final long SETTLE_MILLIS = 500;

    /** Longer than anything here takes. */
    private static final long SLEEP_MILLIS = 600_000;

    private final ProcessPoolExecutor pool;
    private final int times;
    private final boolean isRunning;

    KillSide(ProcessPoolExecutor pool, int times, boolean isRunning) {
        this.pool = pool;
        this.times = times;
        this.isRunning = isRunning;
    }

    @Override
    public Sample measure() throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            awaitWorkers();
            nanos[i] = isRunning ? whileRunning() : whileIdle();
        }
        Arrays.sort(nanos);
        return Sample.of(Sample.percentile(nanos, 0.5) / 1e6, nanos[times - 1] / 1e6);
    }

    private long whileRunning() throws Exception {
        ProcessHandle worker = worker();
        TaskFuture<?> running = pool.submit(() -> Thread.sleep(SLEEP_MILLIS));
        TaskFuture<Integer> next = pool.submit(Tasks::increment, 0);
        while (pool.stats().running() == 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        long start = System.nanoTime();
        worker.destroyForcibly();
        int result = next.join();
        long nanos = System.nanoTime() - start;
        WrongResultException.check(1, result);
        running.exception(); // waits for the report
        return nanos;
    }

    private long whileIdle() throws Exception {
        ProcessHandle worker = worker();
        long start = System.nanoTime();
        worker.destroyForcibly();
        int result = pool.submit(Tasks::increment, 0).join();
        long nanos = System.nanoTime() - start;
        WrongResultException.check(1, result);
        return nanos;
    }

    private ProcessHandle worker() {
        long pid = pool.submit(KillSide::pid).join();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static Long pid() {
        return ProcessHandle.current().pid();
    }

    /** Waits until the worker and its spare are there. */
    private void awaitWorkers() throws InterruptedException {
        while (pool.stats().workers().stream()
                        .filter(w -> w.state() == State.IDLE)
                        .count()
                < 2) {
            Thread.sleep(LOOK_MILLIS);
        }
        Thread.sleep(SETTLE_MILLIS);
    }

    @Override
    public void close() {
        pool.close();
    }
}
