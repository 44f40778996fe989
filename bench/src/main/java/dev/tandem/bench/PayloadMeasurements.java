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
                who.tandem(2, () -> EchoSide.ofBytes(who.processes(), LARGE_BYTES)),
                who.python("CPython submit, result", PythonTool.FUTURES, LARGE_BYTES, "echo", LARGE_BYTES),
                new Contestant("copy in memory", 2, () -> new CopySide(LARGE_BYTES)));
    }

    private Measurement huge() {
        Contestant python = who.python(
                "CPython submit, result, array('d')", PythonTool.FUTURES, 0, HUGE_BYTES, "echo-doubles", HUGE_BYTES);
        return measurement(
                "huge-echo",
                "process pool, echo of 1 GiB, doubles",
                who.tandem(1, () -> {
                    requireMemory();
                    return EchoSide.ofDoubles(who.processes(), HUGE_BYTES);
                }),
                new Contestant(python.name(), 0, () -> {
                    requireMemory();
                    return python.opening().open();
                }),
                new Contestant("copy in memory", 1, () -> new CopySide(LARGE_BYTES)));
    }

    private static Measurement measurement(
            String key, String what, Contestant tandem, Contestant python, Contestant copy) {
        Comparison row = Comparison.of(what, Unit.MEBIBYTES_PER_SECOND, 0);
        return new Measurement(
                key,
                what,
                tandem,
                List.of(python, copy),
                List.of(
                        row.against(0).target(6, Target.atLeastTimes(5)),
                        row.against(1).moonshot(6, Target.atLeastTimes(0.5))));
    }

    private void requireMemory() throws UnavailableException {
        if (who.isQuick()) {
            throw new UnavailableException("left out of a quick run");
        }
        Memory.require(HUGE_NEEDS_GIBIBYTES, HUGE_NEEDS_HEAP_GIBIBYTES);
    }
}
