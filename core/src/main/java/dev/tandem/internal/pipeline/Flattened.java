package dev.tandem.internal.pipeline;

import dev.tandem.TaskFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream that a function makes, where the function runs, since a stream cannot travel.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the elements
 * @param function makes the stream
 */
public record Flattened<A, R>(TaskFunction<? super A, ? extends Stream<? extends R>> function)
        implements TaskFunction<A, List<R>> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<R> apply(A argument) throws Exception {
        Stream<? extends R> made = function.apply(argument);
        if (made == null) {
            throw new NullPointerException("flatMap: the function gave no stream");
        }
        List<R> elements = new ArrayList<>();
        try (Stream<? extends @Nullable R> open = made) {
            open.forEachOrdered(elements::add);
        }
        return elements;
    }
}
