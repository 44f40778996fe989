package dev.tandem.examples;

import java.time.Duration;
import java.util.Locale;

/** Measures the time since it was started. */
record Stopwatch(long startNanos) {
    static Stopwatch start() {
        return new Stopwatch(System.nanoTime());
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Writes a time as a person likes to read it: {@code 12 us}, {@code 340 ms}, {@code 2.35 s}. */
    static String text(double seconds) {
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.1f us", seconds * 1e6);
        }
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.0f ms", seconds * 1e3);
        }
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }

    static String text(Duration time) {
        return text(time.toNanos() / 1e9);
    }

    @Override
    public String toString() {
        return text(seconds());
    }
}
