package dev.tandem.internal.pipeline;

import dev.tandem.TaskFuture;
import dev.tandem.internal.codec.TaskCall.ChunkResult;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.mapping.ChunkOutcome;
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
        int lost = future instanceof PoolFuture<Object> known ? ChunkOutcome.lost(size, known, failure) : size;
        List<Piece> again = new ArrayList<>();
        if (lost == 0) { // one of them spoils the others, and it is not known which
            for (int i = 0; i < size; i++) {
                again.add(piece.part(i, i + 1));
            }
        } else if (lost < size) {
            again.add(piece.part(lost, size));
        }
        return new Outcome(failures(lost, failure), again);
    }

    private static @Nullable Object[] failures(int count, Throwable failure) {
        @Nullable Object[] values = new Object[count];
        Arrays.fill(values, new ElementFailure(failure));
        return values;
    }
}
