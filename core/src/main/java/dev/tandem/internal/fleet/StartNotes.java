package dev.tandem.internal.fleet;

/** Notes when attempts of tasks started, for their futures and for the listener. Guarded by the pool's lock. */
final class StartNotes {
    private final Scheduler.Effects effects;

    StartNotes(Scheduler.Effects effects) {
        this.effects = effects;
    }

    /** Notes the start of the current attempt of a task, if it has started and that was not noted yet. */
    void noteIfStarted(FleetTask<?> task) {
        Lane lane = task.holder();
        if (lane == null || lane.running() != task) {
            return;
        }
        long since = lane.link().runningSince();
        if (lane.running() == task) { // still: the start time was its own, and not that of the next one
            note(lane.member(), task, since);
        }
    }

    /** Notes that a worker started a task then, unless that was noted before. */
    void note(Member m, FleetTask<?> task, long nanoTime) {
        if (task.tryNoteStart()) {
            // a worker may take the end of the task before for the start, which it was before this one was submitted
            task.markStarted(m.id(), latest(nanoTime, task.submittedNanos()));
            effects.started(task);
        }
    }

    private static long latest(long one, long other) {
        return one - other < 0 ? other : one;
    }
}
