package dev.tandem.internal.pipeline;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Leaves out elements that do not pass a test, which is made here. */
final class FilterFlow extends LocalFlow {
    private final Predicate<Object> predicate;

    FilterFlow(Flow upstream, Control control, Meter meter, Predicate<Object> predicate) {
        super(upstream, control, meter);
        this.predicate = predicate;
    }

    @Override
    @SuppressWarnings("NullAway") // whether an element may be null is between the inputs and the functions
    boolean accept(@Nullable Object input, @Nullable Object madeFrom) {
        boolean kept = predicate.test(input);
        if (kept) {
            current(input, madeFrom);
        }
        return kept;
    }
}
