package dev.tandem.examples;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Work that computes, on processes: a numeric loop for several lengths, on one worker and on all. */
public final class NumericLoop implements Scenario {
    /** The longest first, so that the order of completion is another one than that of submission. */
    private static final List<Integer> LENGTHS =
            IntStream.rangeClosed(1, 8).map(i -> (9 - i) * 1_000_000).boxed().toList();

    /** What one pool did: sums by length, its time, the time of its tasks together, and who did them. */
    record Run(Map<Integer, Double> sums, Duration time, Duration taskTime, Set<WorkerId> workers) {
        double tasksAtOnce() {
            return taskTime.toNanos() / (double) time.toNanos();
        }
    }

    static double sum(int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Math.sqrt(i) * Math.sin(i);
        }
        return sum;
    }

    @Override
    public String title() {
        return "Computing, on worker processes";
    }

    @Override
    public String explains() {
        return """
                The sum of sqrt(i) * sin(i) for n from 1 to 8 million: here in this process, then on one worker
                process, then on one worker for each processor. Results are printed as they are completed.""";
    }

    @Override
    public void run(Report report) throws Exception {
        int workers = Math.min(LENGTHS.size(), Runtime.getRuntime().availableProcessors());
        Stopwatch watch = Stopwatch.start();
        Map<Integer, Double> wanted = new TreeMap<>();
        LENGTHS.forEach(length -> wanted.put(length, sum(length)));
        report.say("in this process: %s", watch);

        Run one = runOn(1, report);
        Run all = runOn(workers, report);
        double gain = one.time().toNanos() / (double) all.time().toNanos();
        report.say("all against one: %.2f times as fast", gain);

        report.checkEquals(wanted, one.sums(), "one worker gives the same sums as this process, to the last bit");
        report.checkEquals(wanted, all.sums(), "all workers give the same sums, too");
        if (workers > 1) {
            report.check(
                    all.workers().size() > 1,
                    "%d workers of %d had a share",
                    all.workers().size(),
                    workers);
            report.check(all.tasksAtOnce() > 1.2, "%.2f tasks ran at a time, on average", all.tasksAtOnce());
        }
    }

    @SuppressWarnings("NullAway") // each future is in the map
    private static Run runOn(int workers, Report report) throws Exception {
        try (PoolExecutor pool = ReadyPools.open(workers)) {
            Stopwatch watch = Stopwatch.start();
            Map<TaskFuture<Double>, Integer> lengths = new LinkedHashMap<>();
            for (int length : LENGTHS) {
                lengths.put(pool.submit(NumericLoop::sum, length), length);
            }
            Map<Integer, Double> sums = new TreeMap<>();
            Set<WorkerId> busy = new HashSet<>();
            Duration taskTime = Duration.ZERO;
            for (TaskFuture<Double> future : Futures.asCompleted(lengths.keySet())) {
                int length = lengths.get(future);
                WorkerId worker = future.worker().orElseThrow();
                report.say("  n = %,10d: %18.6f, by %s after %s", length, future.get(), worker, watch);
                sums.put(length, future.get());
                busy.add(worker);
                taskTime = taskTime.plus(runningTime(future));
            }
            report.say("on %d worker%s: %s", workers, workers == 1 ? "" : "s", watch);
            return new Run(sums, watch.elapsed(), taskTime, busy);
        }
    }

    private static Duration runningTime(TaskFuture<?> done) {
        Instant started = done.startedAt().orElseThrow();
        return Duration.between(started, done.finishedAt().orElseThrow());
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new NumericLoop()), System.out));
    }
}
