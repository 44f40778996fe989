package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerCrashedException.Report;
import dev.tandem.WorkerExit;
import dev.tandem.internal.task.PoolCore;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Puts what is known about a dead worker into words. */
final class CrashReports {
    private final PoolCore core;

    CrashReports(PoolCore core) {
        this.core = core;
    }

    /** A worker died while it ran a task. */
    WorkerCrashedException crashed(Member m, Exit exit, @Nullable Doom doom, FleetTask<?> task, Duration age) {
        FleetTask<?> cause = doom == null ? null : doom.task();
        String detail = cause == null || cause == task
                ? detail(doom)
                : "it was killed to stop another of its tasks: task=" + cause.label();
        return report(kind(m, exit, doom), m, exit, detail, task.label(), age);
    }

    /** A worker died while it ran none. */
    WorkerCrashedException idleDeath(Member m, Exit exit, @Nullable Doom doom) {
        return report(kind(m, exit, doom), m, exit, detail(doom), null, null);
    }

    /** A worker died before it was ready. */
    WorkerCrashedException startFailed(Member m, Exit exit, @Nullable Doom doom) {
        return report(Kind.START_FAILED, m, exit, detail(doom), null, null);
    }

    /** A worker was killed because its task exceeded a limit. */
    static TaskTimeoutException timedOut(Member m, Doom doom, FleetTask<?> task, Duration elapsed) {
        return new TaskTimeoutException(
                task.label(),
                doom.limit() == null ? Limit.TIMEOUT : doom.limit(),
                Duration.ofNanos(doom.allowedNanos()),
                elapsed,
                m.id(),
                doom.stack());
    }

    /** What the listener is told of the end of a worker. */
    static WorkerExit exitEvent(Exit exit, @Nullable Doom doom, Member.Phase before, boolean wasStarting) {
        OptionalInt code = exit.exitCode() == null ? OptionalInt.empty() : OptionalInt.of(exit.exitCode());
        WorkerExit.Reason reason;
        if (doom != null && doom.reason() == Doom.Reason.LIMIT) {
            reason = WorkerExit.Reason.TIMEOUT;
        } else if (doom != null && doom.reason() == Doom.Reason.CANCEL) {
            reason = WorkerExit.Reason.CANCELLED;
        } else if (doom != null && doom.reason() == Doom.Reason.KILL) {
            reason = WorkerExit.Reason.KILLED;
        } else if (doom != null && doom.reason() == Doom.Reason.MEMORY_LIMIT) {
            reason = WorkerExit.Reason.MEMORY_LIMIT;
        } else if (doom != null && doom.reason() == Doom.Reason.UNRESPONSIVE) {
            reason = WorkerExit.Reason.UNRESPONSIVE;
        } else if (wasStarting) {
            reason = WorkerExit.Reason.START_FAILED;
        } else {
            reason = before == Member.Phase.RETIRING ? WorkerExit.Reason.RETIRED : WorkerExit.Reason.CRASHED;
        }
        return new WorkerExit(reason, code);
    }

    /** The failure of the pending futures of a broken pool. */
    RuntimeException brokenFailure(Throwable reason) {
        return core.brokenFailure(reason);
    }

    private static Kind kind(Member m, Exit exit, @Nullable Doom doom) {
        if (doom != null) {
            switch (doom.reason()) {
                case OUT_OF_MEMORY:
                    return Kind.OUT_OF_MEMORY;
                case MEMORY_LIMIT:
                    return Kind.MEMORY_LIMIT;
                case UNRESPONSIVE:
                    return Kind.UNRESPONSIVE;
                case PROTOCOL:
                    return Kind.PROTOCOL_ERROR;
                case KILL, CANCEL, LIMIT:
                    return Kind.KILLED;
                default:
                    break;
            }
        }
        if (exit.isOutOfNativeMemory()) {
            return Kind.OUT_OF_MEMORY;
        }
        if (exit.isNativeCrash()) {
            return Kind.NATIVE_CRASH;
        }
        return exit.isBySignal() && !m.isExitAnnounced() ? Kind.SIGNAL : Kind.EXIT;
    }

    private static String detail(@Nullable Doom doom) {
        return doom == null ? "" : doom.detail();
    }

    private static WorkerCrashedException report(
            Kind kind, Member m, Exit exit, String detail, @Nullable String label, @Nullable Duration age) {
        return new WorkerCrashedException(new Report(
                kind,
                m.id(),
                exit.exitCode(),
                label,
                age,
                detail,
                exit.stderrTail(),
                exit.crashLog(),
                exit.crashLogHead()));
    }
}
