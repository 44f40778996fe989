package dev.tandem.cli.map;

import dev.tandem.BrokenPoolException;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/**
 * What became of an attempt at an item.
 *
 * @param kind in a word
 * @param reply what the function returned or threw; empty if it did neither
 * @param reason why it failed, in a line; empty if it did not
 * @param details more on that, in several lines
 * @param exitValue as a shell would see it: 0, 1 for an exception, the exit code of a worker that died, -1 for a timeout
 * @param signal the signal that ended the worker; 0 for none
 * @param time how long it ran
 */
record Outcome(
        Kind kind, Optional<Reply> reply, String reason, String details, int exitValue, int signal, Duration time) {
    /** What became of it, in a word. */
    enum Kind {
        OK,
        /** The function threw. */
        FAILED,
        TIMEOUT,
        /** The worker died. */
        CRASHED,
        /** It was withdrawn or killed because the run stops: nothing is known of it. */
        ABANDONED,
        /** The pool cannot go on. */
        BROKEN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isFailure() {
        return kind == Kind.FAILED || kind == Kind.TIMEOUT || kind == Kind.CRASHED;
    }

    /**
     * Reads a future that is done.
     *
     * @param exceeded the limit for which the task was cancelled, if it was
     */
    static Outcome of(TaskFuture<byte[]> done, Optional<Duration> exceeded) {
        try {
            Reply reply = Reply.decode(done.get());
            Duration time = Duration.ofNanos(reply.nanos());
            return reply.kind() == Reply.Kind.FAILED
                    ? failed(reply, time)
                    : new Outcome(Kind.OK, Optional.of(reply), "", "", 0, 0, time);
        } catch (CancellationException e) {
            return exceeded.map(limit -> timeout(limit, elapsed(done), ""))
                    .orElseGet(() -> without(Kind.ABANDONED, "stopped", elapsed(done)));
        } catch (ExecutionException e) {
            return of(e.getCause() == null ? e : e.getCause(), elapsed(done));
        } catch (InterruptedException e) {
            throw new IllegalStateException("a done future does not wait", e);
        }
    }

    private static Outcome of(Throwable failure, Duration time) {
        if (failure instanceof TaskTimeoutException timeout) {
            StringBuilder stack = new StringBuilder();
            timeout.stuckStack().stream()
                    .takeWhile(frame -> !frame.getClassName().startsWith("dev.tandem."))
                    .filter(frame -> !frame.getClassName().contains(".reflect."))
                    .forEach(frame -> stack.append(stack.length() == 0 ? "stuck at\n" : "\n")
                            .append("    ")
                            .append(frame));
            return timeout(timeout.allowed(), timeout.elapsed(), stack.toString());
        }
        if (failure instanceof WorkerCrashedException crash) {
            if (crash.kind() == WorkerCrashedException.Kind.KILLED) {
                return without(Kind.ABANDONED, "stopped", time);
            }
            return CrashReason.outcome(crash, time);
        }
        if (failure instanceof BrokenPoolException broken) {
            return without(Kind.BROKEN, String.valueOf(broken.getMessage()), time);
        }
        return new Outcome(Kind.FAILED, Optional.empty(), failure.toString(), "", 1, 0, time);
    }

    private static Outcome failed(Reply reply, Duration time) {
        return new Outcome(Kind.FAILED, Optional.of(reply), reply.reason(), reply.trace(), 1, 0, time);
    }

    private static Outcome timeout(Duration limit, Duration time, String details) {
        String reason = "stopped after " + seconds(time) + " s: its time limit is " + seconds(limit) + " s";
        return new Outcome(Kind.TIMEOUT, Optional.empty(), reason, details, -1, 0, time);
    }

    private static Outcome without(Kind kind, String reason, Duration time) {
        return new Outcome(kind, Optional.empty(), reason, "", 1, 0, time);
    }

    private static Duration elapsed(TaskFuture<?> done) {
        return done.startedAt()
                .flatMap(start -> done.finishedAt().map(end -> Duration.between(start, end)))
                .filter(time -> !time.isNegative())
                .orElse(Duration.ZERO);
    }

    /** In seconds, to the millisecond. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
