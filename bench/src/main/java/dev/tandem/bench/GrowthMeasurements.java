package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.WorkerStats;
import dev.tandem.bench.BatchSide.Submission;
import dev.tandem.bench.GrowthSide.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** What a task costs when there are many, many workers, and many threads that submit: target 12. */
final class GrowthMeasurements {
    private static final Target FLAT = Target.atMost(30, Unit.PERCENT);

    /** What each size does in a repetition at least: less is about single wake-ups and collections. */
    private static final int LEAST_TASKS = 1_000_000;

    /** What is submitted before results are taken, where that is not the question. */
    private static final int BURST = BatchSide.BATCH;

    /** What each worker has done before it counts: until then its compiler is what is measured. */
    private static final int WARM_TASKS = 50_000;

    /** A pending task with its future, its payload and its result takes half of it. */
    private static final long HEAP_BYTES_PER_TASK = 512;

    /** Ten million tasks take a while, on each side. */
    private static final int MOST_REPETITIONS_OF_TASKS = 3;

    /** Each side once as a whole, which touches the heap that it needs. */
    private static final Warmup ONCE = Warmup.times(1);

    private static final List<Integer> ARGUMENTS = Tasks.arguments(BURST);

    private final Contestants who;

    GrowthMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(moreTasks(), moreWorkers(), moreThreads());
    }

    private Measurement moreTasks() {
        List<Integer> counts = who.isQuick()
                ? List.of(1_000, 10_000, 100_000, 1_000_000)
                : List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);
        Contestant jdk = new Contestant(TaskMeasurements.JDK_POOL, ONCE, () -> {
            ExecutorService pool = TaskMeasurements.twoThreads();
            List<Long> pids = List.of(ProcessHandle.current().pid());
            return sideOfTasks(counts, TaskMeasurements.submission(pool), pids, pool::shutdownNow);
        });
        return growth("growth-tasks", "tasks", counts, List.of(jdk), () -> {
                    ProcessPoolExecutor pool = who.processes();
                    return sideOfTasks(counts, submission(pool), pids(pool), pool::close);
                })
                .atMost(MOST_REPETITIONS_OF_TASKS);
    }

    private Side sideOfTasks(List<Integer> counts, Submission<Integer> submission, List<Long> pids, Runnable closing)
            throws Exception {
        who.untilSettled().of(() -> submitAll(submission, ARGUMENTS));
        List<Size> sizes = new ArrayList<>();
        for (int count : counts) {
            List<Integer> arguments = arguments(count);
            int batches = Math.max(1, LEAST_TASKS / count);
            sizes.add(new Size(count, sum(arguments), batches, () -> submitAll(submission, arguments), pids));
        }
        return new GrowthSide(sizes, closing);
    }

    private Measurement moreWorkers() {
        List<Integer> counts = who.isQuick() ? List.of(1, 2, 4, 8) : List.of(1, 4, 16, 64);
        return growth("growth-workers", "workers", counts, List.of(), () -> {
            Memory.require(who.sized(1, 8), 0);
            List<ProcessPoolExecutor> pools = new ArrayList<>();
            List<Size> sizes = new ArrayList<>();
            for (int count : counts) {
                ProcessPoolExecutor pool = who.processes(o -> o.workers(count).prestarted());
                pools.add(pool);
                warmUp(pool);
                sizes.add(new Size(
                        BURST,
                        sum(ARGUMENTS),
                        LEAST_TASKS / BURST,
                        () -> submitAll(submission(pool), ARGUMENTS),
                        pids(pool)));
            }
            return new GrowthSide(sizes, () -> pools.forEach(ProcessPoolExecutor::close));
        });
    }

    private Measurement moreThreads() {
        List<Integer> counts = who.isQuick() ? List.of(1, 4, 16, 64) : List.of(1, 2, 4, 8, 16, 32, 64);
        return growth("growth-threads", "submitting threads", counts, List.of(), () -> {
            ProcessPoolExecutor pool = who.processes();
            warmUp(pool);
            ExecutorService submitters = Executors.newFixedThreadPool(Collections.max(counts));
            List<Size> sizes = new ArrayList<>();
            for (int count : counts) {
                List<Integer> share = arguments(BURST / count);
                sizes.add(new Size(
                        count * share.size(),
                        count * sum(share),
                        LEAST_TASKS / BURST,
                        () -> submitAll(submission(pool), submitters, count, share),
                        pids(pool)));
            }
            return new GrowthSide(sizes, () -> {
                submitters.shutdownNow();
                pool.close();
            });
        });
    }

    private Measurement growth(
            String key, String sizes, List<Integer> counts, List<Contestant> peers, Contestant.Opening opening) {
        String what = String.format(
                Locale.ROOT, "process pool, %,d to %,d %s", counts.get(0), Collections.max(counts), sizes);
        List<Comparison> rows = new ArrayList<>();
        rows.add(Comparison.of(what + ": furthest from the middle", Unit.PERCENT, 0)
                .target(12, FLAT));
        int figure = 1;
        for (String suffix : List.of("", ", processor time")) {
            for (int count : counts) {
                String row = String.format(Locale.ROOT, "... %,d %s%s", count, sizes, suffix);
                rows.add(Comparison.of(row, Unit.NANOSECONDS_PER_TASK, figure++));
            }
        }
        if (!peers.isEmpty()) {
            rows.replaceAll(row -> row.beside(0));
        }
        return new Measurement(key, what, who.tandem(ONCE, opening), peers, rows);
    }

    /** Until every worker has done enough, and then until the pool gets no faster. */
    private void warmUp(ProcessPoolExecutor pool) throws Exception {
        while (pool.stats().workers().stream().map(WorkerStats::tasksDone).anyMatch(done -> done < WARM_TASKS)) {
            submitAll(submission(pool), ARGUMENTS);
        }
        who.untilSettled().of(() -> submitAll(submission(pool), ARGUMENTS));
    }

    /** This process and the workers. */
    private static List<Long> pids(ProcessPoolExecutor pool) {
        List<Long> pids = new ArrayList<>();
        pids.add(ProcessHandle.current().pid());
        pool.stats().workers().forEach(worker -> pids.add(worker.id().pid()));
        return pids;
    }

    /** So many, of not so many objects. */
    private static List<Integer> arguments(int count) {
        return IntStream.range(0, count).mapToObj(i -> ARGUMENTS.get(i % BURST)).toList();
    }

    /** What the results of {@link Tasks#increment} are worth. */
    private static long sum(List<Integer> arguments) {
        return arguments.stream().mapToLong(argument -> argument + 1).sum();
    }

    /** Submits all tasks before it takes the first result, as far as the heap is large enough. */
    private static long submitAll(Submission<Integer> submission, List<Integer> arguments) {
        int most = (int) Math.max(BURST, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_TASK);
        long sum = 0;
        for (int from = 0; from < arguments.size(); from += most) {
            sum += submit(submission, arguments.subList(from, Math.min(arguments.size(), from + most)));
        }
        return sum;
    }

    /** The same by several threads, each with its share. */
    private static long submitAll(
            Submission<Integer> submission, ExecutorService submitters, int threads, List<Integer> share) {
        List<CompletableFuture<Long>> sums = IntStream.range(0, threads)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> submit(submission, share), submitters))
                .toList();
        return sums.stream().mapToLong(CompletableFuture::join).sum();
    }

    private static long submit(Submission<Integer> submission, List<Integer> arguments) {
        return BatchSide.submitBatch(arguments, submission, Integer::longValue);
    }

    private static Submission<Integer> submission(ProcessPoolExecutor pool) {
        return argument -> pool.submit(Tasks::increment, argument);
    }
}
