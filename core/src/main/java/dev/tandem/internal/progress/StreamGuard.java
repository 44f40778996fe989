package dev.tandem.internal.progress;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * While a line is shown, what the program prints on the same terminal goes above it. At the end the streams are as they
 * were, unless somebody else has replaced them meanwhile.
 */
final class StreamGuard {
    private final PrintStream err;
    private final PrintStream guardedErr;

    /** Standard output, or null if it goes elsewhere. */
    private final @Nullable PrintStream out;

    private final @Nullable PrintStream guardedOut;

    private StreamGuard(LineDisplay display, boolean guardsOut) {
        err = System.err;
        guardedErr = display.above(err);
        System.setErr(guardedErr);
        out = guardsOut ? System.out : null;
        guardedOut = out == null ? null : display.above(out);
        if (guardedOut != null) {
            System.setOut(guardedOut);
        }
    }

    /** Puts itself between the program and the terminal until the display is finished. */
    static void install(LineDisplay display) {
        StreamGuard guard = new StreamGuard(display, TerminalDevice.isTerminal(1));
        display.onFinish(guard::remove);
    }

    private void remove() {
        if (System.err == guardedErr) {
            System.setErr(err);
        }
        if (out != null && System.out == guardedOut) {
            System.setOut(out);
        }
    }
}
