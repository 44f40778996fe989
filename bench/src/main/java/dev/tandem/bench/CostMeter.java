package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.bench.CostCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;

/** Measures what tasks cost that compute for a while and give their argument back. */
final class CostMeter implements AutoCloseable {
    /** The payloads, in bytes. */
    static final List<Integer> SIZES = List.of(16, 256, 4 << 10, 64 << 10, 1 << 20, 16 << 20);

    /** The lengths. */
    private static final List<Integer> MICROS = List.of(1, 10, 100, 1_000, 10_000, 100_000);

    /** Fewer tasks would not keep two workers busy. */
    private static final int LEAST_TASKS = 4;

    private static final int MOST_TASKS = 50_000;

    /** What is on its way at a time: more would be about memory. */
    private static final long MOST_BYTES = 256L << 20;

    /** Rounds that do not count, for the compiler's sake, which long tasks do not need. */
    private static final int WARMUPS = 3;

    private static final int WARMUPS_OF_LONG_TASKS = 1;
    private static final int LONG_MICROS = 10_000;

    private final ExecutorService threads = TaskMeasurements.twoThreads();
    private final ProcessPoolExecutor processes = ProcessPoolExecutor.open(Contestants.WORKERS);
    private final int repetitions;
    private final double nanosPerRepetition;

    CostMeter(boolean isQuick) {
        this.repetitions = isQuick ? 3 : 5;
        this.nanosPerRepetition = isQuick ? 50e6 : 200e6;
    }

    /** Measures all lengths with a payload of that size. */
    CostCurve measure(int bytes) {
        byte[] payload = new byte[bytes];
        List<Point> points = new ArrayList<>();
        for (int micros : MICROS) {
            points.add(measure(payload, micros));
        }
        return new CostCurve(bytes, points);
    }

    private Point measure(byte[] payload, int micros) {
        int steps = BusyLoop.steps(micros);
        int tasks = tasks(payload.length, micros);
        List<Double> alone = new ArrayList<>();
        List<Double> onThreads = new ArrayList<>();
        List<Double> onProcesses = new ArrayList<>();
        for (int i = micros < LONG_MICROS ? -WARMUPS : -WARMUPS_OF_LONG_TASKS; i < repetitions; i++) {
            double one = inThisThread(payload, steps, tasks);
            double two = pooled(
                    (bytes, length) -> CompletableFuture.supplyAsync(() -> work(bytes, length), threads),
                    payload,
                    steps,
                    tasks);
            double there =
                    pooled((bytes, length) -> processes.submit(CostMeter::work, bytes, length), payload, steps, tasks);
            if (i >= 0) {
                alone.add(one);
                onThreads.add(two);
                onProcesses.add(there);
            }
        }
        return new Point(
                micros,
                Spread.of(alone).median(),
                Spread.of(onThreads).median(),
                Spread.of(onProcesses).median());
    }

    /** As many as fill the time of a repetition, by a guess at what the payload costs. */
    private int tasks(int bytes, int micros) {
        double nanosPerTask = micros * 1e3 + 1_000 + bytes;
        double most = Math.min(MOST_TASKS, (double) MOST_BYTES / bytes);
        return (int) Math.max(LEAST_TASKS, Math.min(most, nanosPerRepetition / nanosPerTask));
    }

    private static double inThisThread(byte[] payload, int steps, int tasks) {
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            work(payload, steps);
        }
        return (double) (System.nanoTime() - start) / tasks;
    }

    private static double pooled(
            BiFunction<byte[], Integer, CompletableFuture<byte[]>> submission, byte[] payload, int steps, int tasks) {
        List<CompletableFuture<byte[]>> futures = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            futures.add(submission.apply(payload, steps));
        }
        futures.forEach(CompletableFuture::join);
        return (double) (System.nanoTime() - start) / tasks;
    }

    private static byte[] work(byte[] payload, Integer steps) {
        BusyLoop.run(steps);
        return payload;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        processes.close();
    }
}
