package dev.tandem.internal.flight;

import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import org.jspecify.annotations.Nullable;

/** What is told of workers: one that is being started is kept until it is ready. */
public final class WorkerFlight {
    private final WorkerStartEvent event = new WorkerStartEvent();

    private WorkerFlight() {
        event.begin();
    }

    /** A worker is being started. Returns null if nobody is to be told. */
    public static @Nullable WorkerFlight tryBegin() {
        return Flight.isOn() ? new WorkerFlight() : null;
    }

    /** It is ready for tasks. */
    public void ready(String pool, WorkerId worker) {
        event.end();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.worker = worker.number();
            event.pid = worker.pid();
            event.commit();
        }
    }

    /** A worker is gone. */
    public static void exited(String pool, WorkerId worker, WorkerExit exit) {
        if (!Flight.isOn()) {
            return;
        }
        WorkerExitEvent event = new WorkerExitEvent();
        if (event.shouldCommit()) {
            event.pool = pool;
            event.worker = worker.number();
            event.pid = worker.pid();
            event.reason = exit.reason().name();
            event.exitCode = exit.exitCode().orElse(-1);
            event.commit();
        }
    }
}
