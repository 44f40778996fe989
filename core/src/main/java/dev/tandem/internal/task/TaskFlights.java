package dev.tandem.internal.task;

import dev.tandem.WorkerId;
import dev.tandem.internal.flight.TaskFlight;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells JDK Flight Recorder about the tasks of a pool, while a recording runs. Kept beside the tasks, so that those of
 * all other times need no room for it.
 */
final class TaskFlights {
    private final String pool;
    private final Map<PoolFuture<?>, TaskFlight> flights = new ConcurrentHashMap<>();

    TaskFlights(String pool) {
        this.pool = pool;
    }

    void submitted(PoolFuture<?> task) {
        if (TaskFlight.isWanted()) {
            flights.put(task, TaskFlight.submitted(pool, task.label(), task.number(), task.submittedNanos()));
        }
    }

    void given(PoolFuture<?> task) {
        TaskFlight flight = flights.get(task);
        if (flight != null) {
            flight.given();
        }
    }

    void started(PoolFuture<?> task, WorkerId worker, int attempt, long nanoTime) {
        TaskFlight flight = flights.get(task);
        if (flight != null) {
            flight.started(worker, attempt, nanoTime);
        }
    }

    void ran(PoolFuture<?> task, long nanos) {
        TaskFlight flight = flights.get(task);
        if (flight != null) {
            flight.ran(nanos);
        }
    }

    void retried(PoolFuture<?> task, Throwable failure, long delayNanos, long nanoTime) {
        TaskFlight flight = flights.get(task);
        if (flight != null) {
            flight.retried(failure, delayNanos, nanoTime);
        }
    }

    void ended(PoolFuture<?> task, @Nullable Throwable failure, long nanoTime) {
        TaskFlight flight = flights.remove(task);
        if (flight != null) {
            flight.ended(failure, nanoTime);
        }
    }
}
