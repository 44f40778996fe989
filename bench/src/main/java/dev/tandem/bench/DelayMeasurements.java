package dev.tandem.bench;

import java.util.List;

/** How long one waits: targets 5, 7 and 8, and what a large array under way does to others. */
final class DelayMeasurements {
    private static final int ECHO_BYTES = 256 << 20;

    /** What starts workers or sleeps gets no faster by being done more often. */
    private static final Warmup FEW = Warmup.times(2);

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
        return Measurement.of(
                        "round-trip",
                        what,
                        Comparison.of(what + ", p50", Unit.MICROSECONDS, 0),
                        who.tandem(() -> new RoundTripSide(who.processes(), tasks)),
                        Rival.of(who.python("CPython submit, result", PythonTool.FUTURES, sum, "round-trip", tasks))
                                .target(5, Target.atMostTimes(1 / 15.0))
                                .moonshot(5, Target.atMostTimes(1 / 50.0)),
                        Rival.of(Contestants.jvm(
                                "PP4J submit, get",
                                who.untilSettled(),
                                List.of(),
                                sum,
                                Pp4jPeer.class,
                                "round-trip",
                                tasks)))
                .with(Comparison.of(what + ", p99", Unit.MICROSECONDS, 1).against(0));
    }

    private Measurement firstResult() {
        return Measurement.of(
                "first",
                Comparison.of("first result of a fresh process pool", Unit.MILLISECONDS, 0),
                who.tandem(FEW, () -> new FirstResultSide(who::processes)),
                Rival.of(first("CPython spawn", PythonTool.FUTURES, "spawn")).target(7, Target.atMostTimes(1)),
                Rival.of(first("CPython forkserver", PythonTool.FUTURES, "forkserver"))
                        .moonshot(7, Target.atMostTimes(1.6)),
                Rival.of(first("CPython fork", PythonTool.FUTURES, "fork")),
                Rival.of(first("loky", PythonTool.LOKY, "default")),
                Rival.of(Contestants.jvm("PP4J", FEW, List.of(), 1, Pp4jPeer.class, "first")));
    }

    private Contestant first(String name, PythonTool tool, String start) {
        return who.python(name, tool, FEW, 1, "first", start);
    }

    private Measurement killWhileRunning() {
        Comparison own = killed("delay of the next task when the worker is killed in a task, with a spare");
        Contestant pebble = who.python("pebble", PythonTool.PEBBLE, Warmup.times(1), kills(), "kill", kills());
        return new Measurement(
                "kill-running",
                own.what(),
                killing(true),
                List.of(pebble),
                List.of(
                        own,
                        Comparison.of("... against pebble, which has no spares", Unit.MILLISECONDS, 0)
                                .against(0),
                        longestOfKills()));
    }

    private Measurement killWhileIdle() {
        Comparison own = killed("delay of the next task when the idle worker is killed, with a spare");
        return Measurement.of("kill-idle", own.what(), killing(false), own, longestOfKills());
    }

    private int kills() {
        return who.sized(3, 5);
    }

    private Contestant killing(boolean isRunning) {
        return who.tandem(
                FEW,
                () -> new KillSide(who.processes(o -> o.workers(1).spares(1).prestarted()), kills(), isRunning));
    }

    private static Comparison killed(String what) {
        return Comparison.of(what, Unit.MILLISECONDS, 0)
                .target(8, Target.atMost(5, Unit.MILLISECONDS))
                .moonshot(8, Target.atMost(1, Unit.MILLISECONDS));
    }

    private Comparison longestOfKills() {
        return Comparison.of("... the longest of " + kills(), Unit.MILLISECONDS, 1);
    }

    private Measurement interference() {
        String what = "while 256 MiB are echoed";
        return new Measurement(
                "interference",
                what,
                who.tandem(FEW, () -> interference(ECHO_BYTES)),
                List.of(new Contestant("Tandem, the other worker asleep", FEW, () -> interference(0))),
                List.of(
                        interfered(what + ", round trip, p50", 0),
                        interfered(what + ", round trip, p99", 1),
                        interfered(what + ", cancel(true) until the next result", 2),
                        interfered(what + ", the longest of these", 3)));
    }

    private Side interference(int bytes) {
        return new InterferenceSide(who.processes(), bytes, who.sized(500, 2_000), who.sized(5, 20));
    }

    private static Comparison interfered(String what, int figure) {
        return Comparison.of(what, Unit.MICROSECONDS, figure).against(0);
    }
}
