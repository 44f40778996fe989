package dev.tandem.internal.mapping;

import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.internal.codec.TaskCall.ChunkResult;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.Submitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a chunk: the results of its first elements, and chunks of those elements that were submitted again.
 *
 * @param values the results, in the order of the elements; a failed one is an {@link ElementFailure}
 * @param again what was submitted again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChunkOutcome(@Nullable Object[] values, List<Chunk> again) {
    /** Finds out what became of a chunk that is done, and submits again what another element has spoiled. */
    static ChunkOutcome of(Chunk chunk, Submitter submitter) {
        PoolFuture<Object> future = chunk.future();
        Throwable failure = future == null ? chunk.refusal() : future.failureNow();
        if (future == null || failure != null) {
            return failed(chunk, future, failure == null ? new AssertionError("no outcome") : failure, submitter);
        }
        Object value = future.getNow(null);
        return new ChunkOutcome(
                chunk.size() > 1 && value instanceof ChunkResult result ? result.values() : new Object[] {value},
                List.of());
    }

    /** How many elements of a chunk share its failure for good: the others are submitted again. */
    static int lost(int size, PoolFuture<Object> future, Throwable failure) {
        if (size > 1 && failure instanceof TaskSerializationException && future.attempts() == 0) {
            return 0; // one of them could not be encoded: only that one shall fail
        }
        int culprit = future.failedElement();
        boolean isKnown = failure instanceof WorkerCrashedException && culprit >= 0 && culprit < size;
        return isKnown ? culprit + 1 : size; // the elements before it had run, those after it had not
    }

    private static ChunkOutcome failed(
            Chunk chunk, @Nullable PoolFuture<Object> future, Throwable failure, Submitter submitter) {
        int size = chunk.size();
        int lost = future == null ? size : lost(size, future, failure);
        if (lost == 0) {
            List<Chunk> singles = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                singles.add(Chunk.resubmit(chunk.elements().part(i, i + 1), submitter));
            }
            return new ChunkOutcome(new Object[0], singles);
        }
        if (lost < size) {
            Elements rest = chunk.elements().part(lost, size);
            return new ChunkOutcome(failures(lost, failure), List.of(Chunk.resubmit(rest, submitter)));
        }
        return new ChunkOutcome(failures(size, failure), List.of());
    }

    private static @Nullable Object[] failures(int count, Throwable failure) {
        @Nullable Object[] values = new Object[count];
        Arrays.fill(values, new ElementFailure(failure));
        return values;
    }
}
