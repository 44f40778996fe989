package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.bench.GrowthSide.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** What many tasks, workers and threads cost, and idle ones: targets 10 to 12, and a soak. */
final class ScaleMeasurements {
    private static final Target FLAT = Target.atMost(30, Unit.PERCENT);
    private static final int PENDING = 200_000;
    private static final int IDLE_WORKERS = 8;

    /** What is measured at a time, so that few tasks are not measured by themselves. */
    private static final int LEAST_TASKS = 100_000;

    /** How often what is shorter than {@link #MANY} is measured in each repetition. */
    private static final int TRIALS = 3;

    private static final int MANY = 1_000_000;

    /** How often {@link #LEAST_TASKS} are done before it counts. */
    private static final int WARMUPS = 10;

    private final Contestants who;

    ScaleMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(memory(), fit(), idle(), moreTasks(), moreWorkers(), moreThreads(), soak());
    }

    private Measurement memory() {
        String what = "process pool, memory of a task that waits";
        Comparison row = Comparison.of(what, Unit.BYTES_PER_TASK, 0)
                .target(10, Target.atMost(250, Unit.BYTES_PER_TASK))
                .moonshot(10, Target.atMost(120, Unit.BYTES_PER_TASK));
        return new Measurement(
                "memory",
                what,
                Contestants.jvm("Tandem", 1, List.of(), 2L * PENDING, PendingProbe.class, "tandem", PENDING),
                List.of(Contestants.jvm(
                        "JDK pool, CompletableFuture", 1, List.of(), 2L * PENDING, PendingProbe.class, "jdk", PENDING)),
                List.of(
                        row,
                        Comparison.of("... against threads", Unit.BYTES_PER_TASK, 0)
                                .against(0)));
    }

    private Measurement fit() {
        String what = "process pool, tasks that wait in a heap of 512 MB";
        return new Measurement(
                        "fit",
                        what,
                        who.tandem(0, FitSide::new),
                        List.of(),
                        List.of(Comparison.of(what, Unit.TASKS, 0)
                                .target(10, Target.atLeast(FitSide.TASKS, Unit.TASKS))))
                .atMost(1);
    }

    private Measurement idle() {
        Target none = new Target(Target.Basis.FIGURE, Target.Bound.AT_MOST, 0.5, "0 % (below 0.5)");
        return new Measurement(
                        "idle",
                        "processor time of an idle pool of 8 workers",
                        Contestants.jvm("Tandem", 0, List.of(), IDLE_WORKERS, IdleProbe.class, IDLE_WORKERS),
                        List.of(Contestants.jvm("a JVM that sleeps", 0, List.of(), 0, IdleProbe.class, 0)),
                        List.of(
                                Comparison.of("idle pool of 8 workers, parent", Unit.PERCENT, 0)
                                        .target(11, none),
                                Comparison.of("idle pool of 8 workers, each worker", Unit.PERCENT, 1)
                                        .target(11, none),
                                Comparison.of("... parent, against a JVM that sleeps", Unit.PERCENT, 0)
                                        .against(0)))
                .atMost(who.sized(1, 3));
    }

    private Measurement moreTasks() {
        List<Integer> counts = who.isQuick()
                ? List.of(1_000, 10_000, 100_000, 1_000_000)
                : List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);
        return growth("growth-tasks", "tasks", counts, who.tandem(0, () -> {
            ProcessPoolExecutor pool = who.processes();
            warmUp(pool, WARMUPS);
            return new GrowthSide(
                    counts.stream()
                            .<Size>map(count -> () ->
                                    count < MANY ? steady(() -> nanosPerTask(pool, count)) : nanosPerTask(pool, count))
                            .toList(),
                    pool::close);
        }));
    }

    private Measurement moreWorkers() {
        List<Integer> counts = who.isQuick() ? List.of(1, 2, 4, 8) : List.of(1, 4, 16, 64);
        return growth("growth-workers", "workers", counts, who.tandem(0, () -> {
            Memory.require(who.sized(1, 8), 0);
            List<ProcessPoolExecutor> pools = new ArrayList<>();
            List<Size> sizes = new ArrayList<>();
            for (int count : counts) {
                ProcessPoolExecutor pool = who.processes(o -> o.workers(count).prestarted());
                pools.add(pool);
                sizes.add(() -> steady(() -> nanosPerTask(pool, LEAST_TASKS)));
                warmUp(pool, count);
            }
            return new GrowthSide(sizes, () -> pools.forEach(ProcessPoolExecutor::close));
        }));
    }

    private Measurement moreThreads() {
        List<Integer> counts = who.isQuick() ? List.of(1, 4, 16, 64) : List.of(1, 2, 4, 8, 16, 32, 64);
        return growth("growth-threads", "submitting threads", counts, who.tandem(2, () -> {
            ProcessPoolExecutor pool = who.processes();
            warmUp(pool, WARMUPS);
            ExecutorService submitters = Executors.newFixedThreadPool(Collections.max(counts));
            return new GrowthSide(
                    counts.stream()
                            .<Size>map(count -> () -> steady(() -> nanosPerTask(pool, submitters, count)))
                            .toList(),
                    () -> {
                        submitters.shutdownNow();
                        pool.close();
                    });
        }));
    }

    private static Measurement growth(String key, String sizes, List<Integer> counts, Contestant tandem) {
        String what = String.format("process pool, %,d to %,d %s", counts.get(0), Collections.max(counts), sizes);
        List<Comparison> rows = new ArrayList<>();
        rows.add(Comparison.of(what + ": furthest from the middle", Unit.PERCENT, 0)
                .target(12, FLAT));
        for (int i = 0; i < counts.size(); i++) {
            rows.add(
                    Comparison.of(String.format("... %,d %s", counts.get(i), sizes), Unit.NANOSECONDS_PER_TASK, i + 1));
        }
        return new Measurement(key, what, tandem, List.of(), rows);
    }

    private Measurement soak() {
        int tasks = who.sized(1_000_000, 10_000_000);
        String what = String.format("process pool, soak of %,d tasks", tasks);
        List<Comparison> rows = new ArrayList<>();
        rows.add(Comparison.of(what + ": growth of the parent's heap", Unit.MEBIBYTES, 0)
                .target(Target.atMost(2, Unit.MEBIBYTES)));
        rows.add(Comparison.of(what + ": growth of a worker, resident", Unit.MEBIBYTES, 1)
                .target(Target.atMost(16, Unit.MEBIBYTES)));
        for (int i = 0; i < SoakSide.STEPS; i++) {
            String when = String.format("... %,d tasks", tasks / SoakSide.STEPS * (i + 1));
            rows.add(Comparison.of(when + ", parent's heap", Unit.MEBIBYTES, 2 + i));
            rows.add(Comparison.of(when + ", a worker, resident", Unit.MEBIBYTES, 2 + SoakSide.STEPS + i));
        }
        return new Measurement("soak", what, who.tandem(0, () -> new SoakSide(who.processes(), tasks)), List.of(), rows)
                .atMost(1);
    }

    private static void warmUp(ProcessPoolExecutor pool, int times) throws WrongResultException {
        for (int i = 0; i < times; i++) {
            nanosPerTask(pool, LEAST_TASKS);
        }
    }

    /** What takes short is measured more than once. */
    private static double steady(Size size) throws Exception {
        List<Double> costs = new ArrayList<>();
        for (int i = 0; i < TRIALS; i++) {
            costs.add(size.nanosPerTask());
        }
        return Spread.of(costs).median();
    }

    /** Submits so many tasks and takes their results, at most 100,000 at a time; if they are few, more than once. */
    private static double nanosPerTask(ProcessPoolExecutor pool, int tasks) throws WrongResultException {
        List<Integer> arguments = Tasks.arguments(Math.min(tasks, BatchSide.BATCH));
        int rounds = Math.max(tasks, LEAST_TASKS) / arguments.size();
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += submitAll(pool, arguments);
        }
        double nanos = System.nanoTime() - start;
        WrongResultException.check(rounds * Tasks.sumOfIncrements(arguments.size()), sum);
        return nanos / rounds / arguments.size();
    }

    /** The same by several threads that share the tasks evenly. */
    private static double nanosPerTask(ProcessPoolExecutor pool, ExecutorService submitters, int threads)
            throws WrongResultException {
        List<Integer> arguments = Tasks.arguments(LEAST_TASKS / threads);
        long start = System.nanoTime();
        List<CompletableFuture<Long>> sums = IntStream.range(0, threads)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> submitAll(pool, arguments), submitters))
                .toList();
        long sum = sums.stream().mapToLong(CompletableFuture::join).sum();
        double nanos = System.nanoTime() - start;
        WrongResultException.check(threads * Tasks.sumOfIncrements(arguments.size()), sum);
        return nanos / threads / arguments.size();
    }

    private static long submitAll(ProcessPoolExecutor pool, List<Integer> arguments) {
        return BatchSide.submitBatch(
                arguments, argument -> pool.submit(Tasks::increment, argument), Integer::longValue);
    }
}
