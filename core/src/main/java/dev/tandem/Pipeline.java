package dev.tandem;

import dev.tandem.internal.pipeline.Flattened;
import dev.tandem.internal.pipeline.PipelineRun;
import dev.tandem.internal.pipeline.Step;
import dev.tandem.internal.pipeline.Step.Shape;
import dev.tandem.internal.pipeline.Tolerance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Work in stages: each element goes from one to the next, each stage runs in a pool of its choice, and all of them work at
 * the same time.
 *
 * <pre>{@code
 * try (var threads = ThreadPoolExecutor.open(20);
 *         var processes = ProcessPoolExecutor.open(2)) {
 *     Pipeline.from(List.of("a 1", "b 22"))
 *             .then(threads, line -> line.split(" ")[1], s -> s.concurrency(20).timeout(Duration.ofSeconds(10)))
 *             .then(processes, text -> text.length(), s -> s.label("parse"))
 *             .filter(length -> length > 0)
 *             .batch(100)
 *             .forEach(lengths -> System.out.println(lengths)); // [1, 2]
 * }
 * }</pre>
 *
 * <p><b>It is bounded.</b> Between the stages there are buffers of a limited size. A stage that is ahead waits, and so in
 * the end do the inputs: they may be infinite, and a slow consumer slows everything down instead of filling memory. An
 * element is forgotten when it has been passed on.
 *
 * <p><b>It fails fast.</b> The first element that fails ends the pipeline with {@link StageFailedException}, which tells
 * the stage and the input: a failure that nobody asked to tolerate must not go unnoticed. {@link #collectFailures()} and
 * {@link #onFailure} let the others go on.
 *
 * <p><b>Where code runs.</b> Functions that are given with a pool run in its workers, and must be able to travel if those
 * are processes. Functions without a pool, the iterator of the inputs included, run in threads of the pipeline, one call of
 * each at a time, or in the thread that consumes; they should be quick. Several stages may use the same pool.
 *
 * <p>A pipeline is a description, immutable and thread-safe; nothing happens until it is started by one of
 * {@link #start}, {@link #forEach}, {@link #toList}, {@link #stream} and {@link #run}, and it can be started again if its
 * inputs can be iterated again. It never closes a pool.
 *
 * @param <T> the type of the elements that leave the last stage
 * @since 0.1
 */
public final class Pipeline<T> {
    /** How many failures are collected unless a number is given. */
    private static final int MOST_FAILURES = 10_000;

    private final Iterable<?> inputs;
    private final List<Step> steps;
    private final Tolerance tolerance;

    private Pipeline(Iterable<?> inputs, List<Step> steps, Tolerance tolerance) {
        this.inputs = inputs;
        this.steps = steps;
        this.tolerance = tolerance;
    }

    // ---- inputs

    /**
     * Begins a pipeline.
     *
     * @param <T> the type of the inputs
     * @param inputs the inputs; iterated by one thread at a time, as they are needed; may be infinite
     * @return a pipeline without stages
     */
    public static <T> Pipeline<T> from(Iterable<? extends T> inputs) {
        return new Pipeline<>(Objects.requireNonNull(inputs, "inputs"), List.of(), Tolerance.NONE);
    }

    /**
     * Begins a pipeline that can be started once.
     *
     * @param <T> the type of the inputs
     * @param inputs the inputs; used by one thread at a time, as they are needed; may be infinite
     * @return a pipeline without stages
     */
    public static <T> Pipeline<T> from(Iterator<? extends T> inputs) {
        Objects.requireNonNull(inputs, "inputs");
        return from(once(() -> inputs));
    }

    /**
     * Begins a pipeline that can be started once.
     *
     * @param <T> the type of the inputs
     * @param inputs the inputs; used by one thread at a time, as they are needed; may be infinite. The stream is not closed
     * @return a pipeline without stages
     */
    public static <T> Pipeline<T> from(Stream<? extends T> inputs) {
        Objects.requireNonNull(inputs, "inputs");
        return from(once(() -> Pipeline.<T>iterator(inputs)));
    }

    @SuppressWarnings("unchecked") // an iterator only gives
    private static <T> Iterator<T> iterator(Stream<? extends T> inputs) {
        return (Iterator<T>) inputs.iterator();
    }

    private static <T> Iterable<T> once(Iterable<? extends T> inputs) {
        AtomicBoolean used = new AtomicBoolean();
        return new Iterable<>() {
            @Override
            @SuppressWarnings("unchecked") // an iterator only gives
            public Iterator<T> iterator() {
                if (!used.compareAndSet(false, true)) {
                    throw new IllegalStateException(
                            "inputs have been used: a pipeline of an iterator or a stream can be" + " started once");
                }
                return (Iterator<T>) inputs.iterator();
            }
        };
    }

    // ---- stages in pools

    /**
     * Adds a stage that applies a function to each element, in a pool.
     *
     * @param <R> the type of the results
     * @param pool runs the function; a view of a pool gives its options to the tasks
     * @param function the function
     * @return the longer pipeline
     */
    public <R> Pipeline<R> then(PoolExecutor pool, TaskFunction<? super T, ? extends R> function) {
        return then(pool, function, UnaryOperator.identity());
    }

    /**
     * As {@link #then(PoolExecutor, TaskFunction)}, with options.
     *
     * @param <R> the type of the results
     * @param pool runs the function; a view of a pool gives its options to the tasks
     * @param function the function
     * @param options changes the default options, as in {@code s -> s.concurrency(20).label("download")}
     * @return the longer pipeline
     * @throws IllegalArgumentException if an option has a value that is not allowed, or the options of the view do not
     *     suit a pipeline
     */
    public <R> Pipeline<R> then(
            PoolExecutor pool, TaskFunction<? super T, ? extends R> function, UnaryOperator<StageOptions> options) {
        return pooled(Shape.EACH, "stage", pool, Objects.requireNonNull(function, "function"), options);
    }

    /**
     * Adds a stage that makes any number of elements of each, in a pool. The stream is read where it is made, and closed; its
     * elements arrive together. So it must not be infinite.
     *
     * @param <R> the type of the elements of the streams
     * @param pool runs the function and reads the stream
     * @param function makes a stream of an element
     * @return the longer pipeline
     */
    public <R> Pipeline<R> flatMap(PoolExecutor pool, TaskFunction<? super T, ? extends Stream<? extends R>> function) {
        return flatMap(pool, function, UnaryOperator.identity());
    }

    /**
     * As {@link #flatMap(PoolExecutor, TaskFunction)}, with options.
     *
     * @param <R> the type of the elements of the streams
     * @param pool runs the function and reads the stream
     * @param function makes a stream of an element
     * @param options changes the default options; the buffer counts the elements of which streams are made
     * @return the longer pipeline
     * @throws IllegalArgumentException if an option has a value that is not allowed, or the options of the view do not
     *     suit a pipeline
     */
    public <R> Pipeline<R> flatMap(
            PoolExecutor pool,
            TaskFunction<? super T, ? extends Stream<? extends R>> function,
            UnaryOperator<StageOptions> options) {
        return pooled(
                Shape.LIST, "flatMap", pool, new Flattened<>(Objects.requireNonNull(function, "function")), options);
    }

    /**
     * Adds a stage that keeps the elements that pass a test, which is made in a pool. Only the answer travels back.
     *
     * @param pool runs the test
     * @param test the test
     * @return the longer pipeline
     */
    public Pipeline<T> filter(PoolExecutor pool, TaskFunction<? super T, Boolean> test) {
        return filter(pool, test, UnaryOperator.identity());
    }

    /**
     * As {@link #filter(PoolExecutor, TaskFunction)}, with options.
     *
     * @param pool runs the test
     * @param test the test
     * @param options changes the default options
     * @return the longer pipeline
     * @throws IllegalArgumentException if an option has a value that is not allowed, or the options of the view do not
     *     suit a pipeline
     */
    public Pipeline<T> filter(
            PoolExecutor pool, TaskFunction<? super T, Boolean> test, UnaryOperator<StageOptions> options) {
        return pooled(Shape.KEEP, "filter", pool, Objects.requireNonNull(test, "test"), options);
    }

    private <R> Pipeline<R> pooled(
            Shape shape,
            String kind,
            PoolExecutor pool,
            TaskFunction<?, ?> function,
            UnaryOperator<StageOptions> options) {
        Objects.requireNonNull(pool, "pool");
        StageOptions chosen = Objects.requireNonNull(
                Objects.requireNonNull(options, "options").apply(StageOptions.defaults()), "options");
        PoolExecutor view = pool.with(o -> taskOptions(o, chosen));
        return with(new Step.Pooled(chosen.label().orElseGet(() -> label(kind)), shape, view, function, chosen));
    }

    private static TaskOptions taskOptions(TaskOptions options, StageOptions stage) {
        Checks.require(
                options.captureLimit().isEmpty(),
                () -> "captureOutput needs submit, since the results of a pipeline have no futures to hold the output:"
                        + " captureLimit=" + options.captureLimit().getAsInt());
        TaskOptions changed = options;
        if (stage.timeout().isPresent()) {
            changed = changed.timeout(stage.timeout().get());
        }
        if (stage.retries().isPresent()) {
            changed = changed.retries(stage.retries().get());
        }
        return stage.label().isPresent() ? changed.label(stage.label().get()) : changed;
    }

    // ---- steps here

    /**
     * Adds a step that applies a function to each element here, in the calling process: for what is too quick to be worth
     * a task.
     *
     * @param <R> the type of the results
     * @param function the function
     * @return the longer pipeline
     */
    @SuppressWarnings("unchecked") // elements come from the step before
    public <R> Pipeline<R> map(TaskFunction<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return with(new Step.Mapping(label("map"), (TaskFunction<Object, Object>) function));
    }

    /**
     * Adds a step that keeps the elements that pass a test, which is made here, in the calling process.
     *
     * @param test the test
     * @return the longer pipeline
     */
    @SuppressWarnings("unchecked") // elements come from the step before
    public Pipeline<T> filter(Predicate<? super T> test) {
        Objects.requireNonNull(test, "test");
        return with(new Step.Filtering(label("filter"), (Predicate<Object>) test));
    }

    /**
     * Adds a step that makes any number of elements of each, here, in the calling process: the stream is read as its
     * elements are wanted, and closed at its end. It may be infinite.
     *
     * @param <R> the type of the elements of the streams
     * @param function makes a stream of an element
     * @return the longer pipeline
     */
    @SuppressWarnings("unchecked") // elements come from the step before
    public <R> Pipeline<R> flatMap(TaskFunction<? super T, ? extends Stream<? extends R>> function) {
        Objects.requireNonNull(function, "function");
        return with(
                new Step.Flattening(label("flatMap"), (TaskFunction<Object, Stream<?>>) (TaskFunction<?, ?>) function));
    }

    /**
     * Adds a step that puts elements together to lists.
     *
     * @param size how many make a list; the last one may be shorter
     * @return the longer pipeline; its lists are unmodifiable
     * @throws IllegalArgumentException if the size is not positive
     */
    public Pipeline<List<T>> batch(int size) {
        return batch(size, Optional.empty());
    }

    /**
     * Adds a step that puts elements together to lists, of which none waits for ever for more.
     *
     * @param size how many make a list
     * @param within how long after its first element a list is given on that is not full
     * @return the longer pipeline; its lists are unmodifiable and never empty
     * @throws IllegalArgumentException if a value is not positive
     */
    public Pipeline<List<T>> batch(int size, Duration within) {
        Checks.requirePositive("within", within);
        return batch(size, Optional.of(within));
    }

    private Pipeline<List<T>> batch(int size, Optional<Duration> within) {
        Checks.requirePositive("size", size);
        return with(new Step.Batching(label("batch"), size, within));
    }

    /**
     * Counts the elements that come by here on a progress, and those that fail on their way to here; what is left out by a
     * filter counts as done. The progress is told how many there will be if the inputs are a collection and no step before
     * makes several elements of one, or one of several. So it belongs behind the last stage that does the work.
     *
     * @param progress counts them; it is the caller's, who closes it
     * @return the changed pipeline
     */
    public Pipeline<T> progress(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        return with(new Step.Counting(label("progress"), progress));
    }

    private String label(String kind) {
        return kind + "-" + (steps.size() + 1);
    }

    private <R> Pipeline<R> with(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Pipeline<>(inputs, List.copyOf(longer), tolerance);
    }

    // ---- failures

    /**
     * Lets the pipeline go on when elements fail, and keeps up to 10,000 failures for
     * {@link PipelineResults#failures()}. One more ends the pipeline.
     *
     * @return the changed pipeline, to be started by {@link #start}
     */
    public Pipeline<T> collectFailures() {
        return collectFailures(MOST_FAILURES);
    }

    /**
     * Lets the pipeline go on when elements fail, and keeps the failures for {@link PipelineResults#failures()}, each with
     * its stage and its input.
     *
     * @param most how many are kept; one more ends the pipeline
     * @return the changed pipeline, to be started by {@link #start}
     * @throws IllegalArgumentException if the number is negative
     */
    public Pipeline<T> collectFailures(int most) {
        Checks.requireNotNegative("most", most);
        return new Pipeline<>(inputs, steps, new Tolerance(OptionalInt.of(most), Optional.empty()));
    }

    /**
     * Lets the pipeline go on when elements fail, and tells of each failure. It may fail as often as it likes, nothing is
     * kept.
     *
     * @param consumer is told; by one thread at a time, a thread of the pipeline or the one that consumes the results. What
     *     it throws ends the pipeline
     * @return the changed pipeline
     */
    public Pipeline<T> onFailure(Consumer<? super StageFailure> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return new Pipeline<>(inputs, steps, new Tolerance(OptionalInt.empty(), Optional.of(consumer)));
    }

    // ---- starting

    /**
     * Starts the pipeline. It works ahead of the consumer as far as its buffers allow.
     *
     * @return the results, to be closed
     * @throws ContextCarrierException if a pool carries the context of its callers, and that cannot be captured
     */
    public PipelineResults<T> start() {
        return run(this);
    }

    private static <T> PipelineRun<T> run(Pipeline<T> pipeline) {
        return PipelineRun.start(pipeline.inputs, pipeline.steps, pipeline.tolerance);
    }

    /**
     * Starts the pipeline and gives each result to a consumer, in the calling thread. Returns when there are no more.
     *
     * @param consumer takes the results; what it throws ends the pipeline
     * @return what each stage has done
     * @throws StageFailedException if an element fails
     * @throws WaitInterruptedException if the calling thread is interrupted; the pipeline has been closed
     * @throws IllegalStateException if failures are to be collected, of which there would be no trace
     */
    public PipelineStats forEach(Consumer<? super T> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        PipelineRun<T> run = runVisibly("forEach");
        run.drain(consumer);
        return run.stats();
    }

    /**
     * Starts the pipeline, waits for all results and returns them.
     *
     * @return an unmodifiable list; it may hold nulls
     * @throws StageFailedException if an element fails
     * @throws WaitInterruptedException if the calling thread is interrupted; the pipeline has been closed
     * @throws IllegalStateException if failures are to be collected, of which there would be no trace
     */
    public List<T> toList() {
        return runVisibly("toList").toList();
    }

    /**
     * Starts the pipeline and returns its results as a sequential stream, which is to be closed.
     *
     * @return the stream; closing it closes the pipeline, and so does its end
     * @throws IllegalStateException if failures are to be collected, of which there would be no trace
     */
    public Stream<T> stream() {
        return runVisibly("stream").stream();
    }

    /**
     * Starts the pipeline and drops its results: for one whose stages do all that is to be done.
     *
     * @return what each stage has done
     * @throws StageFailedException if an element fails
     * @throws WaitInterruptedException if the calling thread is interrupted; the pipeline has been closed
     * @throws IllegalStateException if failures are to be collected, of which there would be no trace
     */
    public PipelineStats run() {
        return forEach(result -> {});
    }

    private PipelineRun<T> runVisibly(String method) {
        if (tolerance.collected().isPresent()) {
            throw new IllegalStateException(
                    "collectFailures needs start(), whose results tell the failures, or onFailure" + " instead: method="
                            + method);
        }
        return run(this);
    }

    @Override
    public String toString() {
        return "Pipeline" + steps.stream().map(Step::label).toList();
    }
}
