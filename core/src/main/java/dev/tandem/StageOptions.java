package dev.tandem;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options of a stage of a {@link Pipeline} that runs in a pool:
 * {@code .then(ioPool, this::download, s -> s.concurrency(20).buffer(50).label("download"))}.
 *
 * @param concurrency how many tasks of the stage may be in the pool at a time; empty for as many as keep its workers busy
 * @param buffer how many elements at most the stage has taken and the next one has not; empty for automatic
 * @param ordered whether results leave the stage in the order in which their elements have entered it
 * @param chunkSize how many elements travel as one task; empty for automatic
 * @param timeout how long one attempt of a task may run; empty for what the pool or view says
 * @param retries whether and when a failed task is run again; empty for what the pool or view says
 * @param rateLimit how often an element is given to the pool; empty for no limit
 * @param label the name of the stage in failures, statistics and as label of its tasks; empty for one made from its number
 * @since 0.1
 */
public record StageOptions(
        OptionalInt concurrency,
        OptionalInt buffer,
        boolean ordered,
        OptionalInt chunkSize,
        Optional<Duration> timeout,
        Optional<RetryPolicy> retries,
        Optional<RateLimit> rateLimit,
        Optional<String> label) {
    private static final StageOptions DEFAULTS = new StageOptions(
            OptionalInt.empty(),
            OptionalInt.empty(),
            true,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Checks the values.
     *
     * @param concurrency how many tasks of the stage may be in the pool at a time; empty for as many as keep its workers
     *     busy
     * @param buffer how many elements at most the stage has taken and the next one has not; empty for automatic
     * @param ordered whether results leave the stage in the order in which their elements have entered it
     * @param chunkSize how many elements travel as one task; empty for automatic
     * @param timeout how long one attempt of a task may run; empty for what the pool or view says
     * @param retries whether and when a failed task is run again; empty for what the pool or view says
     * @param rateLimit how often an element is given to the pool; empty for no limit
     * @param label the name of the stage in failures, statistics and as label of its tasks; empty for one made from its
     *     number
     * @throws IllegalArgumentException if a value is not allowed
     */
    public StageOptions {
        concurrency.ifPresent(value -> Checks.requirePositive("concurrency", value));
        buffer.ifPresent(value -> Checks.requirePositive("buffer", value));
        chunkSize.ifPresent(value -> Checks.requirePositive("chunkSize", value));
        timeout.ifPresent(value -> Checks.requirePositive("timeout", value));
        label.ifPresent(value -> Checks.requireText("label", value));
        Checks.require(
                concurrency.isEmpty() || buffer.isEmpty() || concurrency.getAsInt() <= buffer.getAsInt(),
                () -> "buffer must not be less than concurrency, since it holds what is running, too: buffer="
                        + buffer.getAsInt() + ", concurrency=" + concurrency.getAsInt());
        Checks.require(
                chunkSize.isEmpty() || buffer.isEmpty() || chunkSize.getAsInt() <= buffer.getAsInt(),
                () -> "buffer must not be less than chunkSize, since a chunk must fit into it: buffer="
                        + buffer.getAsInt() + ", chunkSize=" + chunkSize.getAsInt());
    }

    /**
     * Returns the defaults: as many tasks as keep the pool busy, a bounded buffer, ordered, chunks sized by the measured
     * task time, no limits.
     *
     * @return the default options
     */
    public static StageOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns options that bound how many tasks of the stage are in the pool at a time, running or waiting to run. The
     * number of workers bounds what runs in any case.
     *
     * @param tasks the bound, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive, or greater than the buffer
     */
    public StageOptions concurrency(int tasks) {
        return new StageOptions(OptionalInt.of(tasks), buffer, ordered, chunkSize, timeout, retries, rateLimit, label);
    }

    /**
     * Returns options that bound how many elements the stage has taken and the next stage has not: those that wait for a
     * worker, that run, and that are done. When it is full the stage waits. The automatic bound is 16 elements, or 8
     * chunks if that is more, for each worker, and at least twice the concurrency.
     *
     * @param elements the bound, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive, or less than the concurrency or the chunk size
     */
    public StageOptions buffer(int elements) {
        return new StageOptions(
                concurrency, OptionalInt.of(elements), ordered, chunkSize, timeout, retries, rateLimit, label);
    }

    /**
     * Returns options that let results leave the stage as they are completed. A slow element then holds up no others.
     *
     * @return the changed options
     */
    public StageOptions unordered() {
        return new StageOptions(concurrency, buffer, false, chunkSize, timeout, retries, rateLimit, label);
    }

    /**
     * Returns options with a fixed chunk size. A chunk has at most so many elements: it is not held back for more than a
     * millisecond to become full. It travels and is run as one task, and limits and retries apply to it as a whole; a
     * failing element does not affect its chunk mates, but elements that had run in the same chunk before a worker died
     * share its fate. Unless it is set, elements of a stage with limits or retries travel alone.
     *
     * @param elements how many elements travel together at most, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive, or greater than the buffer
     */
    public StageOptions chunkSize(int elements) {
        return new StageOptions(
                concurrency, buffer, ordered, OptionalInt.of(elements), timeout, retries, rateLimit, label);
    }

    /**
     * Returns options that limit how long one attempt of a task may run, as {@link TaskOptions#timeout} does. Past it the
     * element fails with {@link TaskTimeoutException}.
     *
     * @param value the limit
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public StageOptions timeout(Duration value) {
        return new StageOptions(concurrency, buffer, ordered, chunkSize, Optional.of(value), retries, rateLimit, label);
    }

    /**
     * Returns options that run a failed task again, as {@link TaskOptions#retries} does.
     *
     * @param policy how often, after what delay, and after which failures
     * @return the changed options
     */
    public StageOptions retries(RetryPolicy policy) {
        return new StageOptions(
                concurrency, buffer, ordered, chunkSize, timeout, Optional.of(policy), rateLimit, label);
    }

    /**
     * Returns options that limit how often the stage gives an element to its pool. Stages that are given the same object
     * share the limit. An element takes one permit, however often it is retried.
     *
     * @param limit the limit
     * @return the changed options
     */
    public StageOptions rateLimit(RateLimit limit) {
        return new StageOptions(concurrency, buffer, ordered, chunkSize, timeout, retries, Optional.of(limit), label);
    }

    /**
     * Returns options that name the stage.
     *
     * @param value the label
     * @return the changed options
     * @throws IllegalArgumentException if the value is blank
     */
    public StageOptions label(String value) {
        return new StageOptions(
                concurrency, buffer, ordered, chunkSize, timeout, retries, rateLimit, Optional.of(value));
    }
}
