package dev.tandem;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far work has come, at one moment. An element is counted once: as succeeded, failed, cancelled or skipped.
 *
 * @param label what is being done; empty if it was given no name
 * @param total how many elements there are; empty if that is not known, or turned out to be wrong
 * @param succeeded elements that ended with a result
 * @param failed elements that ended with a failure, a timeout or the death of their worker included
 * @param cancelled elements that were cancelled
 * @param skipped elements that did not have to be done, as those of an earlier run that is resumed
 * @param retried how often an element was run again
 * @param elapsed the time since the start
 * @param perSecond how many elements end in a second, of late; skipped ones do not count
 * @param remaining the time to go at this rate; empty if it cannot be told
 * @param isFinished whether this is the last snapshot
 * @since 0.1
 */
public record ProgressSnapshot(
        Optional<String> label,
        OptionalLong total,
        long succeeded,
        long failed,
        long cancelled,
        long skipped,
        long retried,
        Duration elapsed,
        double perSecond,
        Optional<Duration> remaining,
        boolean isFinished) {
    /**
     * Returns how many elements are done with, in whatever way.
     *
     * @return the number
     */
    public long done() {
        return succeeded + failed + cancelled + skipped;
    }

    /**
     * Returns which share of the elements is done with.
     *
     * @return from 0 to 1, or empty if the total is not known
     */
    public OptionalDouble share() {
        if (total.isEmpty()) {
            return OptionalDouble.empty();
        }
        long all = total.getAsLong();
        return OptionalDouble.of(all == 0 ? 1 : Math.min(1, (double) done() / all));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s%d%s done, %d failed, %.3g/s",
                label.map(name -> name + ": ").orElse(""),
                done(),
                total.isPresent() ? "/" + total.getAsLong() : "",
                failed,
                perSecond);
    }
}
