package dev.tandem;

import java.time.Duration;
import java.util.Optional;

/**
 * Options of single tasks, applied through {@link PoolExecutor#with}.
 *
 * @param timeout how long one attempt of the task may run; empty for no limit
 * @param deadline how long after its submission the task must have ended, waiting included; empty for no limit
 * @param retries whether and when a failed task is run again
 * @param label the name of the task in messages and statistics; empty for one made from its number
 * @param priority tasks of higher priority start first; 0 unless set
 * @param key tasks with equal keys run on the same worker; empty for any worker
 * @since 0.1
 */
public record TaskOptions(
        Optional<Duration> timeout,
        Optional<Duration> deadline,
        RetryPolicy retries,
        Optional<String> label,
        int priority,
        Optional<Object> key) {
    private static final TaskOptions DEFAULTS = new TaskOptions(
            Optional.empty(), Optional.empty(), RetryPolicy.never(), Optional.empty(), 0, Optional.empty());

    /**
     * Checks the values.
     *
     * @param timeout how long one attempt of the task may run; empty for no limit
     * @param deadline how long after its submission the task must have ended, waiting included; empty for no limit
     * @param retries whether and when a failed task is run again
     * @param label the name of the task in messages and statistics; empty for one made from its number
     * @param priority tasks of higher priority start first; 0 unless set
     * @param key tasks with equal keys run on the same worker; empty for any worker
     * @throws IllegalArgumentException if a value is not allowed
     */
    public TaskOptions {
        timeout.ifPresent(value -> Checks.requirePositive("timeout", value));
        deadline.ifPresent(value -> Checks.requirePositive("deadline", value));
        label.ifPresent(value -> Checks.requireText("label", value));
    }

    /**
     * Returns the defaults: no limits, no retries, priority 0, no key.
     *
     * @return the default options
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns options that limit how long one attempt of a task may run, counted from its start on a worker. Past it
     * the task is stopped and its future fails with {@link TaskTimeoutException}.
     *
     * @param value the limit
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public TaskOptions timeout(Duration value) {
        return new TaskOptions(Optional.of(value), deadline, retries, label, priority, key);
    }

    /**
     * Returns options that limit the time from the submission to the end of a task, waiting and retries included.
     * Past it the task is withdrawn or stopped and its future fails with {@link TaskTimeoutException}.
     *
     * @param value the limit
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public TaskOptions deadline(Duration value) {
        return new TaskOptions(timeout, Optional.of(value), retries, label, priority, key);
    }

    /**
     * Returns options that run a failed task again.
     *
     * @param policy how often, after what delay, and after which failures
     * @return the changed options
     */
    public TaskOptions retries(RetryPolicy policy) {
        return new TaskOptions(timeout, deadline, policy, label, priority, key);
    }

    /**
     * Returns options that name the tasks.
     *
     * @param value the label
     * @return the changed options
     * @throws IllegalArgumentException if the value is blank
     */
    public TaskOptions label(String value) {
        return new TaskOptions(timeout, deadline, retries, Optional.of(value), priority, key);
    }

    /**
     * Returns options that let tasks start before those of lower priority that are still waiting.
     *
     * @param value the priority; higher starts first, 0 is the default
     * @return the changed options
     */
    public TaskOptions priority(int value) {
        return new TaskOptions(timeout, deadline, retries, label, value, key);
    }

    /**
     * Returns options that send tasks to a worker by a key: tasks with equal keys run on the same worker, one after the
     * other, so that what the first of them has loaded, cached or opened there serves the next ones.
     *
     * <p>Keys are shared out by their hash codes: several keys have the same worker, and a task waits for the worker of
     * its key even while others are idle. When that worker is replaced, because it crashed or was recycled, the
     * replacement takes its keys over; after {@link PoolExecutor#resize} keys are shared out anew, and a task of a key
     * may start while one that was running before has not ended. The key stays in the calling process and need not be
     * serializable; should its {@code hashCode} throw, {@code submit} throws the same.
     *
     * <p>In a thread pool a task may wait for other tasks of its pool, even for those of its own key: while it waits,
     * another worker may take its keys over, and then tasks of these keys run although the waiting one has not ended.
     * A task that {@link QueuePolicy#callerRuns} returns to its submitter runs there, with a key or without.
     *
     * @param value the key, with {@code equals} and {@code hashCode} as for a key of a {@link java.util.HashMap}
     * @return the changed options
     */
    public TaskOptions key(Object value) {
        return new TaskOptions(timeout, deadline, retries, label, priority, Optional.of(value));
    }
}
