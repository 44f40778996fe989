package dev.tandem.internal.progress;

import dev.tandem.ProgressOptions;
import dev.tandem.ProgressOptions.Style;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Chooses where progress is shown. There is one line at a time: what else is shown meanwhile are messages above it. */
public final class Displays {
    private static final AtomicReference<@Nullable LineDisplay> LINE = new AtomicReference<>();

    private Displays() {}

    /** The display that the options and the place ask for. */
    public static Display of(ProgressOptions options) {
        if (options.sink().isPresent()) {
            return new SinkDisplay(options.sink().get());
        }
        boolean isLine = options.style() == Style.LINE
                || (options.style() == Style.AUTO && StandardError.isFitForLine(System::getenv));
        if (!isLine) {
            return new MessageDisplay(text -> System.err.println(text));
        }
        LineDisplay display = new LineDisplay(new StandardError(System::getenv), options.isTransient());
        if (!LINE.compareAndSet(null, display)) {
            LineDisplay other = LINE.get();
            return new MessageDisplay(other == null ? text -> System.err.println(text) : other::println);
        }
        StreamGuard.install(display);
        // last: whoever is the next one to have the line must find the streams as they were
        display.onFinish(() -> LINE.compareAndSet(display, null));
        return display;
    }
}
