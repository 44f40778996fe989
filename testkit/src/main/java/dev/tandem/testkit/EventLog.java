package dev.tandem.testkit;

import dev.tandem.PoolListener;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a pool tells its listener. */
final class EventLog implements PoolListener {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Duration> retryDelays = new CopyOnWriteArrayList<>();

    /** All events so far, such as {@code started parse} and {@code worker 1 exited RETIRED}. */
    List<String> events() {
        return List.copyOf(events);
    }

    /** The events so far that concern a task. */
    List<String> eventsOf(String label) {
        return events.stream().filter(event -> event.endsWith(" " + label)).toList();
    }

    /** The events so far that concern workers. */
    List<String> eventsOfWorkers() {
        return events.stream().filter(event -> event.startsWith("worker ")).toList();
    }

    List<Duration> retryDelays() {
        return List.copyOf(retryDelays);
    }

    void await(String event) {
        Poll.until("event '" + event + "', events=" + events, () -> events.contains(event));
    }

    @Override
    public void onSubmitted(TaskFuture<?> task) {
        events.add("submitted " + task.label());
    }

    @Override
    public void onStarted(TaskFuture<?> task) {
        events.add("started " + task.label());
    }

    @Override
    public void onFinished(TaskFuture<?> task) {
        events.add("finished " + task.status() + " " + task.label());
    }

    @Override
    public void onRetry(TaskFuture<?> task, Throwable failure, Duration delay) {
        retryDelays.add(delay);
        events.add("retry after '" + failure.getMessage() + "' " + task.label());
    }

    @Override
    public void onWorkerStarted(WorkerId worker) {
        events.add("worker " + worker.number() + " started");
    }

    @Override
    public void onWorkerExited(WorkerId worker, WorkerExit exit) {
        events.add("worker " + worker.number() + " exited " + exit.reason());
    }
}
