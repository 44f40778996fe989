package dev.tandem;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Options of {@link Tandem#recommend Tandem.recommend}.
 *
 * @param timeLimit how long it may take in all
 * @param workers how many workers are tried for work that computes; by default one for each available processor
 * @param isIsolated whether the work has to be kept away from this process, whatever that costs
 * @param processes changes the options of the process pools that are tried
 * @since 0.1
 */
public record ChooserOptions(
        Duration timeLimit, int workers, boolean isIsolated, UnaryOperator<ProcessPoolOptions> processes) {
    /**
     * Checks the values.
     *
     * @param timeLimit how long it may take in all
     * @param workers how many workers are tried for work that computes
     * @param isIsolated whether the work has to be kept away from this process, whatever that costs
     * @param processes changes the options of the process pools that are tried
     * @throws IllegalArgumentException if a value is not allowed
     */
    public ChooserOptions {
        Checks.requirePositive("timeLimit", timeLimit);
        Checks.requirePositive("workers", workers);
    }

    /**
     * Returns the defaults: 20 s, a worker for each available processor, no isolation.
     *
     * @return the default options
     */
    public static ChooserOptions defaults() {
        return new ChooserOptions(
                Duration.ofSeconds(20), Runtime.getRuntime().availableProcessors(), false, UnaryOperator.identity());
    }

    /**
     * Returns options with a time limit. An element that takes longer than a fourth of it counts as one that hangs.
     *
     * @param value how long it may take in all; 20 s by default
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ChooserOptions timeLimit(Duration value) {
        return new ChooserOptions(value, workers, isIsolated, processes);
    }

    /**
     * Returns options with a number of workers to try for work that computes. For work that waits, more are tried.
     *
     * @param value the number, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ChooserOptions workers(int value) {
        return new ChooserOptions(timeLimit, value, isIsolated, processes);
    }

    /**
     * Returns options for work that must not be able to harm this process: it is run in worker processes only, and these
     * are recommended.
     *
     * @return the changed options
     */
    public ChooserOptions isolated() {
        return new ChooserOptions(timeLimit, workers, true, processes);
    }

    /**
     * Returns options for the process pools that are tried, such as {@code o -> o.worker(w -> w.heap("512m"))}. The
     * number of workers is that of the trial.
     *
     * @param options changes the options
     * @return the changed options
     */
    public ChooserOptions processes(UnaryOperator<ProcessPoolOptions> options) {
        return new ChooserOptions(timeLimit, workers, isIsolated, options);
    }
}
