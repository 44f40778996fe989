package dev.tandem;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Options of {@link PoolExecutor#map map}: {@code pool.map(f, inputs, o -> o.unordered().chunkSize(100))}.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2)) {
 *     var words = Stream.of("to", "be", "or");
 *     var lengths = pool.map(String::length, words, o -> o.unordered().timeout(Duration.ofMinutes(1)));
 *     System.out.println(lengths.stream().mapToInt(n -> n).sum()); // 6
 * }
 * }</pre>
 *
 * @param ordered whether results come in the order of the inputs; otherwise as they are completed
 * @param timeout one deadline for the whole, from the call of {@code map}; empty for none
 * @param buffer how many elements at most are submitted and not yet consumed; empty for automatic
 * @param eager whether all inputs are taken and submitted by the call of {@code map}, as Python does
 * @param chunkSize how many elements travel as one task; empty for automatic
 * @param progress counts the elements that are done with; it is the caller's, who closes it
 * @param shownProgress how the progress of this run is shown; empty if it is not, as by default
 * @since 0.1
 */
public record MapOptions(
        boolean ordered,
        Optional<Duration> timeout,
        OptionalInt buffer,
        boolean eager,
        OptionalInt chunkSize,
        Optional<Progress> progress,
        Optional<ProgressOptions> shownProgress) {
    private static final MapOptions DEFAULTS = new MapOptions(
            true,
            Optional.empty(),
            OptionalInt.empty(),
            false,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Checks the values.
     *
     * @param ordered whether results come in the order of the inputs; otherwise as they are completed
     * @param timeout one deadline for the whole, from the call of {@code map}; empty for none
     * @param buffer how many elements at most are submitted and not yet consumed; empty for automatic
     * @param eager whether all inputs are taken and submitted by the call of {@code map}, as Python does
     * @param chunkSize how many elements travel as one task; empty for automatic
     * @param progress counts the elements that are done with; it is the caller's, who closes it
     * @param shownProgress how the progress of this run is shown; empty if it is not, as by default
     * @throws IllegalArgumentException if a value is not allowed
     */
    public MapOptions {
        timeout.ifPresent(value -> Checks.requireNotNegative("timeout", value));
        buffer.ifPresent(value -> Checks.requirePositive("buffer", value));
        chunkSize.ifPresent(value -> Checks.requirePositive("chunkSize", value));
        Checks.require(!(eager && buffer.isPresent()), () -> "eager and buffer exclude each other: buffer=" + buffer);
        Checks.require(
                progress.isEmpty() || shownProgress.isEmpty(),
                () -> "progress and showProgress exclude each other: showProgress=" + shownProgress);
    }

    /**
     * Returns the defaults: ordered, no timeout, a bounded buffer, chunks sized by the measured task time.
     *
     * @return the default options
     */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns options that give results as they are completed.
     *
     * @return the changed options
     */
    public MapOptions unordered() {
        return new MapOptions(false, timeout, buffer, eager, chunkSize, progress, shownProgress);
    }

    /**
     * Returns options with one deadline for the whole, from the call of {@code map}.
     *
     * @param value the time allowed; zero or more
     * @return the changed options
     * @throws IllegalArgumentException if the value is negative
     */
    public MapOptions timeout(Duration value) {
        return new MapOptions(ordered, Optional.of(value), buffer, eager, chunkSize, progress, shownProgress);
    }

    /**
     * Returns options that bound how many elements are submitted and not yet consumed; also bounds the size of a
     * chunk. The automatic bound is 64 elements for each worker, or 8 chunks for each worker when that is more, and
     * never more chunks than the queue of the pool is limited to.
     *
     * @param elements the bound, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public MapOptions buffer(int elements) {
        return new MapOptions(ordered, timeout, OptionalInt.of(elements), eager, chunkSize, progress, shownProgress);
    }

    /**
     * Returns options that take and submit all inputs at once, in the call of {@code map}. Not for infinite inputs.
     *
     * @return the changed options
     */
    public MapOptions eagerly() {
        return new MapOptions(ordered, timeout, buffer, true, chunkSize, progress, shownProgress);
    }

    /**
     * Returns options with a fixed chunk size. A chunk travels and is run as one task; a failing element does not
     * affect its chunk mates, but elements that had run in the same chunk before a worker died share its fate.
     *
     * @param elements how many elements travel together, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public MapOptions chunkSize(int elements) {
        return new MapOptions(ordered, timeout, buffer, eager, OptionalInt.of(elements), progress, shownProgress);
    }

    /**
     * Returns options that count the elements on a progress, each when it is done with. {@code map} tells it how many
     * elements there are, once that is known, and does not close it: several runs may count on the same progress.
     *
     * @param value the progress
     * @return the changed options
     */
    public MapOptions progress(Progress value) {
        return new MapOptions(ordered, timeout, buffer, eager, chunkSize, Optional.of(value), shownProgress);
    }

    /**
     * Returns options that show the progress of the run, until all elements are done or the results are closed. A loop
     * that may be left early belongs into a try-with-resources statement that closes the results; else the progress stays
     * until the garbage collector finds them.
     *
     * @return the changed options
     */
    public MapOptions showProgress() {
        return showProgress(UnaryOperator.identity());
    }

    /**
     * Returns options that show the progress of the run, until all elements are done or the results are closed: {@code
     * o.showProgress(p -> p.label("parse"))}. A loop that may be left early belongs into a try-with-resources statement
     * that closes the results; else the progress stays until the garbage collector finds them.
     *
     * @param options changes the default options of the progress
     * @return the changed options
     * @throws IllegalArgumentException if an option has a value that is not allowed
     */
    public MapOptions showProgress(UnaryOperator<ProgressOptions> options) {
        ProgressOptions chosen = Objects.requireNonNull(options.apply(ProgressOptions.defaults()), "options");
        return new MapOptions(ordered, timeout, buffer, eager, chunkSize, progress, Optional.of(chosen));
    }
}
