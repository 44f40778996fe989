package dev.tandem;

import org.jspecify.annotations.Nullable;

/**
 * An element that failed in a stage of a {@link Pipeline}.
 *
 * @param stage the label of the stage
 * @param input what the stage was given; null if the element was null
 * @param origin the input of the pipeline from which that was made; of a batch, the list of those of its elements
 * @param failure what the function threw, or why it could not be run or did not end
 * @since 0.1
 */
public record StageFailure(
        String stage, @Nullable Object input, @Nullable Object origin, Throwable failure) {}
