package dev.tandem.cli.map;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an item may run: always the same, or as a share of the median of the items that have succeeded. Such a share is
 * known once three have, and holds for those that run already. Not thread-safe.
 */
final class TimeoutRule {
    /** With less, chance decides. */
    private static final int ENOUGH = 3;

    /** Replacing a killed worker takes a JVM start: below this, killing costs more than waiting. */
    private static final Duration LEAST_SHARE = Duration.ofSeconds(1);

    private final Optional<Duration> fixed;
    private final double share;
    private final Median median = new Median();

    private TimeoutRule(Optional<Duration> fixed, double share) {
        this.fixed = fixed;
        this.share = share;
    }

    static TimeoutRule never() {
        return new TimeoutRule(Optional.empty(), 0);
    }

    /**
     * @param text a time, or a percentage
     * @throws IllegalArgumentException if it is neither
     */
    static TimeoutRule parse(String text) {
        if (!text.endsWith("%")) {
            return new TimeoutRule(Optional.of(TimeText.parse(text)), 0);
        }
        double percent;
        try {
            percent = Double.parseDouble(text.substring(0, text.length() - 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a time or a percentage such as 200%: " + text, e);
        }
        if (!(percent > 100 && percent < 1e9)) {
            throw new IllegalArgumentException("a percentage of the median must be over 100%: " + text);
        }
        return new TimeoutRule(Optional.empty(), percent / 100);
    }

    /** Whether the limit changes while items run, so that somebody has to look at them. */
    boolean isShare() {
        return share > 0;
    }

    /** An item has succeeded. */
    void onSuccess(Duration time) {
        if (isShare()) {
            median.add(time);
        }
    }

    /** The limit as it is now; empty if there is none, or not yet. */
    Optional<Duration> limit() {
        if (!isShare()) {
            return fixed;
        }
        if (median.count() < ENOUGH) {
            return Optional.empty();
        }
        Duration limit = Duration.ofNanos((long) Math.min(median.value().toNanos() * share, Long.MAX_VALUE));
        return Optional.of(limit.compareTo(LEAST_SHARE) < 0 ? LEAST_SHARE : limit);
    }
}
