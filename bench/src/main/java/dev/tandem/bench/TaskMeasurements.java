package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.bench.BatchSide.Submission;
import dev.tandem.bench.Contestant.UnavailableException;
import dev.tandem.bench.Tasks.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Tiny tasks, many at a time: targets 1 to 4 and 9. */
final class TaskMeasurements {
    private static final int MAP_ELEMENTS = 1_000_000;
    static final String JDK_POOL = "JDK pool, CompletableFuture";

    private final Contestants who;

    TaskMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(submit(), records(), lambdas(), map(), threads());
    }

    private Measurement submit() {
        int tasks = who.sized(200_000, 2_000_000);
        return Measurement.of(
                "submit",
                Comparison.of("process pool, submit tiny tasks", Unit.TASKS_PER_SECOND, 0),
                who.tandem(() -> submitSide(who.processes(), tasks)),
                Rival.of(python("CPython submit", PythonTool.FUTURES, "submit")).target(1, Target.atLeastTimes(400)),
                Rival.of(jdkPool(who.sized(300_000, 2_000_000))).moonshot(1, Target.atLeastTimes(1)),
                Rival.of(python("multiprocessing apply_async", PythonTool.POOL, "submit")),
                Rival.of(python("loky submit", PythonTool.LOKY, "submit")),
                Rival.of(python("pebble schedule", PythonTool.PEBBLE, "submit")),
                Rival.of(Contestants.jvm(
                        "PP4J submit",
                        who.untilSettled(),
                        List.of(),
                        Tasks.sumOfIncrements(fewer()),
                        Pp4jPeer.class,
                        "submit",
                        fewer())));
    }

    private Measurement records() {
        int tasks = who.sized(200_000, 2_000_000);
        List<Parcel> parcels = new ArrayList<>();
        for (int i = 0; i < BatchSide.BATCH; i++) {
            parcels.add(new Parcel(i, 2.5, "parcel"));
        }
        return Measurement.of(
                "record",
                Comparison.of("process pool, submit, a record there and back", Unit.TASKS_PER_SECOND, 0),
                who.tandem(() -> {
                    ProcessPoolExecutor pool = who.processes();
                    return new BatchSide<>(
                            pool::close,
                            tasks,
                            argument -> pool.submit(Tasks::next, parcels.get(argument)),
                            Parcel::id);
                }),
                Rival.of(python("CPython submit, dataclass", PythonTool.FUTURES, "record"))
                        .target(2, Target.atLeastTimes(100))
                        .moonshot(2, Target.atLeastTimes(500)));
    }

    private Measurement lambdas() {
        int tasks = who.sized(200_000, 2_000_000);
        return Measurement.of(
                "lambda",
                Comparison.of("process pool, submit capturing lambdas", Unit.TASKS_PER_SECOND, 0),
                who.tandem(() -> {
                    ProcessPoolExecutor pool = who.processes();
                    return new BatchSide<>(
                            pool::close,
                            tasks,
                            argument -> {
                                int captured = argument;
                                return pool.submit(() -> captured + 1);
                            },
                            Integer::longValue);
                }),
                Rival.of(python("CPython submit, functools.partial", PythonTool.FUTURES, "partial"))
                        .target(3, Target.atLeastTimes(40))
                        .moonshot(3, Target.atLeastTimes(150)));
    }

    private Measurement map() {
        int fewer = who.sized(50_000, 100_000);
        return Measurement.of(
                "map",
                Comparison.of("process pool, map 1 M integers, automatic chunks", Unit.ELEMENTS_PER_SECOND, 0),
                who.tandem(() -> new MapSide(who.processes(), MAP_ELEMENTS)),
                Rival.of(python("multiprocessing.Pool.map", PythonTool.POOL, "map", MAP_ELEMENTS))
                        .target(4, Target.atLeastTimes(3))
                        .moonshot(4, Target.atLeastTimes(8)),
                Rival.of(python("... imap, chunksize=1000", PythonTool.POOL, "imap", MAP_ELEMENTS)),
                Rival.of(python("CPython map, chunksize=1000", PythonTool.FUTURES, "map", MAP_ELEMENTS)),
                Rival.of(python("loky map, chunksize=1000", PythonTool.LOKY, "map", MAP_ELEMENTS)),
                Rival.of(python("pebble map, chunksize=1000", PythonTool.PEBBLE, "map", MAP_ELEMENTS)),
                Rival.of(python("joblib, automatic batches", PythonTool.JOBLIB, "map", fewer)));
    }

    private Measurement threads() {
        int tasks = who.sized(300_000, 2_000_000);
        Comparison row = Comparison.of("thread pool, submit tiny tasks", Unit.TASKS_PER_SECOND, 0);
        return Measurement.of(
                        "threads",
                        row,
                        who.tandem(() -> submitSide(ThreadPoolExecutor.open(Contestants.WORKERS), tasks)),
                        Rival.of(jdkPool(tasks)).target(9, Target.atLeastTimes(1)),
                        Rival.of(jdk(
                                        "ForkJoinPool, CompletableFuture",
                                        tasks,
                                        () -> new ForkJoinPool(Contestants.WORKERS)))
                                .moonshot(9, Target.atLeastTimes(1)),
                        Rival.of(jdk("virtual thread per task", tasks, TaskMeasurements::virtualThreads)))
                .with(Comparison.of(row.what() + ", processor time", Unit.NANOSECONDS_PER_TASK, 2)
                        .against(0));
    }

    /** How many tasks those do that would take minutes for ours. */
    private int fewer() {
        return who.sized(2_000, 5_000);
    }

    private Contestant python(String name, PythonTool tool, String work) {
        return python(name, tool, work, fewer());
    }

    private Contestant python(String name, PythonTool tool, String work, int tasks) {
        return who.python(name, tool, Tasks.sumOfIncrements(tasks), work, tasks);
    }

    /** Opens a pool of the JDK. */
    private interface JdkPool {
        ExecutorService open() throws Exception;
    }

    private Contestant jdk(String name, int tasks, JdkPool opening) {
        return new Contestant(name, who.untilSettled(), () -> jdkSide(opening.open(), tasks));
    }

    private Contestant jdkPool(int tasks) {
        return jdk(JDK_POOL, tasks, TaskMeasurements::twoThreads);
    }

    static ExecutorService twoThreads() {
        return new java.util.concurrent.ThreadPoolExecutor(
                Contestants.WORKERS, Contestants.WORKERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    private static Side submitSide(PoolExecutor pool, int tasks) {
        return new BatchSide<>(
                pool::close, tasks, argument -> pool.submit(Tasks::increment, argument), Integer::longValue);
    }

    private static Side jdkSide(ExecutorService pool, int tasks) {
        return new BatchSide<>(pool::shutdownNow, tasks, submission(pool), Integer::longValue);
    }

    static Submission<Integer> submission(ExecutorService pool) {
        return argument -> CompletableFuture.supplyAsync(() -> Tasks.increment(argument), pool);
    }

    /** An executor that starts a virtual thread for each task, from JDK 21 on. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException, UnavailableException {
        if (Runtime.version().feature() < 21) {
            throw new UnavailableException("needs JDK 21");
        }
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
