package dev.tandem.internal.pipeline;

import dev.tandem.TaskFunction;
import org.jspecify.annotations.Nullable;

/** Applies a function to each element, here. */
final class MapFlow extends LocalFlow {
    private final TaskFunction<Object, Object> function;

    MapFlow(Flow upstream, Control control, Meter meter, TaskFunction<Object, Object> function) {
        super(upstream, control, meter);
        this.function = function;
    }

    @Override
    @SuppressWarnings("NullAway") // whether an element may be null is between the inputs and the functions
    boolean accept(@Nullable Object input, @Nullable Object madeFrom) throws Exception {
        current(function.apply(input), madeFrom);
        return true;
    }
}
