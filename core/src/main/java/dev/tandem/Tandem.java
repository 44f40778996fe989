package dev.tandem;

import dev.tandem.internal.choosing.Chooser;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Helps to choose between threads and processes, by trying a sample of the work.
 *
 * <pre>{@code
 * Recommendation found = Tandem.recommend(Integer::parseInt, List.of("1", "2", "3"));
 * System.out.println(found.executor() + ", " + found.workers() + " workers: " + found.reason());
 * }</pre>
 *
 * @since 0.1
 */
public final class Tandem {
    private Tandem() {}

    /**
     * As {@link #recommend(TaskFunction, Iterable, UnaryOperator)}, with the default options.
     *
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @param function the work
     * @param sample arguments that are typical of those to come
     * @return what to use, with the evidence
     * @throws IllegalArgumentException if the sample is empty
     * @throws InterruptedException if the waiting thread is interrupted; nothing goes on then but what cannot be stopped
     */
    public static <A, R> Recommendation recommend(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> sample) throws InterruptedException {
        return recommend(function, sample, UnaryOperator.identity());
    }

    /**
     * Runs a sample of the work in a worker process, in one thread, in several threads, in virtual threads if it waits
     * and the JDK has them, and in several processes, and tells from what it measured which of them to use, with how many
     * workers, and how many elements at a time.
     *
     * <p><b>The function is applied to each argument many times</b>, first in a worker process, where it can do no harm
     * to this one: if it crashes or hangs there, it is not run in this process at all. Takes some six seconds for the
     * default time limit, less for work that cannot be measured; a function that hangs does not hold it up for longer
     * than the limit.
     *
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @param function the work
     * @param sample arguments that are typical of those to come; the first thousand are used
     * @param options changes the default options, as in {@code o -> o.isolated()}
     * @return what to use, with the evidence
     * @throws IllegalArgumentException if the sample is empty, or an option has a value that is not allowed
     * @throws InterruptedException if the waiting thread is interrupted; nothing goes on then but what cannot be stopped
     */
    public static <A, R> Recommendation recommend(
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> sample,
            UnaryOperator<ChooserOptions> options)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(sample, "sample");
        ChooserOptions chosen = Objects.requireNonNull(
                Objects.requireNonNull(options, "options").apply(ChooserOptions.defaults()), "options");
        return Chooser.recommend(function, sample, chosen);
    }
}
