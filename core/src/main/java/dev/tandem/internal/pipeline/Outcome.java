package dev.tandem.internal.pipeline;

import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.internal.codec.TaskCall.ChunkResult;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.task.PoolFuture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a piece: the results of its first elements, and pieces of those that have to be submitted again.
 *
 * @param values the results, in the order of the elements; a failed one is an {@link ElementFailure}
 * @param again what was not run because of another element
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outcome(@Nullable Object[] values, List<Piece> again) {
    /** Finds out what became of a piece that is done. */
    static Outcome of(Piece piece, TaskFuture<Object> future) {
        Throwable failure = future.isCompletedExceptionally() ? failureOf(future) : null;
        if (failure != null) {
            return failed(piece, future, failure);
        }
        Object value = future.getNow(null);
        return new Outcome(
                piece.size() > 1 && value instanceof ChunkResult result ? result.values() : new Object[] {value},
                List.of());
    }

    private static Throwable failureOf(TaskFuture<Object> future) {
        Throwable failure =
                future.<@Nullable Throwable>handle((value, thrown) -> thrown).getNow(null);
        return failure == null ? new CompletionException("task has no outcome: task=" + future.label(), null) : failure;
    }

    private static Outcome failed(Piece piece, TaskFuture<Object> future, Throwable failure) {
        int size = piece.size();
        if (size > 1 && failure instanceof TaskSerializationException && future.attempts() == 0) {
            // one of them could not be encoded: only that one shall fail
            List<Piece> singles = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                singles.add(piece.part(i, i + 1));
            }
            return new Outcome(new Object[0], singles);
        }
        int culprit = future instanceof PoolFuture<?> known ? known.failedElement() : -1;
        if (failure instanceof WorkerCrashedException && culprit >= 0 && culprit < size - 1) {
            // the elements before it had run, those after it had not
            return new Outcome(failures(culprit + 1, failure), List.of(piece.part(culprit + 1, size)));
        }
        return new Outcome(failures(size, failure), List.of());
    }

    private static @Nullable Object[] failures(int count, Throwable failure) {
        @Nullable Object[] values = new Object[count];
        Arrays.fill(values, new ElementFailure(failure));
        return values;
    }
}
