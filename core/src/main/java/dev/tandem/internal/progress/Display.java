package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.io.PrintStream;

/** Where progress is shown. */
public interface Display {
    /** Shows how far the work has come; called by one thread, in each interval. */
    void show(ProgressSnapshot snapshot);

    /** Shows the last figures; nothing is shown afterwards. */
    void finish(ProgressSnapshot snapshot);

    /** Writes a line of text above what is shown. */
    void println(String line);

    /** A stream that can be written to while this is shown. */
    default PrintStream above(PrintStream target) {
        return target;
    }

    /** Whether something has to be put in order if the JVM ends before {@link #finish}. */
    default boolean isUntidy() {
        return false;
    }
}
