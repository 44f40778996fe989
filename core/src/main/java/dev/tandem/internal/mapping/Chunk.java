package dev.tandem.internal.mapping;

import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.Submitter;
import org.jspecify.annotations.Nullable;

/** Elements that were submitted as one task. */
final class Chunk {
    private final Elements elements;
    private final @Nullable PoolFuture<Object> future;

    /** Why there is no future. */
    private final @Nullable Throwable refusal;

    /** Counts the elements when the chunk is done, or null. Used by the consuming thread. */
    private @Nullable ElementCount count;

    private Chunk(Elements elements, @Nullable PoolFuture<Object> future, @Nullable Throwable refusal) {
        this.elements = elements;
        this.future = future;
        this.refusal = refusal;
    }

    /** Submits elements; throws what the pool throws. */
    static Chunk submit(Elements elements, Submitter submitter) {
        return new Chunk(elements, submitter.submit(elements.call()), null);
    }

    /** Submits elements again, or for the second time in smaller parts. If the pool refuses them, that is their failure. */
    static Chunk resubmit(Elements elements, Submitter submitter) {
        try {
            return submit(elements, submitter);
        } catch (RuntimeException e) {
            return new Chunk(elements, null, e);
        }
    }

    Elements elements() {
        return elements;
    }

    int size() {
        return elements.size();
    }

    /** The future, or null if the pool refused the elements. */
    @Nullable
    PoolFuture<Object> future() {
        return future;
    }

    /** Why the pool refused the elements, or null. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    boolean isDone() {
        return future == null || future.isDone();
    }

    /** Tells a sizer how long the elements took, if they were run. */
    void measure(ChunkSizer sizer) {
        if (future != null && future.attempts() > 0) {
            sizer.record(future.finishedNanos() - future.startedNanos(), size());
        }
    }

    /** Has the elements counted by the time they are consumed. */
    void countWith(ElementCount value) {
        count = value;
    }

    /** The elements are being consumed. */
    void ensureCounted() {
        if (count != null && future != null) {
            count.accept(future);
        }
    }

    /** Cancels the task if it has not started. */
    void cancel() {
        if (future != null) {
            future.cancel(false);
        }
    }
}
