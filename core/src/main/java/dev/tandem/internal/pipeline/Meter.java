package dev.tandem.internal.pipeline;

import dev.tandem.Progress;
import dev.tandem.StageStats;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what goes through a step, and how long that takes. Thread-safe. */
class Meter {
    private final String label;
    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();

    /** What counts the elements that end here. Set before the pipeline starts. */
    private @Nullable Progress progress;

    Meter(String label) {
        this.label = label;
    }

    final String label() {
        return label;
    }

    final void countIn() {
        in.increment();
    }

    final void countOut() {
        out.increment();
    }

    /** An element has failed. */
    final void countFailed() {
        failed.increment();
        if (progress != null) {
            progress.failed();
        }
    }

    /** An element is left out. */
    final void countLeftOut() {
        if (progress != null) {
            progress.succeeded();
        }
    }

    /** Elements that end here are counted, unless they are already. */
    final void countOn(Progress value) {
        if (progress == null) {
            progress = value;
        }
    }

    final void addBusy(long nanos) {
        busyNanos.add(nanos);
    }

    final long in() {
        return in.sum();
    }

    final long out() {
        return out.sum();
    }

    final long failed() {
        return failed.sum();
    }

    final long busyNanos() {
        return busyNanos.sum();
    }

    /** What share of the time nothing but this step held up the others. */
    double load(long elapsedNanos) {
        return share(busyNanos(), elapsedNanos);
    }

    /** What share of the time the results of the step were not taken. */
    double blockedShare(long elapsedNanos) {
        return 0;
    }

    StageStats stats(long elapsedNanos) {
        return new StageStats(
                label, in(), out(), failed(), 0, 0, perSecond(elapsedNanos), share(busyNanos(), elapsedNanos), 0, 0, 0);
    }

    final double perSecond(long elapsedNanos) {
        return elapsedNanos <= 0 ? 0 : out() * 1e9 / elapsedNanos;
    }

    static double share(long nanos, long elapsedNanos) {
        return elapsedNanos <= 0 ? 0 : Math.min(1, Math.max(0, (double) nanos / elapsedNanos));
    }
}
