package dev.tandem.internal.pipeline;

import dev.tandem.PipelineStats;
import java.util.List;

/** Names the step of a pipeline that holds up the others. */
/*
 * It is the step that was seldom either waiting for input or blocked by the one behind it. Of stages that share a pool, the
 * one that was found so may only have waited for workers which another one had. What holds up both is the pool then, and
 * the stage is named that took most of it.
 */
final class Bottleneck {
    private Bottleneck() {}

    /** The label of the step, or one of those that {@link PipelineStats} has. */
    static String of(List<Meter> meters, long elapsedNanos) {
        Meter found = meters.get(0); // of the inputs
        double most = -1;
        double blocked = 0;
        for (Meter meter : meters) {
            double load = meter.load(elapsedNanos);
            if (load > most) {
                most = load;
                found = meter;
            }
            blocked = meter instanceof StageMeter ? meter.blockedShare(elapsedNanos) : blocked;
        }
        if (blocked > most) {
            return PipelineStats.CONSUMER;
        }
        return found instanceof StageMeter stage
                ? greediest(stage, meters, elapsedNanos).label()
                : found.label();
    }

    /** A stage, or the one that shares its pool and takes more of it. */
    private static StageMeter greediest(StageMeter found, List<Meter> meters, long elapsedNanos) {
        StageMeter greediest = found;
        double most = found.ownLoad(elapsedNanos);
        for (Meter meter : meters) {
            if (meter instanceof StageMeter other && other != found && other.sharesPoolWith(found)) {
                double load = other.ownLoad(elapsedNanos);
                if (load > most) {
                    most = load;
                    greediest = other;
                }
            }
        }
        return greediest;
    }
}
