package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long it takes until the process of a hung task is gone: from the moment at which its timeout is over,
 * and from the moment at which its grace period after {@code cancel(true)} is over. Held constant: one worker and a
 * spare, 64 MiB of heap. Up to 500 ms of the former are for the stack, should the worker not answer. Run it with
 * {@code java -cp testkit/target/classes:core/target/classes dev.tandem.testkit.StopLatency [runs]}.
 */
final class StopLatency {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final long STEP_NANOS = 100_000;

    private StopLatency() {}

    /** Prints a table. */
    public static void main(String... arguments) throws Exception {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.printf(Locale.ROOT, "JDK %s, %d runs, in ms%n", Runtime.version(), runs);
        out.printf(
                Locale.ROOT, "%-22s %15s %15s %15s %15s%n", "way", "timeout median", "worst", "cancel median", "worst");
        Path directory = Files.createTempDirectory("stop-latency-");
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).spares(1).grace(GRACE).worker(w -> w.heap("64m")))) {
            for (Hang way : Hang.values()) {
                double[] byTimeout = new double[runs];
                double[] byCancel = new double[runs];
                for (int i = 0; i < runs; i++) {
                    byTimeout[i] = byTimeout(pool, way, directory);
                    byCancel[i] = way.ear() == Hang.Ear.LISTENS ? Double.NaN : byCancel(pool, way, directory);
                }
                out.printf(
                        Locale.ROOT,
                        "%-22s %15.1f %15.1f %15.1f %15.1f%n",
                        way,
                        median(byTimeout),
                        worst(byTimeout),
                        median(byCancel),
                        worst(byCancel));
            }
        } finally {
            deleteTree(directory);
        }
    }

    private static double byTimeout(PoolExecutor pool, Hang way, Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        TaskFuture<?> task = pool.with(o -> o.timeout(TIMEOUT)).submit(() -> way.hang(gate));
        long pid = awaitStart(task);
        long started = System.nanoTime() - sinceStart(task);
        double gone = awaitGone(pid, started + TIMEOUT.toNanos());
        task.exception();
        return gone;
    }

    private static double byCancel(PoolExecutor pool, Hang way, Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        TaskFuture<?> task = pool.submit(() -> way.hang(gate));
        gate.awaitArrivals(1);
        long pid = awaitStart(task);
        long now = System.nanoTime();
        task.cancel(true);
        return awaitGone(pid, now + GRACE.toNanos());
    }

    private static long awaitStart(TaskFuture<?> task) {
        Poll.until("start of the task", () -> task.worker().isPresent());
        return task.worker().orElseThrow().pid();
    }

    private static long sinceStart(TaskFuture<?> task) {
        return Duration.between(task.startedAt().orElseThrow(), java.time.Instant.now())
                .toNanos();
    }

    private static double awaitGone(long pid, long from) {
        while (Processes.isRunning(pid)) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        return (System.nanoTime() - from) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double worst(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    private static void deleteTree(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            paths.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }
}
