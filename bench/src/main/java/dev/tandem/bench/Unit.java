package dev.tandem.bench;

import java.util.Locale;

/** What a figure counts. */
enum Unit {
    TASKS_PER_SECOND("tasks/s"),
    ELEMENTS_PER_SECOND("elements/s"),
    MEBIBYTES_PER_SECOND("MiB/s"),
    NANOSECONDS_PER_TASK("ns/task"),
    MICROSECONDS("us"),
    MILLISECONDS("ms");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /** Writes a figure with three or four digits, as in {@code 2.31 M}. */
    String number(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M", value / 1e6);
        }
        if (value >= 1e5) {
            return String.format(Locale.ROOT, "%.0f k", value / 1e3);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.1f", value);
    }

    String text(double value) {
        return number(value) + " " + symbol;
    }
}
