package dev.tandem.internal.progress;

import dev.tandem.ProgressOptions;
import dev.tandem.ProgressOptions.Style;

/** Chooses where progress is shown. */
public final class Displays {
    private Displays() {}

    /** The display that the options and the place ask for. */
    public static Display of(ProgressOptions options) {
        if (options.sink().isPresent()) {
            return new SinkDisplay(options.sink().get());
        }
        boolean isLine = options.style() == Style.LINE
                || (options.style() == Style.AUTO && StandardError.isFitForLine(System::getenv));
        return isLine
                ? new LineDisplay(new StandardError(System::getenv), options.isTransient())
                : new MessageDisplay(System.err::println);
    }
}
