package dev.tandem.cli.doctor;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs a worker for real: starts it, has it work, kills it in the midst of a task, and looks at what takes its place. */
final class WorkerTrial {
    /** How long each step may take; a pool that lacks something gives up after half a minute. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final int ROUND_TRIPS = 500;

    /** So many of a JVM's first ones are slower than all others. */
    private static final int UNCOUNTED = 2_000;

    /** Some images or arrays have as much. */
    private static final int LARGE_BYTES = 8 << 20;

    /**
     * What was seen.
     *
     * @param startMillis from the opening of the pool to the first result
     * @param roundTripNanos how long a task takes that does nothing
     * @param replacementMillis from the kill to the first result of the next worker
     * @param largeProblem why a large argument did not arrive, empty if it did
     */
    record Times(long startMillis, long roundTripNanos, long replacementMillis, String largeProblem) {}

    /** What was not as it must be. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    private WorkerTrial() {}

    static Times run() throws Failure, InterruptedException {
        long opened = System.nanoTime();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).name("doctor"))) {
            try {
                return run(pool, opened);
            } catch (ExecutionException e) {
                throw new Failure(message(e.getCause()));
            } catch (TimeoutException e) {
                throw new Failure("nothing came back within " + LONGEST.toSeconds() + " s");
            } finally {
                pool.shutdownNow();
            }
        } catch (RuntimeException e) { // such as a pool that is broken, or cannot be opened
            throw new Failure(message(e));
        }
    }

    private static String message(@Nullable Throwable failure) {
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }

    private static Times run(PoolExecutor pool, long opened)
            throws Failure, InterruptedException, ExecutionException, TimeoutException {
        long pid = pool.submit(WorkerTrial::pid).get(LONGEST);
        long started = System.nanoTime();
        long roundTrip = roundTrip(pool);
        String largeProblem = largeProblem(pool);
        TaskFuture<?> stuck = pool.submit(WorkerTrial::hang);
        awaitRunning(stuck);
        long killed = System.nanoTime();
        if (!ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false)) {
            throw new Failure("worker with pid " + pid + " cannot be killed");
        }
        Throwable death = stuck.exception(LONGEST)
                .orElseThrow(() -> new Failure("a task went on after its worker had been killed"));
        if (!(death instanceof WorkerCrashedException)) {
            throw new Failure("the death of a worker was taken for something else: " + death);
        }
        long next = pool.submit(WorkerTrial::pid).get(LONGEST);
        if (next == pid) {
            throw new Failure("worker with pid " + pid + " works on after it has been killed");
        }
        return new Times(
                (started - opened) / 1_000_000, roundTrip, (System.nanoTime() - killed) / 1_000_000, largeProblem);
    }

    /** A value that travels by a file of its own, which may find no room where a pool and its workers did. */
    private static String largeProblem(PoolExecutor pool) throws InterruptedException, TimeoutException {
        return pool.submit(WorkerTrial::length, new byte[LARGE_BYTES])
                .exception(LONGEST)
                .map(WorkerTrial::message)
                .orElse("");
    }

    private static long roundTrip(PoolExecutor pool) throws InterruptedException, ExecutionException, TimeoutException {
        long[] nanos = new long[ROUND_TRIPS];
        for (int i = -UNCOUNTED; i < ROUND_TRIPS; i++) {
            long from = System.nanoTime();
            Object unused = pool.submit(WorkerTrial::nothing).get(LONGEST);
            if (i >= 0) {
                nanos[i] = System.nanoTime() - from;
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUND_TRIPS / 2];
    }

    private static void awaitRunning(TaskFuture<?> task) throws InterruptedException, Failure {
        long limit = System.nanoTime() + LONGEST.toNanos();
        while (!task.isRunning()) {
            if (System.nanoTime() - limit > 0 || task.isDone()) {
                throw new Failure("a task did not start: " + task.status());
            }
            Thread.sleep(1);
        }
    }

    // ---- what the worker does

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static int nothing() {
        return 0;
    }

    private static int length(byte[] argument) {
        return argument.length;
    }

    private static int hang() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }
}
