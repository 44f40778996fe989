package dev.tandem.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What waiting tasks and idle workers cost: targets 10 and 11, and a soak. */
final class ScaleMeasurements {
    private static final int PENDING = 200_000;
    private static final int IDLE_WORKERS = 8;

    /** What the heap and the compiler of a worker need to get as large as they get. */
    private static final int SOAK_WARMUP = 4_000_000;

    private final Contestants who;

    ScaleMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(memory(), fit(), idle(), soak());
    }

    private Measurement memory() {
        String what = "process pool, memory of a task that waits";
        Comparison row = Comparison.of(what, Unit.BYTES_PER_TASK, 0)
                .target(10, Target.atMost(250, Unit.BYTES_PER_TASK))
                .moonshot(10, Target.atMost(120, Unit.BYTES_PER_TASK));
        return new Measurement(
                "memory",
                what,
                pending("Tandem", "tandem"),
                List.of(pending(TaskMeasurements.JDK_POOL, "jdk")),
                List.of(
                        row,
                        Comparison.of("... against threads", Unit.BYTES_PER_TASK, 0)
                                .against(0)));
    }

    private static Contestant pending(String name, String pool) {
        return Contestants.jvm(name, Warmup.times(1), List.of(), 2L * PENDING, PendingProbe.class, pool, PENDING);
    }

    private Measurement fit() {
        String what = "process pool, tasks that wait in a heap of 512 MB";
        return Measurement.of(
                        "fit",
                        what,
                        who.tandem(Warmup.times(0), FitSide::new),
                        Comparison.of(what, Unit.TASKS, 0).target(10, Target.atLeast(FitSide.TASKS, Unit.TASKS)))
                .atMost(1);
    }

    private Measurement idle() {
        Target none = new Target(Target.Basis.FIGURE, Target.Bound.AT_MOST, 0.5, "0 % (below 0.5)");
        return new Measurement(
                        "idle",
                        "processor time of an idle pool of 8 workers",
                        idle("Tandem", IDLE_WORKERS),
                        List.of(idle("a JVM that sleeps", 0)),
                        List.of(
                                Comparison.of("idle pool of 8 workers, parent", Unit.PERCENT, 0)
                                        .target(11, none),
                                Comparison.of("idle pool of 8 workers, each worker", Unit.PERCENT, 1)
                                        .target(11, none),
                                Comparison.of("... parent, beside a JVM that sleeps", Unit.PERCENT, 0)
                                        .beside(0)))
                .atMost(who.sized(1, 3));
    }

    private static Contestant idle(String name, int workers) {
        return Contestants.jvm(name, Warmup.times(0), List.of(), workers, IdleProbe.class, workers);
    }

    private Measurement soak() {
        int tasks = who.sized(1_000_000, 10_000_000);
        String what = String.format(Locale.ROOT, "process pool, soak of %,d tasks", tasks);
        List<Comparison> rows = new ArrayList<>();
        rows.add(Comparison.of(what + ": growth of the parent's heap", Unit.MEBIBYTES, 0)
                .target(Target.atMost(2, Unit.MEBIBYTES)));
        rows.add(Comparison.of(what + ": growth of a worker, resident", Unit.MEBIBYTES, 1)
                .target(Target.atMost(16, Unit.MEBIBYTES)));
        for (int i = 0; i <= SoakSide.STEPS; i++) {
            String when = String.format(Locale.ROOT, "... %,d tasks", tasks / SoakSide.STEPS * i);
            rows.add(Comparison.of(when + ", parent's heap", Unit.MEBIBYTES, 2 + i));
            rows.add(Comparison.of(when + ", a worker, resident", Unit.MEBIBYTES, 3 + SoakSide.STEPS + i));
        }
        return Measurement.of(
                        "soak",
                        what,
                        who.tandem(Warmup.times(0), () -> new SoakSide(who.processes(), SOAK_WARMUP, tasks)),
                        rows.toArray(Comparison[]::new))
                .atMost(1);
    }
}
