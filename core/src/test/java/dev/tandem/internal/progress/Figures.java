package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Snapshots for tests. */
final class Figures {
    private Figures() {}

    /** So many of a thousand, after so many seconds, at 100 in a second. */
    static ProgressSnapshot of(long succeeded, long failed, int seconds) {
        return of("parse", OptionalLong.of(1000), succeeded, failed, 0, 0, 0, seconds, false);
    }

    static ProgressSnapshot last(long succeeded, long failed, int seconds) {
        return of("parse", OptionalLong.of(1000), succeeded, failed, 0, 0, 0, seconds, true);
    }

    static ProgressSnapshot of(
            String label,
            OptionalLong total,
            long succeeded,
            long failed,
            long cancelled,
            long skipped,
            long retried,
            int seconds,
            boolean isFinished) {
        long left = total.orElse(0) - succeeded - failed - cancelled - skipped;
        return new ProgressSnapshot(
                label.isEmpty() ? Optional.empty() : Optional.of(label),
                total,
                succeeded,
                failed,
                cancelled,
                skipped,
                retried,
                Duration.ofSeconds(seconds),
                100,
                total.isPresent() ? Optional.of(Duration.ofSeconds(left / 100)) : Optional.empty(),
                isFinished);
    }
}
