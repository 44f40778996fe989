package dev.tandem.internal.pipeline;

import dev.tandem.StageOptions;
import dev.tandem.StageStats;
import dev.tandem.internal.pipeline.Timeline.Activity;

/** Tells what a stage has done that runs in a pool. */
final class StageMeter extends Meter {
    private final Window window;
    private final Entrance entrance;
    private final StageOptions options;

    StageMeter(String label, Window window, Entrance entrance, StageOptions options) {
        super(label);
        this.window = window;
        this.entrance = entrance;
        this.options = options;
    }

    @Override
    double load(long elapsedNanos) {
        Timeline timeline = window.timeline();
        long nanos = timeline.nanos(Activity.SATURATED)
                + timeline.nanos(Activity.LIMITED)
                + timeline.nanos(Activity.SUBMITTING);
        return share(nanos, elapsedNanos);
    }

    @Override
    double blockedShare(long elapsedNanos) {
        return share(window.timeline().nanos(Activity.BLOCKED), elapsedNanos);
    }

    /** As {@link #load}, but without the time for which the stage only waited for workers that others had. */
    double ownLoad(long elapsedNanos) {
        Timeline timeline = window.timeline();
        long waiting = timeline.nanos(Activity.SATURATED) + timeline.nanos(Activity.SUBMITTING);
        return share(timeline.nanos(Activity.LIMITED), elapsedNanos)
                + Math.min(share(waiting, elapsedNanos), busyShare(elapsedNanos));
    }

    /** How busy it has kept the workers that it may use, with what runs now. */
    private double busyShare(long elapsedNanos) {
        int workers = Math.max(1, entrance.workers());
        int lanes = Math.min(workers, options.concurrency().orElse(workers));
        long now = System.nanoTime();
        long nanos = 0;
        for (Piece piece : window.unfinished()) {
            nanos += piece.runningNanos(now);
        }
        return share((busyNanos() + nanos) / lanes, elapsedNanos);
    }

    /** Whether both run in one pool. */
    boolean sharesPoolWith(StageMeter other) {
        return entrance.core().isPresent() && entrance.core().equals(other.entrance.core());
    }

    @Override
    StageStats stats(long elapsedNanos) {
        Timeline timeline = window.timeline();
        return new StageStats(
                label(),
                in(),
                out(),
                failed(),
                window.running(),
                window.held(),
                perSecond(elapsedNanos),
                busyShare(elapsedNanos),
                share(timeline.nanos(Activity.WAITING), elapsedNanos),
                blockedShare(elapsedNanos),
                share(timeline.nanos(Activity.LIMITED), elapsedNanos));
    }
}
