package dev.tandem.internal.mapping;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskFunction;
import dev.tandem.internal.codec.TaskCall;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some successive elements and the function that is applied to each. The arrays are not changed once a call was made.
 *
 * @param function a {@link TaskFunction}, or a {@link TaskBiFunction} if there are second elements
 * @param firsts the elements
 * @param seconds the second elements of pairs, or null if elements are no pairs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Elements(
        Object function,
        @Nullable Object[] firsts,
        @Nullable Object @Nullable [] seconds) {
    public int size() {
        return firsts.length;
    }

    /** The task that does the work for all of them. */
    public TaskCall call() {
        if (function instanceof TaskBiFunction<?, ?, ?> pairFunction && seconds != null) {
            return firsts.length == 1
                    ? TaskCall.biFunction(pairFunction, firsts[0], seconds[0])
                    : TaskCall.biChunk(pairFunction, firsts, seconds);
        }
        TaskFunction<?, ?> elementFunction = (TaskFunction<?, ?>) function;
        return firsts.length == 1
                ? TaskCall.function(elementFunction, firsts[0])
                : TaskCall.chunk(elementFunction, firsts);
    }

    /** A part of the elements. */
    public Elements part(int from, int to) {
        return new Elements(
                function,
                Arrays.copyOfRange(firsts, from, to),
                seconds == null ? null : Arrays.copyOfRange(seconds, from, to));
    }
}
