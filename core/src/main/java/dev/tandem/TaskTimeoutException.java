package dev.tandem;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task exceeded its {@link TaskOptions#timeout timeout} or {@link TaskOptions#deadline deadline} and was stopped.
 *
 * <p>In a process pool the task is dead when the future fails with this. In a thread pool it was interrupted; a
 * thread that ignores the interrupt goes on and is counted as leaked by {@link PoolStats}.
 *
 * <p>The exception carries the stack at which the task was stuck, when the worker could still be asked for it.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     var future = pool.with(o -> o.timeout(Duration.ofMillis(100))).submit(() -> Thread.sleep(60_000));
 *     if (future.exception().orElseThrow() instanceof TaskTimeoutException timeout) {
 *         System.out.println(timeout.limit() + " at " + timeout.stuckStack().get(0));
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class TaskTimeoutException extends TandemException {
    private static final long serialVersionUID = 1L;

    /** Which of the two limits a task exceeded. */
    public enum Limit {
        /** The running time of one attempt, {@link TaskOptions#timeout}. */
        TIMEOUT,
        /** The time since the submission, {@link TaskOptions#deadline}. */
        DEADLINE
    }

    private final Limit limit;
    private final Duration allowed;
    private final Duration elapsed;
    private final @Nullable WorkerId worker;
    private final StackTraceElement[] stuckStack;

    /**
     * Creates an exception.
     *
     * @param label the label of the task
     * @param limit which limit was exceeded
     * @param allowed the limit
     * @param elapsed the time that had passed when the task was stopped
     * @param worker the worker that ran the task, or null if the task had not started
     * @param stuckStack the stack at which the task was stuck, empty if unknown
     */
    public TaskTimeoutException(
            String label,
            Limit limit,
            Duration allowed,
            Duration elapsed,
            @Nullable WorkerId worker,
            List<StackTraceElement> stuckStack) {
        super(message(label, limit, allowed, elapsed, worker, stuckStack), null);
        this.limit = limit;
        this.allowed = allowed;
        this.elapsed = elapsed;
        this.worker = worker;
        this.stuckStack = stuckStack.toArray(StackTraceElement[]::new);
    }

    /**
     * Returns which limit was exceeded.
     *
     * @return the limit
     */
    public Limit limit() {
        return limit;
    }

    /**
     * Returns the time that was allowed.
     *
     * @return the value of the limit
     */
    public Duration allowed() {
        return allowed;
    }

    /**
     * Returns the time that had passed when the task was stopped: since its start for a timeout, since its submission
     * for a deadline.
     *
     * @return the elapsed time
     */
    public Duration elapsed() {
        return elapsed;
    }

    /**
     * Returns the worker that ran the task.
     *
     * @return the worker, or empty if the task had not started
     */
    public Optional<WorkerId> worker() {
        return Optional.ofNullable(worker);
    }

    /**
     * Returns the stack at which the task was stuck, innermost frame first.
     *
     * @return the frames; empty if the task had not started or its worker did not answer in time
     */
    public List<StackTraceElement> stuckStack() {
        return List.of(stuckStack);
    }

    private static String message(
            String label,
            Limit limit,
            Duration allowed,
            Duration elapsed,
            @Nullable WorkerId worker,
            List<StackTraceElement> stack) {
        StringBuilder text = new StringBuilder(200)
                .append("task exceeded its ")
                .append(limit.name().toLowerCase(Locale.ROOT))
                .append(": task=")
                .append(label)
                .append(", ")
                .append(limit.name().toLowerCase(Locale.ROOT))
                .append('=')
                .append(allowed)
                .append(", elapsed=")
                .append(elapsed);
        if (worker == null) {
            return text.append(", not started").toString();
        }
        text.append(", ").append(worker);
        if (stack.isEmpty()) {
            return text.append(", stack unknown: the worker did not answer").toString();
        }
        text.append(", stuck at");
        for (StackTraceElement frame : stack) {
            text.append("\n\t  ").append(frame);
        }
        return text.toString();
    }
}
