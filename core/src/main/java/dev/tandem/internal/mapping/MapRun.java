package dev.tandem.internal.mapping;

import dev.tandem.MapOptions;
import dev.tandem.MapResults;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskOptions;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.Submitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code map}: takes elements from their source, submits them in chunks, gives their results back.
 *
 * @param <R> the type of the results
 */
/*
 * The thread that consumes does everything: it fills the window once in the constructor, and again whenever it has
 * taken a result. So a run that is not consumed takes nothing from its source, and there is nothing to synchronize.
 *
 * The window: elements that were submitted and not consumed, `inFlight`, at most `window` of them. A chunk is
 * submitted when it fits in as a whole, so that a fixed chunk size is kept, or when the window is empty.
 *
 * The end: when the source has no more elements, or it threw or the pool refused a chunk (`ending`, thrown after the
 * results of what was submitted before), or the time is up (what is done by then is given back first), or on close.
 */
@SuppressWarnings("IterableAndIterator") // iterated once: the iterator is this object, and users see only Iterable
public final class MapRun<R> implements MapResults<R>, Iterator<R> {
    /** The elements for each worker that the automatic window holds at least. */
    private static final int ELEMENTS_PER_WORKER = 64;

    /**
     * The chunks for each worker that the automatic window holds at least. Fewer lets workers wait while the consumer
     * is busy; more costs memory.
     */
    private static final int CHUNKS_PER_WORKER = 8;

    /** With an explicit window, automatic chunks are so small that each worker gets this many of a full window. */
    private static final int CHUNKS_OF_SMALL_WINDOW = 4;

    private static final @Nullable Object[] NOTHING = {};

    private final Submitter submitter;
    private final MapOptions options;
    private final long deadline;
    private final ChunkSizer sizer;
    private final PendingChunks pending;
    private final @Nullable RunProgress progress;

    // All that follows is used by the consuming thread only.

    /** Where elements come from; null when no more are taken. */
    private @Nullable ElementSource source;

    /** What is thrown after the last result. */
    private @Nullable Throwable ending;

    /** The results of the chunk that was taken last, and how many of them were consumed. */
    private @Nullable Object[] values = NOTHING;

    private int consumed;
    private int inFlight;

    /** The size of the next chunk and of the window, as of the last measurement. */
    private int chunkSize = 1;

    private int window = 1;
    private int mostChunks = Integer.MAX_VALUE;

    /** A chunk that is looked at while others are submitted, to measure elements as early as possible. */
    private @Nullable Chunk probe;

    /** Starts a run. Throws what the pool throws if it takes no task at all. */
    public MapRun(Submitter submitter, MapOptions options, ElementSource source) {
        this.submitter = submitter;
        this.options = options;
        this.source = source;
        this.deadline = System.nanoTime() + options.timeout().map(Nanos::of).orElse(Nanos.LONGEST);
        this.sizer = new ChunkSizer(chunkSize(options, submitter.options()));
        PoolCore core = submitter.backend().core();
        this.pending = options.ordered() ? new OrderedChunks() : new UnorderedChunks(core);
        this.progress = RunProgress.of(options);
        OptionalLong total = source.remaining();
        if (progress != null) {
            progress.endWith(this);
            total.ifPresent(progress::expect);
        }
        fill();
        Throwable refusal = ending;
        if (pending.size() == 0 && refusal != null && source.failure() == null) {
            endProgress();
            throw unchecked(refusal);
        }
    }

    /** Limits and retries apply to tasks: unless the caller wants chunks, each element is a task of its own then. */
    private static OptionalInt chunkSize(MapOptions options, TaskOptions taskOptions) {
        boolean limited = taskOptions.timeout().isPresent()
                || taskOptions.deadline().isPresent()
                || taskOptions.retries().maxAttempts() > RetryPolicy.never().maxAttempts();
        return options.chunkSize().isEmpty() && limited ? OptionalInt.of(1) : options.chunkSize();
    }

    // ---- submitting

    /** Submits as long as there is room. */
    private void refill() {
        if (source != null && hasRoom() && !isTimeUp()) {
            fill();
        }
    }

    private void fill() {
        ElementSource from = source;
        while (from != null) {
            adapt(from);
            if (!hasRoom()) {
                return;
            }
            Elements elements = from.take(chunkSize);
            if (elements.size() > 0) {
                try {
                    submit(elements);
                } catch (Throwable e) {
                    ending = e;
                    source = null;
                    return;
                }
            }
            if (elements.size() < chunkSize) {
                ending = from.failure();
                exhaust(from);
                return;
            }
        }
    }

    private void exhaust(ElementSource from) {
        source = null;
        if (progress != null && from.remaining().isEmpty()) {
            progress.expect(from.taken());
        }
    }

    private boolean hasRoom() {
        return inFlight == 0 || (inFlight <= window - chunkSize && pending.size() < mostChunks);
    }

    private void submit(Elements elements) {
        Chunk chunk = Chunk.submit(elements, submitter);
        pending.add(chunk);
        inFlight += elements.size();
        if (progress != null) {
            progress.watch(chunk);
        }
        if (probe == null && sizer.isMeasuring()) {
            probe = chunk;
        }
    }

    /** Chooses the size of the next chunk and of the window. */
    private void adapt(ElementSource from) {
        Chunk measured = probe;
        if (measured != null && measured.isDone()) {
            measured.measure(sizer);
            probe = null;
        }
        int workers = submitter.backend().parallelism();
        int size = sizer.next(from.remaining(), workers);
        if (options.eager()) {
            window = Integer.MAX_VALUE;
        } else if (options.buffer().isPresent()) {
            window = options.buffer().getAsInt();
            int most = sizer.isMeasuring() ? window / workers / CHUNKS_OF_SMALL_WINDOW : window;
            size = Math.max(1, Math.min(size, most));
        } else {
            long elements = Math.max(ELEMENTS_PER_WORKER, (long) CHUNKS_PER_WORKER * size) * workers;
            window = (int) Math.min(Integer.MAX_VALUE, elements);
            // a pool that rejects what does not fit into its queue shall not reject what only this run submits
            mostChunks = submitter.backend().core().settings().queueLimit().orElse(Integer.MAX_VALUE);
        }
        chunkSize = size;
    }

    // ---- consuming

    @Override
    public Iterator<R> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        if (consumed < values.length || pending.size() > 0 || ending != null) {
            return true;
        }
        refill();
        ElementSource from = source; // not null: the time is up
        return pending.size() > 0 || ending != null || (from != null && hasMore(from));
    }

    private boolean hasMore(ElementSource from) {
        boolean more = from.hasNext();
        ending = from.failure();
        if (!more && ending == null) {
            endProgress();
        }
        return more || ending != null;
    }

    @Override
    @SuppressWarnings("unchecked") // what the function returned
    public R next() {
        while (consumed == values.length) {
            takeChunk();
        }
        Object value = values[consumed];
        values[consumed++] = null;
        inFlight--;
        refill();
        if (value instanceof ElementFailure failed) {
            Throwable failure = failed.failure();
            if (failure instanceof CancellationException cancelled) {
                throw cancelled;
            }
            throw new CompletionException(failure);
        }
        return (R) value;
    }

    private void takeChunk() {
        if (!hasNext()) {
            throw new NoSuchElementException("all results have been given back");
        }
        Throwable last = ending;
        if (pending.size() == 0 && last != null) {
            close();
            throw unchecked(last);
        }
        Chunk chunk = awaitChunk();
        if (chunk == null) {
            WaitTimeoutException failure = new WaitTimeoutException("map timed out: timeout="
                    + options.timeout().orElse(Duration.ZERO) + ", results still to come of submitted elements="
                    + inFlight);
            close();
            throw failure;
        }
        if (sizer.isMeasuring()) {
            chunk.measure(sizer);
        }
        if (probe == chunk) {
            probe = null;
        }
        chunk.ensureCounted();
        ChunkOutcome outcome = ChunkOutcome.of(chunk, submitter);
        values = outcome.values();
        consumed = 0;
        pending.putBack(outcome.again());
        if (progress != null) {
            outcome.again().forEach(progress::watch);
            if (source == null && pending.size() == 0) {
                progress.end();
            }
        }
    }

    private @Nullable Chunk awaitChunk() {
        if (pending.size() == 0) {
            return null; // the time was up before these elements were taken
        }
        try {
            return pending.take(deadline - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaitInterruptedException(
                    "interrupted while waiting for the next result: results still to come of submitted elements="
                            + inFlight,
                    e);
        }
    }

    private boolean isTimeUp() {
        return options.timeout().isPresent() && deadline - System.nanoTime() <= 0;
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new CompletionException(failure);
    }

    // ---- MapResults

    @Override
    public Stream<R> stream() {
        int characteristics = options.ordered() ? Spliterator.ORDERED : 0;
        return StreamSupport.stream(
                        new Spliterators.AbstractSpliterator<R>(Long.MAX_VALUE, characteristics) {
                            @Override
                            public boolean tryAdvance(Consumer<? super R> action) {
                                if (!hasNext()) {
                                    return false;
                                }
                                action.accept(nextOrClose());
                                return true;
                            }
                        },
                        false)
                .onClose(this::close);
    }

    @Override
    public List<R> toList() {
        List<R> results = new ArrayList<>();
        while (hasNext()) {
            results.add(nextOrClose());
        }
        return Collections.unmodifiableList(results);
    }

    /** As {@link #next}, for those who cannot go on after a failure. */
    private R nextOrClose() {
        boolean complete = false;
        try {
            R result = next();
            complete = true;
            return result;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    @Override
    public void close() {
        pending.cancelAll();
        source = null;
        ending = null;
        probe = null;
        values = NOTHING;
        consumed = 0;
        inFlight = 0;
        endProgress();
    }

    private void endProgress() {
        if (progress != null) {
            progress.end();
        }
    }
}
