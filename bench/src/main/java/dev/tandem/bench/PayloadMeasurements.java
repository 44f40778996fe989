package dev.tandem.bench;

import dev.tandem.bench.Contestant.UnavailableException;
import java.util.List;

/** Large arguments and results: target 6. */
final class PayloadMeasurements {
    private static final int LARGE_BYTES = 64 << 20;
    private static final int HUGE_BYTES = 1 << 30;

    /** A payload of 1 GiB is there four times and more in each process, and as often in the other one. */
    private static final int HUGE_NEEDS_GIBIBYTES = 12;

    private static final int HUGE_NEEDS_HEAP_GIBIBYTES = 4;

    private static final Warmup HUGE_WARMUP = Warmup.times(2);

    /** Two arrays of 1 GiB, in a JVM of their own: in this one they would be in the way of the echo. */
    private static final List<String> COPY_FLAGS = List.of("-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch");

    private final Contestants who;

    PayloadMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(large(), huge());
    }

    private Measurement large() {
        return measurement(
                "echo",
                "process pool, echo of 64 MiB, bytes",
                who.tandem(() -> EchoSide.ofBytes(who.processes(), LARGE_BYTES)),
                who.python("CPython submit, result", PythonTool.FUTURES, LARGE_BYTES, "echo", LARGE_BYTES),
                new Contestant("copy in memory", who.untilSettled(), () -> new CopySide(LARGE_BYTES)));
    }

    private Measurement huge() {
        return measurement(
                "huge-echo",
                "process pool, echo of 1 GiB, doubles",
                ifThereIsMemory(who.tandem(HUGE_WARMUP, () -> EchoSide.ofDoubles(who.processes(), HUGE_BYTES))),
                // an interpreter gets no faster, and this one takes 15 seconds
                ifThereIsMemory(who.python(
                        "CPython submit, result, array('d')",
                        PythonTool.FUTURES,
                        Warmup.times(0),
                        HUGE_BYTES,
                        "echo-doubles",
                        HUGE_BYTES)),
                ifThereIsMemory(Contestants.jvm(
                        "copy in memory", HUGE_WARMUP, COPY_FLAGS, HUGE_BYTES, CopySide.class, HUGE_BYTES)));
    }

    private static Measurement measurement(
            String key, String what, Contestant tandem, Contestant python, Contestant copy) {
        return Measurement.of(
                key,
                Comparison.of(what, Unit.MEBIBYTES_PER_SECOND, 0),
                tandem,
                Rival.of(python).target(6, Target.atLeastTimes(5)),
                Rival.of(copy).moonshot(6, Target.atLeastTimes(0.5)));
    }

    private Contestant ifThereIsMemory(Contestant one) {
        return new Contestant(one.name(), one.warmup(), () -> {
            requireMemory();
            return one.opening().open();
        });
    }

    private void requireMemory() throws UnavailableException {
        if (who.isQuick()) {
            throw new UnavailableException("left out of a quick run");
        }
        Memory.require(HUGE_NEEDS_GIBIBYTES, HUGE_NEEDS_HEAP_GIBIBYTES);
    }
}
