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

    @Override
    StageStats stats(long elapsedNanos) {
        int workers = Math.max(1, entrance.workers());
        int lanes = Math.min(workers, options.concurrency().orElse(workers));
        Timeline timeline = window.timeline();
        return new StageStats(
                label(),
                in(),
                out(),
                failed(),
                window.running(),
                window.held(),
                perSecond(elapsedNanos),
                share(busyNanos() / lanes, elapsedNanos),
                share(timeline.nanos(Activity.WAITING), elapsedNanos),
                blockedShare(elapsedNanos),
                share(timeline.nanos(Activity.LIMITED), elapsedNanos));
    }
}
