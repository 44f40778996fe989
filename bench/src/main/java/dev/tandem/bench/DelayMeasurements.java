package dev.tandem.bench;

import java.util.List;

/** How long one waits: targets 5, 7 and 8, and what a large array under way does to others. */
final class DelayMeasurements {
    private static final int ECHO_BYTES = 256 << 20;

    private final Contestants who;

    DelayMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(roundTrip(), firstResult(), killWhileRunning(), killWhileIdle(), interference());
    }

    private Measurement roundTrip() {
        int tasks = who.sized(1_000, 3_000);
        long sum = Tasks.sumOfIncrements(tasks);
        String what = "process pool, round trip";
        Comparison p50 = Comparison.of(what + ", p50", Unit.MICROSECONDS, 0);
        return new Measurement(
                "round-trip",
                what,
                who.tandem(() -> new RoundTripSide(who.processes(), tasks)),
                List.of(
                        who.python("CPython submit, result", PythonTool.FUTURES, sum, "round-trip", tasks),
                        Contestants.jvm("PP4J submit, get", 1, List.of(), sum, Pp4jPeer.class, "round-trip", tasks)),
                List.of(
                        p50.against(0)
                                .target(5, Target.atMostTimes(1 / 15.0))
                                .moonshot(5, Target.atMostTimes(1 / 50.0)),
                        p50.against(1),
                        Comparison.of(what + ", p99", Unit.MICROSECONDS, 1).against(0)));
    }

    private Measurement firstResult() {
        String what = "first result of a fresh process pool";
        Comparison row = Comparison.of(what, Unit.MILLISECONDS, 0);
        return new Measurement(
                "first",
                what,
                who.tandem(2, () -> new FirstResultSide(who::processes)),
                List.of(
                        who.python("CPython spawn", PythonTool.FUTURES, 1, "first", "spawn"),
                        who.python("CPython forkserver", PythonTool.FUTURES, 1, "first", "forkserver"),
                        who.python("CPython fork", PythonTool.FUTURES, 1, "first", "fork"),
                        who.python("loky", PythonTool.LOKY, 1, "first", "default"),
                        Contestants.jvm("PP4J", 1, List.of(), 1, Pp4jPeer.class, "first")),
                List.of(
                        row.against(0).target(7, Target.atMostTimes(1)),
                        row.against(1).moonshot(7, Target.atMostTimes(1.6)),
                        row.against(2),
                        row.against(3),
                        row.against(4)));
    }

    private Measurement killWhileRunning() {
        int times = who.sized(3, 5);
        String what = "delay of the next task when the worker is killed in a task, with a spare";
        Comparison row = Comparison.of(what, Unit.MILLISECONDS, 0)
                .target(8, Target.atMost(5, Unit.MILLISECONDS))
                .moonshot(8, Target.atMost(1, Unit.MILLISECONDS));
        return new Measurement(
                "kill-running",
                what,
                who.tandem(
                        2,
                        () -> new KillSide(
                                who.processes(o -> o.workers(1).spares(1).prestarted()), times, true)),
                List.of(who.python("pebble", PythonTool.PEBBLE, times, "kill", times)),
                List.of(
                        row,
                        Comparison.of("... against pebble, which has no spares", Unit.MILLISECONDS, 0)
                                .against(0),
                        Comparison.of("... the longest of " + times, Unit.MILLISECONDS, 1)));
    }

    private Measurement killWhileIdle() {
        int times = who.sized(3, 5);
        String what = "delay of the next task when the idle worker is killed, with a spare";
        return new Measurement(
                "kill-idle",
                what,
                who.tandem(
                        2,
                        () -> new KillSide(
                                who.processes(o -> o.workers(1).spares(1).prestarted()), times, false)),
                List.of(),
                List.of(
                        Comparison.of(what, Unit.MILLISECONDS, 0)
                                .target(8, Target.atMost(5, Unit.MILLISECONDS))
                                .moonshot(8, Target.atMost(1, Unit.MILLISECONDS)),
                        Comparison.of("... the longest of " + times, Unit.MILLISECONDS, 1)));
    }

    private Measurement interference() {
        int trips = who.sized(500, 2_000);
        int cancels = who.sized(5, 20);
        String what = "while 256 MiB are echoed";
        return new Measurement(
                "interference",
                what,
                who.tandem(1, () -> new InterferenceSide(who.processes(), ECHO_BYTES, trips, cancels)),
                List.of(new Contestant(
                        "Tandem, the other worker asleep",
                        1,
                        () -> new InterferenceSide(who.processes(), 0, trips, cancels))),
                List.of(
                        Comparison.of(what + ", round trip, p50", Unit.MICROSECONDS, 0)
                                .against(0),
                        Comparison.of(what + ", round trip, p99", Unit.MICROSECONDS, 1)
                                .against(0),
                        Comparison.of(what + ", cancel(true) until the next result", Unit.MICROSECONDS, 2)
                                .against(0),
                        Comparison.of(what + ", the longest of these", Unit.MICROSECONDS, 3)
                                .against(0)));
    }
}
