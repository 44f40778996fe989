package dev.tandem.internal.choosing;

import dev.tandem.Recommendation.Executor;
import dev.tandem.Recommendation.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the trials have shown so far. Used by the one thread that makes them. */
final class Findings {
    /** From which share of waiting for a processor on the machine is called busy. */
    private static final double BUSY_SHARE = 0.15;

    final int sampleSize;
    final List<Trial> trials = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    int failures;
    int crashes;
    int hangs;

    /** What the first crash said. */
    @Nullable
    String crash;

    /** Whether the work can be run in processes: its function travels, and a worker starts. */
    boolean travels;

    /** How long an element took by itself, in nanoseconds; 0 if that is not known. */
    double elementNanos;

    /** How long an element took in a worker process, data and all, in nanoseconds; 0 if that is not known. */
    double processNanos;

    /** How much of that it had a processor or wanted one; negative if that is not known. */
    double cpuShare = -1;

    /** How much of its time the thread waited for a processor that others had. */
    double queuedShare;

    /** How much of the time of the threads the garbage collector took. */
    double gcShare;

    /** For each element, both ways and both sides, when that is warm; negative if that is not known. */
    double serializationNanos = -1;

    OptionalLong argumentBytes = OptionalLong.empty();
    OptionalLong resultBytes = OptionalLong.empty();

    Findings(int sampleSize) {
        this.sampleSize = sampleSize;
    }

    /** Whether the machine had so much else to do that times say little. */
    boolean isMachineBusy() {
        return queuedShare > BUSY_SHARE;
    }

    /** The fastest trial in such an executor with more workers than one. */
    Optional<Trial> best(Executor executor) {
        return trials.stream()
                .filter(trial -> trial.executor() == executor && trial.workers() > 1)
                .max((a, b) -> Double.compare(a.perSecond(), b.perSecond()));
    }

    /** The trial in one thread. */
    Optional<Trial> alone() {
        return trials.stream()
                .filter(trial -> trial.executor() == Executor.CALLER)
                .findFirst();
    }
}
