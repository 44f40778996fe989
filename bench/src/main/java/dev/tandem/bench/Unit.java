package dev.tandem.bench;

import java.util.Locale;

/** What a figure counts. */
enum Unit {
    FILES("files"),
    FILES_PER_SECOND("files/s"),
    TASKS("tasks"),
    TASKS_PER_SECOND("tasks/s"),
    ELEMENTS_PER_SECOND("elements/s"),
    MEBIBYTES("MiB"),
    MEBIBYTES_PER_SECOND("MiB/s"),
    BYTES_PER_TASK("B/task"),
    NANOSECONDS_PER_TASK("ns/task"),
    MICROSECONDS("us"),
    MILLISECONDS("ms"),
    PERCENT("%");

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
        String format = value >= 100 ? "%,.0f" : value >= 1 || value == 0 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    String text(double value) {
        return number(value) + " " + symbol;
    }
}
