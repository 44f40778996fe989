package dev.tandem;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How {@link Progress} is shown: {@code Progress.start(o -> o.label("parse").total(10_000))}.
 *
 * <pre>{@code
 * var progress = Progress.start(o -> o.label("parse")
 *         .total(10_000)
 *         .sink(snapshot -> System.out.println(snapshot.failed())));
 * progress.close();
 * }</pre>
 *
 * @param label what is being done
 * @param total how many elements there are; empty if that is not known yet
 * @param style a line, single messages, or what fits the place
 * @param interval how often the line is written anew, or the sink is told
 * @param sink is told instead of anything being written
 * @param isTransient whether the line is wiped at the end instead of being left with the last figures
 * @since 0.1
 */
public record ProgressOptions(
        Optional<String> label,
        OptionalLong total,
        Style style,
        Duration interval,
        Optional<Consumer<? super ProgressSnapshot>> sink,
        boolean isTransient) {
    private static final ProgressOptions DEFAULTS = new ProgressOptions(
            Optional.empty(), OptionalLong.empty(), Style.AUTO, Duration.ofMillis(100), Optional.empty(), false);

    /** What is written to standard error. */
    public enum Style {
        /**
         * A {@link #LINE} if standard error is a terminal that can show one and nobody else reads along, as the
         * environment variables {@code TERM=dumb} and {@code CI} say; otherwise {@link #MESSAGES}.
         */
        AUTO,
        /** One line that is written over again and again. */
        LINE,
        /** A message after ten seconds, then at each tenth of the way or once a minute, and one at the end. */
        MESSAGES
    }

    /**
     * Checks the values.
     *
     * @param label what is being done
     * @param total how many elements there are; empty if that is not known yet
     * @param style a line, single messages, or what fits the place
     * @param interval how often the line is written anew, or the sink is told
     * @param sink is told instead of anything being written
     * @param isTransient whether the line is wiped at the end instead of being left with the last figures
     * @throws IllegalArgumentException if a value is not allowed
     */
    public ProgressOptions {
        label.ifPresent(value -> Checks.requireText("label", value));
        total.ifPresent(value -> Checks.requireNotNegative("total", value));
        Checks.requirePositive("interval", interval);
    }

    /**
     * Returns the defaults: no label, no total, whatever style fits, ten times a second.
     *
     * @return the default options
     */
    public static ProgressOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns options with a name of what is being done.
     *
     * @param value the name; line breaks and other control characters are shown as spaces
     * @return the changed options
     * @throws IllegalArgumentException if the value is blank
     */
    public ProgressOptions label(String value) {
        return new ProgressOptions(Optional.of(value), total, style, interval, sink, isTransient);
    }

    /**
     * Returns options that tell how many elements there are, in all {@code map}s, pipelines and whatever else counts on
     * the progress. That is the total, also where they know the number of their inputs; it only grows when that is more,
     * all together.
     *
     * @param elements the number, zero or more
     * @return the changed options
     * @throws IllegalArgumentException if the value is negative
     */
    public ProgressOptions total(long elements) {
        return new ProgressOptions(label, OptionalLong.of(elements), style, interval, sink, isTransient);
    }

    /**
     * Returns options with a style.
     *
     * @param value the style; {@link Style#AUTO} by default
     * @return the changed options
     */
    public ProgressOptions style(Style value) {
        return new ProgressOptions(label, total, value, interval, sink, isTransient);
    }

    /**
     * Returns options that say how often the line is written anew, or the sink is told.
     *
     * @param value the time between two; 100 ms by default
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ProgressOptions interval(Duration value) {
        return new ProgressOptions(label, total, style, value, sink, isTransient);
    }

    /**
     * Returns options that write nothing and tell a consumer instead: in a thread of the library, after each interval
     * in which something has changed, and a last time by {@link Progress#close}. What it throws is logged once.
     *
     * @param value is told how far the work has come
     * @return the changed options
     */
    public ProgressOptions sink(Consumer<? super ProgressSnapshot> value) {
        return new ProgressOptions(label, total, style, interval, Optional.of(value), isTransient);
    }

    /**
     * Returns options that wipe the line at the end, as if it had never been there. Messages are left.
     *
     * @return the changed options
     */
    public ProgressOptions wipeAtEnd() {
        return new ProgressOptions(label, total, style, interval, sink, true);
    }
}
