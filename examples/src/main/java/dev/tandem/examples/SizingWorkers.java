package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How many workers? For work that computes about one for each processor; for work that waits many more. */
public final class SizingWorkers implements Scenario {
    private static final List<Integer> TASKS = IntStream.range(0, 32).boxed().toList();
    private static final int LOOP = 600_000;
    private static final int WAIT_MILLIS = 40;
    /** Beyond that the tasks are too few to tell. */
    private static final int MOST_WORKERS = 16;

    /** What the tasks gave, and how long it took. */
    record Run<R>(int workers, List<R> results, double seconds) {}

    @Override
    public String title() {
        return "How many workers";
    }

    @Override
    public String explains() {
        return String.format(Locale.ROOT, """
                %d tasks that compute, on 1, 2, 4 ... worker processes, and as many that wait %d ms, on 1, 2, 4
                ... threads. Computing gains up to the number of processors, waiting far beyond it.
                """, TASKS.size(), WAIT_MILLIS);
    }

    @Override
    public void run(Report report) throws Exception {
        List<Run<Double>> computing = new ArrayList<>();
        List<Run<Integer>> waiting = new ArrayList<>();
        int most = Math.min(MOST_WORKERS, 2 * Runtime.getRuntime().availableProcessors());
        for (int workers = 1; workers <= most; workers *= 2) {
            report.progress("workers tried", workers, most);
            computing.add(compute(workers));
            waiting.add(await(workers));
        }
        sayTable("worker processes, computing", computing, report);
        sayTable("threads, waiting", waiting, report);

        List<Double> wanted = TASKS.stream().map(SizingWorkers::sum).toList();
        for (Run<Double> run : computing) {
            report.checkEquals(wanted, run.results(), "right results by %d worker processes", run.workers());
        }
        Run<Integer> last = waiting.get(waiting.size() - 1);
        double gain = waiting.get(0).seconds() / last.seconds();
        report.checkEquals(TASKS, last.results(), "right results by %d threads", last.workers());
        report.check(
                gain > 0.5 * last.workers(),
                "%d threads waited for all tasks %.1f times as fast as one",
                last.workers(),
                gain);
    }

    private static Run<Double> compute(int workers) throws InterruptedException {
        try (PoolExecutor pool = ReadyPools.open(workers)) {
            Stopwatch watch = Stopwatch.start();
            List<Double> sums =
                    pool.map(SizingWorkers::sum, TASKS, o -> o.chunkSize(1)).toList();
            return new Run<>(workers, sums, watch.seconds());
        }
    }

    private static Run<Integer> await(int workers) {
        try (PoolExecutor pool = ThreadPoolExecutor.open(workers)) {
            Stopwatch watch = Stopwatch.start();
            List<Integer> waited =
                    pool.map(SizingWorkers::sleep, TASKS, o -> o.chunkSize(1)).toList();
            return new Run<>(workers, waited, watch.seconds());
        }
    }

    private static <R> void sayTable(String what, List<Run<R>> runs, Report report) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(what, "time", "gain"));
        for (Run<R> run : runs) {
            String gain = String.format(Locale.ROOT, "%.2f x", runs.get(0).seconds() / run.seconds());
            table.add(List.of("" + run.workers(), Stopwatch.text(run.seconds()), gain));
        }
        report.table(table);
    }

    static double sum(int task) {
        double sum = task;
        for (int i = 0; i < LOOP; i++) {
            sum += Math.sqrt(i + task) * Math.sin(i);
        }
        return sum;
    }

    static int sleep(int task) throws InterruptedException {
        Thread.sleep(WAIT_MILLIS);
        return task;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new SizingWorkers()), System.out));
    }
}
