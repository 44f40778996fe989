package dev.tandem.cli.map;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as they are written on a command line: {@code 10s}, {@code 1.5m}, {@code 500ms}, {@code 10} (seconds). */
final class TimeText {
    private static final Pattern FORM =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d|)", Pattern.CASE_INSENSITIVE);

    private TimeText() {}

    /**
     * @throws IllegalArgumentException if it is not a positive time
     */
    static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("must be a number with ms, s, m, h or d, such as 10s: " + text);
        }
        long unitNanos = switch (form.group(2).toLowerCase(Locale.ROOT)) {
            case "ms" -> 1_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> 1_000_000_000L;
        };
        BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unitNanos));
        if (nanos.signum() <= 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 || nanos.longValue() == 0) {
            throw new IllegalArgumentException("must be positive and less than 292 years: " + text);
        }
        return Duration.ofNanos(nanos.longValue());
    }
}
