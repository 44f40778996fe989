package dev.tandem.internal.progress;

import java.io.OutputStream;
import java.io.PrintStream;

/** Writes to another stream, and keeps that apart from a line that is shown on the same terminal. */
final class GuardedStream extends PrintStream {
    private final LineDisplay display;

    GuardedStream(PrintStream target, LineDisplay display) {
        super(new Guard(target, display), false, Charsets.of(target));
        this.display = display;
    }

    boolean isFor(LineDisplay other) {
        return display == other;
    }

    private static final class Guard extends OutputStream {
        private final PrintStream target;
        private final LineDisplay display;

        Guard(PrintStream target, LineDisplay display) {
            this.target = target;
            this.display = display;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            if (length == 0) {
                return;
            }
            boolean endsLine = bytes[from + length - 1] == '\n';
            display.around(
                    () -> {
                        target.write(bytes, from, length);
                        target.flush();
                    },
                    endsLine);
        }

        @Override
        public void flush() {
            target.flush();
        }
    }
}
