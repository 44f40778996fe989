package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ThreadPoolExecutor;
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
    private static final String JDK_POOL = "JDK pool, CompletableFuture";

    private final Contestants who;

    TaskMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(submit(), records(), lambdas(), map(), threads());
    }

    private Measurement submit() {
        int tasks = who.sized(200_000, 500_000);
        int theirs = who.sized(2_000, 5_000);
        long sum = Tasks.sumOfIncrements(theirs);
        String what = "process pool, submit tiny tasks";
        Comparison row = Comparison.of(what, Unit.TASKS_PER_SECOND, 0);
        return new Measurement(
                "submit",
                what,
                who.tandem(() -> submitSide(who.processes(), tasks)),
                List.of(
                        who.python("CPython submit", PythonTool.FUTURES, sum, "submit", theirs),
                        jdkPool(who.sized(300_000, 1_000_000)),
                        who.python("multiprocessing apply_async", PythonTool.POOL, sum, "submit", theirs),
                        who.python("loky submit", PythonTool.LOKY, sum, "submit", theirs),
                        who.python("pebble schedule", PythonTool.PEBBLE, sum, "submit", theirs),
                        Contestants.jvm("PP4J submit", 2, List.of(), sum, Pp4jPeer.class, "submit", theirs)),
                List.of(
                        row.against(0).target(1, Target.atLeastTimes(400)),
                        row.against(1).moonshot(1, Target.atLeastTimes(1)),
                        row.against(2),
                        row.against(3),
                        row.against(4),
                        row.against(5)));
    }

    private Measurement records() {
        int tasks = who.sized(200_000, 500_000);
        int theirs = who.sized(2_000, 5_000);
        List<Parcel> parcels = new ArrayList<>();
        for (int i = 0; i < BatchSide.BATCH; i++) {
            parcels.add(new Parcel(i, 2.5, "parcel"));
        }
        String what = "process pool, submit, a record there and back";
        return new Measurement(
                "record",
                what,
                who.tandem(() -> {
                    ProcessPoolExecutor pool = who.processes();
                    return new BatchSide<>(
                            pool::close,
                            tasks,
                            argument -> pool.submit(Tasks::next, parcels.get(argument)),
                            Parcel::id);
                }),
                List.of(who.python(
                        "CPython submit, dataclass",
                        PythonTool.FUTURES,
                        Tasks.sumOfIncrements(theirs),
                        "record",
                        theirs)),
                List.of(Comparison.of(what, Unit.TASKS_PER_SECOND, 0)
                        .against(0)
                        .target(2, Target.atLeastTimes(100))
                        .moonshot(2, Target.atLeastTimes(500))));
    }

    private Measurement lambdas() {
        int tasks = who.sized(200_000, 500_000);
        int theirs = who.sized(2_000, 5_000);
        String what = "process pool, submit capturing lambdas";
        return new Measurement(
                "lambda",
                what,
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
                List.of(who.python(
                        "CPython submit, functools.partial",
                        PythonTool.FUTURES,
                        Tasks.sumOfIncrements(theirs),
                        "partial",
                        theirs)),
                List.of(Comparison.of(what, Unit.TASKS_PER_SECOND, 0)
                        .against(0)
                        .target(3, Target.atLeastTimes(40))
                        .moonshot(3, Target.atLeastTimes(150))));
    }

    private Measurement map() {
        long sum = Tasks.sumOfIncrements(MAP_ELEMENTS);
        int fewer = who.sized(50_000, 100_000);
        long sumOfFewer = Tasks.sumOfIncrements(fewer);
        String what = "process pool, map 1 M integers, automatic chunks";
        Comparison row = Comparison.of(what, Unit.ELEMENTS_PER_SECOND, 0);
        return new Measurement(
                "map",
                what,
                who.tandem(() -> new MapSide(who.processes(), MAP_ELEMENTS)),
                List.of(
                        who.python("multiprocessing.Pool.map", PythonTool.POOL, sum, "map", MAP_ELEMENTS),
                        who.python("... imap, chunksize=1000", PythonTool.POOL, sum, "imap", MAP_ELEMENTS),
                        who.python("CPython map, chunksize=1000", PythonTool.FUTURES, sum, "map", MAP_ELEMENTS),
                        who.python("loky map, chunksize=1000", PythonTool.LOKY, sum, "map", MAP_ELEMENTS),
                        who.python("pebble map, chunksize=1000", PythonTool.PEBBLE, sum, "map", MAP_ELEMENTS),
                        who.python("joblib, automatic batches", PythonTool.JOBLIB, sumOfFewer, "map", fewer)),
                List.of(
                        row.against(0).target(4, Target.atLeastTimes(3)).moonshot(4, Target.atLeastTimes(8)),
                        row.against(1),
                        row.against(2),
                        row.against(3),
                        row.against(4),
                        row.against(5)));
    }

    private Measurement threads() {
        int tasks = who.sized(300_000, 1_000_000);
        String what = "thread pool, submit tiny tasks";
        Comparison row = Comparison.of(what, Unit.TASKS_PER_SECOND, 0);
        return new Measurement(
                "threads",
                what,
                who.tandem(() -> submitSide(ThreadPoolExecutor.open(Contestants.WORKERS), tasks)),
                List.of(
                        jdkPool(tasks),
                        new Contestant(
                                "ForkJoinPool, CompletableFuture",
                                who.warmups(),
                                () -> jdkSide(new ForkJoinPool(Contestants.WORKERS), tasks)),
                        new Contestant(
                                "virtual thread per task", who.warmups(), () -> jdkSide(virtualThreads(), tasks))),
                List.of(
                        row.against(0).target(9, Target.atLeastTimes(1)),
                        row.against(1).moonshot(9, Target.atLeastTimes(1)),
                        row.against(2),
                        Comparison.of(what + ", processor time", Unit.NANOSECONDS_PER_TASK, 2)
                                .against(0)));
    }

    private Contestant jdkPool(int tasks) {
        return new Contestant(JDK_POOL, who.warmups(), () -> jdkSide(twoThreads(), tasks));
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
        return new BatchSide<>(
                pool::shutdownNow,
                tasks,
                argument -> CompletableFuture.supplyAsync(() -> Tasks.increment(argument), pool),
                Integer::longValue);
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
