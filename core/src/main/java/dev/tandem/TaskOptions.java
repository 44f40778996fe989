package dev.tandem;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of single tasks, applied through {@link PoolExecutor#with}.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(2)) {
 *     var careful = pool.with(o -> o.timeout(Duration.ofSeconds(10)).retries(RetryPolicy.attempts(3).onCrash()));
 *     var future = careful.with(o -> o.label("invoice 7")).submit(() -> "parsed");
 *     System.out.println(future.label() + ": " + future.get()); // invoice 7: parsed
 * }
 * }</pre>
 *
 * @param timeout how long one attempt of the task may run; empty for no limit
 * @param deadline how long after its submission the task must have ended, waiting included; empty for no limit
 * @param retries whether and when a failed task is run again
 * @param label the name of the task in messages and statistics; empty for one made from its number
 * @param priority tasks of higher priority start first; 0 unless set
 * @param key tasks with equal keys run on the same worker; empty for any worker
 * @param captureLimit how many bytes of what a task prints its future keeps; empty if the pool gets what it prints
 * @since 0.1
 */
public record TaskOptions(
        Optional<Duration> timeout,
        Optional<Duration> deadline,
        RetryPolicy retries,
        Optional<String> label,
        int priority,
        Optional<Object> key,
        OptionalInt captureLimit) {
    private static final int DEFAULT_CAPTURE_LIMIT = 512 * 1024;

    private static final TaskOptions DEFAULTS = new TaskOptions(
            Optional.empty(),
            Optional.empty(),
            RetryPolicy.never(),
            Optional.empty(),
            0,
            Optional.empty(),
            OptionalInt.empty());

    /**
     * Checks the values.
     *
     * @param timeout how long one attempt of the task may run; empty for no limit
     * @param deadline how long after its submission the task must have ended, waiting included; empty for no limit
     * @param retries whether and when a failed task is run again
     * @param label the name of the task in messages and statistics; empty for one made from its number
     * @param priority tasks of higher priority start first; 0 unless set
     * @param key tasks with equal keys run on the same worker; empty for any worker
     * @param captureLimit how many bytes of what a task prints its future keeps; empty if the pool gets what it prints
     * @throws IllegalArgumentException if a value is not allowed
     */
    public TaskOptions {
        timeout.ifPresent(value -> Checks.requirePositive("timeout", value));
        deadline.ifPresent(value -> Checks.requirePositive("deadline", value));
        label.ifPresent(value -> Checks.requireText("label", value));
        captureLimit.ifPresent(TaskOptions::requireCaptureLimit);
    }

    private static void requireCaptureLimit(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("captureLimit must be positive: captureLimit=" + bytes);
        }
    }

    /**
     * Returns the defaults: no limits, no retries, priority 0, no key, no captured output.
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
        return new TaskOptions(Optional.of(value), deadline, retries, label, priority, key, captureLimit);
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
        return new TaskOptions(timeout, Optional.of(value), retries, label, priority, key, captureLimit);
    }

    /**
     * Returns options that run a failed task again.
     *
     * @param policy how often, after what delay, and after which failures
     * @return the changed options
     */
    public TaskOptions retries(RetryPolicy policy) {
        return new TaskOptions(timeout, deadline, policy, label, priority, key, captureLimit);
    }

    /**
     * Returns options that name the tasks.
     *
     * @param value the label
     * @return the changed options
     * @throws IllegalArgumentException if the value is blank
     */
    public TaskOptions label(String value) {
        return new TaskOptions(timeout, deadline, retries, Optional.of(value), priority, key, captureLimit);
    }

    /**
     * Returns options that let tasks start before those of lower priority that are still waiting.
     *
     * @param value the priority; higher starts first, 0 is the default
     * @return the changed options
     */
    public TaskOptions priority(int value) {
        return new TaskOptions(timeout, deadline, retries, label, value, key, captureLimit);
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
     * <pre>{@code
     * try (var pool = ProcessPoolExecutor.open(2)) {
     *     var berlin = pool.with(o -> o.key("berlin"));
     *     long first = berlin.submit(() -> ProcessHandle.current().pid()).get();
     *     long second = berlin.submit(() -> ProcessHandle.current().pid()).get();
     *     System.out.println(first == second); // true
     * }
     * }</pre>
     *
     * @param value the key, with {@code equals} and {@code hashCode} as for a key of a {@link java.util.HashMap}
     * @return the changed options
     */
    public TaskOptions key(Object value) {
        return new TaskOptions(timeout, deadline, retries, label, priority, Optional.of(value), captureLimit);
    }

    /**
     * Returns options that keep what each task prints, up to 512 KiB of it: see {@link #captureOutput(int)}.
     *
     * <pre>{@code
     * try (var pool = ProcessPoolExecutor.open(1)) {
     *     var future = pool.with(o -> o.captureOutput()).submit(() -> System.out.println("step 1"));
     *     future.get();
     *     System.out.print(future.output().orElseThrow()); // step 1
     * }
     * }</pre>
     *
     * @return the changed options
     */
    public TaskOptions captureOutput() {
        return captureOutput(DEFAULT_CAPTURE_LIMIT);
    }

    /**
     * Returns options that keep what each task prints on {@code System.out} and {@code System.err}, in the order in
     * which it is printed, for {@link TaskFuture#output()}. It does not go to the pool's {@link WorkerOutput} then, and
     * is not in a crash report. For process pools only, and for tasks that are submitted one by one: {@code map} throws
     * {@code IllegalArgumentException}.
     *
     * <p>What a task prints is what its own thread prints, and the threads that were started there while it ran. A
     * thread that comes from elsewhere, such as one of the common pool, prints for the task that runs, if only one runs
     * in that worker. Native code and child processes that inherit the worker's streams are not captured: what they
     * print goes to the pool. A task that {@link QueuePolicy#callerRuns} returns to its submitter prints there.
     *
     * @param maxBytes how much is kept for each task; of the rest only the size, which the text ends with
     * @return the changed options
     * @throws IllegalArgumentException if the number is not positive
     */
    public TaskOptions captureOutput(int maxBytes) {
        return new TaskOptions(timeout, deadline, retries, label, priority, key, OptionalInt.of(maxBytes));
    }
}
