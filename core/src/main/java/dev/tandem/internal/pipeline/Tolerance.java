package dev.tandem.internal.pipeline;

import dev.tandem.StageFailure;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What becomes of a pipeline when an element fails: it ends, unless one of these says otherwise.
 *
 * @param collected how many failures are kept before one more ends the pipeline; empty if none is kept
 * @param told is told of each; empty for nobody
 */
public record Tolerance(OptionalInt collected, Optional<Consumer<? super StageFailure>> told) {
    /** The first failure ends the pipeline. */
    public static final Tolerance NONE = new Tolerance(OptionalInt.empty(), Optional.empty());
}
