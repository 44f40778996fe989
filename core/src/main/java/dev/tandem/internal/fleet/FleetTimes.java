package dev.tandem.internal.fleet;

import dev.tandem.internal.task.WorkerTimes;

/** Where the time of workers went: read from their scoreboards, with the pool's lock held. */
final class FleetTimes {
    private FleetTimes() {}

    static WorkerTimes of(Member m, long now) {
        long tasks = 0;
        long busy = 0;
        long decoding = 0;
        long encoding = 0;
        for (WorkerLane lane : ((WorkerLink) m.link()).lanes()) {
            tasks += lane.tasksDone();
            busy += lane.busy(now);
            decoding += lane.decoding();
            encoding += lane.encoding();
        }
        long readyAt = m.wasReady() ? m.readyAt() : now;
        return new WorkerTimes(
                m.id(),
                m.lanes().size(),
                tasks,
                now - m.spawnedAt(),
                readyAt - m.spawnedAt(),
                busy,
                decoding,
                encoding);
    }
}
