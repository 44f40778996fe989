package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.bench.Contestant.UnavailableException;
import dev.tandem.bench.Measurement.Comparison;
import java.util.List;
import java.util.Optional;

/**
 * The measurements that {@link PeerBench} makes. CPython's sides do fewer tasks where it would take them minutes: what
 * is compared is then the rate.
 */
final class Measurements {
    private static final int WORKERS = 2;
    private static final int ECHO_BYTES = 64 << 20;
    private static final int MAP_ELEMENTS = 1_000_000;

    /** The interpreter has nothing to warm up but its pool. */
    private static final int PYTHON_WARMUPS = 1;

    private final Optional<Python> python;
    private final boolean isQuick;

    Measurements(Optional<Python> python, boolean isQuick) {
        this.python = python;
        this.isQuick = isQuick;
    }

    List<Measurement> all() {
        return List.of(submitToProcesses(), mapOnProcesses(), submitToThreads(), roundTrip(), firstResult(), echo());
    }

    private Measurement submitToProcesses() {
        int tasks = isQuick ? 200_000 : 500_000;
        int pythonTasks = isQuick ? 2_000 : 5_000;
        String what = "process pool, submit tiny tasks";
        return new Measurement(
                what,
                tandem(warmups(), () -> new SubmitSide(processes(), tasks)),
                List.of(python("CPython submit", Tasks.sumOfIncrements(pythonTasks), "submit", pythonTasks)),
                List.of(new Comparison(
                        what, Unit.TASKS_PER_SECOND, 0, 0, Target.atLeastTimes(20), Target.atLeastTimes(400))));
    }

    private Measurement mapOnProcesses() {
        long sum = Tasks.sumOfIncrements(MAP_ELEMENTS);
        String what = "process pool, map 1 M integers, automatic chunks";
        Target target = Target.atLeast(1e6, Unit.ELEMENTS_PER_SECOND);
        return new Measurement(
                what,
                tandem(warmups(), () -> new MapSide(processes(), MAP_ELEMENTS)),
                List.of(
                        python("CPython map, chunksize=1000", sum, "map", MAP_ELEMENTS),
                        python("multiprocessing.Pool.map", sum, "pool-map", MAP_ELEMENTS)),
                List.of(
                        new Comparison(what, Unit.ELEMENTS_PER_SECOND, 0, 0, target, Target.none()),
                        new Comparison(what, Unit.ELEMENTS_PER_SECOND, 0, 1, target, Target.atLeastTimes(3))));
    }

    private Measurement submitToThreads() {
        int tasks = isQuick ? 300_000 : 1_000_000;
        String what = "thread pool, submit tiny tasks";
        return new Measurement(
                what,
                tandem(warmups(), () -> new SubmitSide(ThreadPoolExecutor.open(WORKERS), tasks)),
                List.of(new Contestant(
                        "JDK pool, CompletableFuture", warmups(), () -> new JdkSubmitSide(WORKERS, tasks))),
                List.of(
                        new Comparison(
                                what, Unit.NANOSECONDS_PER_TASK, 1, 0, Target.atMostTimes(1.3), Target.atMostTimes(1)),
                        new Comparison(
                                what + ", processor time",
                                Unit.NANOSECONDS_PER_TASK,
                                2,
                                0,
                                Target.none(),
                                Target.none())));
    }

    private Measurement roundTrip() {
        int tasks = isQuick ? 1_000 : 3_000;
        return new Measurement(
                "process pool, round trip",
                tandem(warmups(), () -> new RoundTripSide(processes(), tasks)),
                List.of(python("CPython submit, result", Tasks.sumOfIncrements(tasks), "round-trip", tasks)),
                List.of(
                        new Comparison(
                                "process pool, round trip, p50",
                                Unit.MICROSECONDS,
                                0,
                                0,
                                Target.none(),
                                Target.atMostTimes(1 / 15.0)),
                        new Comparison(
                                "process pool, round trip, p99",
                                Unit.MICROSECONDS,
                                1,
                                0,
                                Target.none(),
                                Target.none())));
    }

    private Measurement firstResult() {
        String what = "first result of a fresh process pool";
        return new Measurement(
                what,
                tandem(1, () -> new FirstResultSide(Measurements::processes)),
                List.of(
                        python("CPython spawn", Tasks.sumOfIncrements(1), "first", "spawn"),
                        python("CPython fork", Tasks.sumOfIncrements(1), "first", "fork")),
                List.of(
                        new Comparison(what, Unit.MILLISECONDS, 0, 0, Target.none(), Target.atMostTimes(1)),
                        new Comparison(what, Unit.MILLISECONDS, 0, 1, Target.none(), Target.none())));
    }

    private Measurement echo() {
        String what = "process pool, echo of 64 MiB";
        return new Measurement(
                what,
                tandem(2, () -> new EchoSide(processes(), ECHO_BYTES)),
                List.of(python("CPython submit, result", ECHO_BYTES, "echo", ECHO_BYTES)),
                List.of(new Comparison(what, Unit.MEBIBYTES_PER_SECOND, 0, 0, Target.none(), Target.atLeastTimes(5))));
    }

    /** Enough for the compiler of both JVMs to have done its work. */
    private int warmups() {
        return isQuick ? 4 : 10;
    }

    private static PoolExecutor processes() {
        return ProcessPoolExecutor.open(WORKERS);
    }

    private static Contestant tandem(int warmups, Contestant.Opening opening) {
        return new Contestant("Tandem", warmups, opening);
    }

    private Contestant python(String name, long expectedSum, String what, Object parameter) {
        return new Contestant(name, PYTHON_WARMUPS, () -> {
            Python found = python.orElseThrow(() -> new UnavailableException(Python.MISSING));
            return new PythonSide(found, expectedSum, what, parameter.toString());
        });
    }
}
