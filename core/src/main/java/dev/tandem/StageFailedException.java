package dev.tandem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An element failed in a stage of a {@link Pipeline}, which has ended the pipeline. The cause is the failure.
 *
 * @since 0.1
 */
public final class StageFailedException extends TandemException {
    private static final long serialVersionUID = 1L;

    /** How much of an input is told. More makes messages unreadable; the input itself is there. */
    private static final int MOST_CHARACTERS = 120;

    private final String stage;
    private final transient @Nullable Object input;
    private final transient @Nullable Object origin;

    /**
     * Creates an exception.
     *
     * @param failed the element, and why it failed
     */
    public StageFailedException(StageFailure failed) {
        super(message(failed), failed.failure());
        this.stage = failed.stage();
        this.input = failed.input();
        this.origin = failed.origin();
    }

    /**
     * Returns the label of the stage.
     *
     * @return the label
     */
    public String stage() {
        return stage;
    }

    /**
     * Returns what the stage was given.
     *
     * @return the element; null if it was null, or if this exception was deserialized
     */
    public @Nullable Object input() {
        return input;
    }

    /**
     * Returns the input of the pipeline from which the element was made; of a batch, the list of those of its elements.
     *
     * @return the input; null if it was null, or if this exception was deserialized
     */
    public @Nullable Object origin() {
        return origin;
    }

    private static String message(StageFailure failed) {
        StringBuilder text = new StringBuilder("stage failed: stage=")
                .append(failed.stage())
                .append(", input=")
                .append(describe(failed.input()));
        if (!Objects.equals(describe(failed.origin()), describe(failed.input()))) {
            text.append(", made from=").append(describe(failed.origin()));
        }
        return text.append(", failure: ").append(failed.failure()).toString();
    }

    private static String describe(@Nullable Object value) {
        String text;
        try {
            text = String.valueOf(value);
        } catch (RuntimeException | Error e) {
            return "[" + (value == null ? "null" : value.getClass().getName()) + ", whose toString failed: " + e + "]";
        }
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }
}
