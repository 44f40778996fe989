package dev.tandem.internal.worker;

import dev.tandem.internal.codec.Rehearsal;
import java.util.List;

/**
 * What a worker does once it is ready, beside its first tasks and out of their way, in a thread that ends soon: notes the
 * time zone, takes over the signal that asks it to end, and, if it has had nothing to do so far, goes through what
 * tasks need, so that the first one finds it done: a spare is to take the place of a killed worker at once.
 */
final class SecondStage extends Thread {
    /** The time zone is noted earlier than the rest, as the first tasks may change it. */
    private static final long TIME_ZONE_MILLIS = 30;

    /** Keeps what costs more off the way of the first tasks. Until then, a signal ends the worker at once. */
    private static final long REST_MILLIS = 70;

    private final Aftermath aftermath;
    private final TerminationRequest termination;
    private final List<CurrentTask> tasks;

    SecondStage(Aftermath aftermath, TerminationRequest termination, List<CurrentTask> tasks) {
        super("tandem-worker-second-stage");
        this.aftermath = aftermath;
        this.termination = termination;
        this.tasks = tasks;
        setDaemon(true);
    }

    @Override
    public void run() {
        pause(TIME_ZONE_MILLIS);
        aftermath.noteTimeZone();
        pause(REST_MILLIS);
        termination.listen();
        if (isUnused()) {
            rehearse();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // then at once
        }
    }

    private boolean isUnused() {
        for (CurrentTask task : tasks) {
            if (task.sequence() != 0) {
                return false;
            }
        }
        return !aftermath.isOwed();
    }

    private static void rehearse() {
        try {
            Rehearsal.run();
        } catch (RuntimeException | Error e) {
            // such as no memory: the first task will be slower, or fail for the same reason and say so
        }
    }
}
