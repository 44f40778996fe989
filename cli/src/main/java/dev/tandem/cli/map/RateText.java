package dev.tandem.cli.map;

import dev.tandem.RateLimit;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rates as they are written on a command line: {@code 10/s}, {@code 100/m}, {@code 5/h}. */
final class RateText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/([smh])", Pattern.CASE_INSENSITIVE);

    private RateText() {}

    /**
     * @throws IllegalArgumentException if it is no such rate
     */
    static RateLimit parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("must be a whole number with /s, /m or /h, such as 10/s: " + text);
        }
        int number = Integer.parseInt(form.group(1));
        if (number == 0) {
            throw new IllegalArgumentException("the number must be positive: " + text);
        }
        return RateLimit.of(
                number,
                switch (form.group(2).toLowerCase(Locale.ROOT)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                });
    }
}
