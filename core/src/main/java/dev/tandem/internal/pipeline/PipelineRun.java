package dev.tandem.internal.pipeline;

import dev.tandem.PipelineResults;
import dev.tandem.PipelineStats;
import dev.tandem.StageFailure;
import dev.tandem.StageStats;
import dev.tandem.StillRunningException;
import dev.tandem.WaitInterruptedException;
import dev.tandem.internal.pipeline.Flow.Move;
import dev.tandem.internal.task.Membership;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that was started, as its consumer sees it.
 *
 * @param <T> the type of the results
 */
/*
 * Steps are flows, each pulls from the one before. A stage that runs in a pool has a thread, the feeder, that pulls from the
 * step before and submits; what is done waits in the window of the stage for whoever pulls from it: the feeder of the next
 * stage, or the consumer. Steps that run here run in the thread that pulls. So an element is pushed by nobody, a full
 * window stops its feeder, and that stops everything before: back-pressure is not a mechanism of its own.
 *
 *   inputs <- relay <- feeder 1 -> pool A -> window 1 <- map, filter <- feeder 2 -> pool B -> window 2 <- consumer
 *
 * A thread of a pool is never held by a pipeline, so that stages may share a pool of any size.
 *
 * Threads and tasks do not know this object. When the consumer forgets it without closing it, the cleaner stops them.
 */
@SuppressWarnings("IterableAndIterator") // the iterator that can be used once
public final class PipelineRun<T> implements PipelineResults<T>, Iterator<T> {
    private static final Cleaner CLEANER = Cleaner.create();

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Control control;
    private final Failures failures;
    private final Flow last;

    /** Held by the thread that pulls. */
    private final ReentrantLock pulling = new ReentrantLock();

    /** Whether the consumer wants no more. Written by any thread. */
    private volatile boolean closed;

    // All that follows is guarded by `pulling`.

    /** The next result, if there is one. */
    private @Nullable T next;

    private boolean isReady;
    private boolean ended;

    /** What is thrown after the last result. */
    private @Nullable Throwable ending;

    private PipelineRun(Control control, Failures failures, Flow last) {
        this.control = control;
        this.failures = failures;
        this.last = last;
    }

    /** Starts a pipeline. */
    public static <T> PipelineRun<T> start(Iterable<?> inputs, List<Step> steps, Tolerance tolerance) {
        Failures failures = new Failures(tolerance);
        Control control = new Control("pipeline-" + NUMBERS.incrementAndGet(), failures);
        Flow flow = new SourceFlow(control, inputs);
        boolean isCountKnown = inputs instanceof Collection;
        for (Step step : steps) {
            flow = step.behind(flow, control);
            isCountKnown &= step.keepsCount();
            if (step instanceof Step.Counting counting && isCountKnown) {
                counting.progress().expect(((Collection<?>) inputs).size());
            }
        }
        PipelineRun<T> run = new PipelineRun<>(control, failures, flow);
        CLEANER.register(run, control::stop);
        control.start();
        return run;
    }

    // ---- consuming

    @Override
    public Iterator<T> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        pulling.lock();
        try {
            return tryFetch() || ending != null;
        } finally {
            pulling.unlock();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // an element may be null if the functions give null
    public T next() {
        pulling.lock();
        try {
            if (tryFetch()) {
                T result = next;
                next = null;
                isReady = false;
                return result;
            }
            Throwable thrown = ending;
            ending = null;
            if (thrown == null) {
                throw new NoSuchElementException("all results have been given back");
            }
            throw unchecked(thrown);
        } finally {
            pulling.unlock();
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new CompletionException(failure);
    }

    /** Waits for the next result; returns whether there is one. */
    private boolean tryFetch() {
        if (closed && !ended) {
            end(null);
        }
        if (isReady || ended) {
            return isReady;
        }
        try {
            pull();
        } catch (StoppedException e) {
            end(closed ? null : control.failure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaitInterruptedException(
                    "interrupted while waiting for the next result: pipeline=" + control.name(), e);
        } catch (Throwable e) { // out of memory, perhaps
            control.fail(e);
            end(control.failure());
        }
        return isReady;
    }

    @SuppressWarnings("unchecked") // what the functions returned
    private void pull() throws InterruptedException {
        if (advance() == Move.NEXT) {
            next = (T) last.value();
            isReady = true;
            last.drop();
        } else {
            Throwable failure = control.failure(); // the end of a step that has failed looks like that of its input
            control.complete();
            end(failure == null ? control.inputFailure() : failure);
        }
    }

    private Move advance() throws InterruptedException {
        Move move = last.advance(0);
        if (move != Move.NOT_YET) {
            return move;
        }
        Membership.Compensation compensation = control.beforeWait();
        try {
            return last.advance(Flow.FOREVER);
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    /** There are no more results. */
    private void end(@Nullable Throwable thrown) {
        ended = true;
        ending = thrown;
        isReady = false;
        next = null;
        last.release();
        last.drop();
    }

    @Override
    public Stream<T> stream() {
        return StreamSupport.stream(
                        new Spliterators.AbstractSpliterator<T>(Long.MAX_VALUE, Spliterator.ORDERED) {
                            @Override
                            public boolean tryAdvance(Consumer<? super T> action) {
                                boolean complete = false;
                                T result;
                                try {
                                    if (!hasNext()) {
                                        complete = true;
                                        return false;
                                    }
                                    result = next();
                                    complete = true;
                                } finally {
                                    if (!complete) {
                                        close();
                                    }
                                }
                                action.accept(result);
                                return true;
                            }
                        },
                        false)
                .onClose(this::close);
    }

    @Override
    public List<T> toList() {
        List<T> results = new ArrayList<>();
        drain(results::add);
        return Collections.unmodifiableList(results);
    }

    /** Gives all remaining results to a consumer, and closes the pipeline, whatever happens. */
    @SuppressWarnings("try") // it is only to be closed
    public void drain(Consumer<? super T> consumer) {
        try (PipelineRun<T> open = this) {
            while (hasNext()) {
                consumer.accept(next());
            }
        }
    }

    // ---- insight

    @Override
    public List<StageFailure> failures() {
        return failures.collected();
    }

    @Override
    public PipelineStats stats() {
        long elapsed = control.elapsedNanos();
        List<StageStats> stages = new ArrayList<>();
        for (Meter meter : control.meters()) {
            stages.add(meter.stats(elapsed));
        }
        return new PipelineStats(Duration.ofNanos(elapsed), stages, Bottleneck.of(control.meters(), elapsed));
    }

    // ---- the end

    @Override
    public void close() {
        closed = true;
        control.stop();
        if (pulling.tryLock()) { // else the thread that pulls comes to the end by itself
            try {
                end(null);
            } finally {
                pulling.unlock();
            }
        }
        List<String> running = control.awaitEnd();
        if (!running.isEmpty()) {
            throw new StillRunningException("pipeline was closed: pipeline=" + control.name(), running);
        }
    }

    @Override
    public String toString() {
        return "PipelineResults[" + control.name() + (control.isRunning() ? "" : ", ended") + ']';
    }
}
