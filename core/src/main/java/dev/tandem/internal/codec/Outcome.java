package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** What became of a task: a value or a failure. */
public sealed interface Outcome {
    /**
     * The task returned.
     *
     * @param value what it returned; for a chunk a {@link TaskCall.ChunkResult}
     */
    record Value(@Nullable Object value) implements Outcome {}

    /**
     * The task threw, or what it returned could not be rebuilt.
     *
     * @param failure what it threw, rebuilt here
     */
    record Failure(Throwable failure) implements Outcome {}
}
