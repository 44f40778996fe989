package dev.tandem.internal.progress;

import java.time.Duration;
import java.util.Locale;

/** Durations and rates in few characters. */
final class Times {
    private static final int SECONDS_PER_MINUTE = 60;

    private Times() {}

    /** Such as {@code 0:09}, {@code 12:34}, {@code 1:02:03}, {@code 2d 01:02:03}. */
    static String clock(Duration time) {
        long seconds = time.toSeconds();
        long days = seconds / 86_400;
        long hours = seconds / 3_600 % 24;
        long minutes = seconds / 60 % 60;
        long rest = seconds % 60;
        if (days > 0) {
            return String.format(Locale.ROOT, "%dd %02d:%02d:%02d", days, hours, minutes, rest);
        }
        if (hours > 0) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, rest);
        }
        return String.format(Locale.ROOT, "%d:%02d", minutes, rest);
    }

    /** Such as {@code 1234/s}, {@code 12.3/s}, {@code 1.23/s}, {@code 7.5/min}. */
    static String rate(double perSecond) {
        if (perSecond >= 100) {
            return String.format(Locale.ROOT, "%.0f/s", perSecond);
        }
        if (perSecond >= 10) {
            return String.format(Locale.ROOT, "%.1f/s", perSecond);
        }
        if (perSecond >= 1) {
            return String.format(Locale.ROOT, "%.2f/s", perSecond);
        }
        return String.format(Locale.ROOT, "%.1f/min", perSecond * SECONDS_PER_MINUTE);
    }
}
