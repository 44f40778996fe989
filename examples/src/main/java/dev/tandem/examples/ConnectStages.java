package dev.tandem.examples;

import dev.tandem.Pipeline;
import dev.tandem.PipelineResults;
import dev.tandem.PipelineStats;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RateLimit;
import dev.tandem.StageFailure;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerCrashedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A pipeline of stages on threads and on processes, with inputs among them that hang or kill what works on them. */
public final class ConnectStages implements Scenario {
    private static final int TEXTS = 200;
    private static final int HANGS = 41;
    private static final int EXITS = 123;
    private static final int BATCH = 50;

    @Override
    public String title() {
        return "A pipeline of three stages, two of its inputs poisoned";
    }

    @Override
    public String explains() {
        return String.format(Locale.ROOT, """
                Of %d texts, fetched on 16 threads and counted in 2 processes, one makes its worker hang and one makes it
                exit. Results are stored in batches of %d, at most 20 a second.""", TEXTS, BATCH);
    }

    /** Waits as one does for a disk or a server. */
    static String fetch(int number) throws InterruptedException {
        Thread.sleep(4);
        return number + ": " + SlowServer.text(number);
    }

    /** Runs in a worker, which two of the texts are too much for. */
    static int countWords(String text) {
        switch (Integer.parseInt(text.substring(0, text.indexOf(':')))) {
            case HANGS -> Misdeeds.loopForEver();
            case EXITS -> Misdeeds.exit();
            default -> {}
        }
        return text.split("\\W+").length;
    }

    @Override
    public void run(Report report) throws Exception {
        PoolExecutor threads = ThreadPoolExecutor.open(16);
        PoolExecutor processes =
                ProcessPoolExecutor.open(o -> o.workers(2).name("counters").withInsights());
        List<Integer> stored = new ArrayList<>();
        List<StageFailure> failures;
        PipelineStats stats;
        try (threads;
                processes;
                PipelineResults<Integer> sums = Pipeline.from(
                                IntStream.range(0, TEXTS).boxed().toList())
                        .then(
                                threads,
                                ConnectStages::fetch,
                                s -> s.label("fetch").concurrency(16))
                        .then(
                                processes,
                                ConnectStages::countWords,
                                s -> s.label("count")
                                        .timeout(Duration.ofSeconds(1))
                                        .unordered())
                        .batch(BATCH)
                        .then(threads, List::size, s -> s.label("store").rateLimit(RateLimit.perSecond(20)))
                        .collectFailures()
                        .start()) {
            for (int sum : sums) {
                stored.add(sum);
                report.progress("texts stored", stored.size() * BATCH, TEXTS);
            }
            failures = new ArrayList<>(sums.failures());
            stats = sums.stats();
        }
        report.say("%s", stats);
        report.checkEquals(TEXTS - 2, stored.stream().mapToInt(n -> n).sum(), "all texts but two were stored");

        failures.sort(Comparator.comparing(failed -> String.valueOf(failed.origin())));
        for (StageFailure failed : failures) {
            report.say("%s %s:", failed.stage(), failed.origin());
            report.sayMessage(failed.failure());
        }
        report.checkEquals(
                List.of(EXITS + " " + WorkerCrashedException.class, HANGS + " " + TaskTimeoutException.class),
                failures.stream()
                        .map(failed -> failed.origin() + " " + failed.failure().getClass())
                        .toList(),
                "the failures tell which two, that one has ended its worker, and that one was killed at its limit");
        report.say("and where the time of the processes went:");
        report.say("%s", processes.insights());
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new ConnectStages()), System.out));
    }
}
