package dev.tandem.cli.map;

import dev.tandem.TaskFuture;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An item on its way. Used by the thread of the run alone. */
final class Job {
    private static final int SHOWN = 60;

    final long seq;
    final Input input;
    /** Its place among those that were started in this run. */
    final long turn;

    int attempts;

    @Nullable
    TaskFuture<byte[]> future;
    /** The limit for which it was cancelled. */
    Optional<Duration> exceeded = Optional.empty();

    Job(long seq, Input input, long turn) {
        this.seq = seq;
        this.input = input;
        this.turn = turn;
    }

    /** For messages and statistics. */
    String label() {
        return seq + " " + Escapes.shortened(input.text(), SHOWN);
    }

    String worker() {
        TaskFuture<byte[]> last = future;
        return last == null
                ? "-"
                : last.worker().map(id -> "worker-" + id.number()).orElse("-");
    }
}
