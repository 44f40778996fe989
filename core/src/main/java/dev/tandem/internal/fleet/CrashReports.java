package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerCrashedException.Memory;
import dev.tandem.WorkerCrashedException.Report;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerExit;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.PoolCore;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Puts what is known about a dead worker into words. */
final class CrashReports {
    /** Stands before the message of the error that a worker reports. */
    static final String ERROR = "java.lang.OutOfMemoryError: ";

    /** How many lines of standard output are quoted of a worker that could not be started. */
    private static final int MOST_OUTPUT = 10;

    private final PoolCore core;

    CrashReports(PoolCore core) {
        this.core = core;
    }

    /** A worker died while it ran a task. */
    WorkerCrashedException crashed(
            Member m, Exit exit, @Nullable Doom doom, FleetTask<?> task, Duration age, Retry retry) {
        Report report =
                report(kind(m, exit, doom, task), m, exit, doom, detail(exit, doom, task), task.label(), age, retry);
        return new WorkerCrashedException(report);
    }

    /** A worker died while it ran none. */
    WorkerCrashedException idleDeath(Member m, Exit exit, @Nullable Doom doom) {
        return new WorkerCrashedException(
                report(kind(m, exit, doom, null), m, exit, doom, detail(exit, doom, null), null, null, null));
    }

    /** A worker died before it was ready. */
    WorkerCrashedException startFailed(Member m, Exit exit, @Nullable Doom doom) {
        String detail = (detail(exit, doom, null) + lastOutput(exit)).strip();
        return new WorkerCrashedException(report(Kind.START_FAILED, m, exit, doom, detail, null, null, null));
    }

    /** Some JVMs complain on standard output when they cannot start. */
    private static String lastOutput(Exit exit) {
        List<String> lines = exit.stdoutTail();
        String shown = String.join("\n\t  ", lines.subList(Math.max(0, lines.size() - MOST_OUTPUT), lines.size()));
        return lines.isEmpty() ? "" : "\n\tlast lines of its standard output:\n\t  " + shown;
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
    RuntimeException brokenFailure(BreakReason reason) {
        return core.brokenFailure(reason);
    }

    private static Kind kind(Member m, Exit exit, @Nullable Doom doom, @Nullable FleetTask<?> task) {
        if (doom != null) {
            boolean isOther = doom.task() != null && doom.task() != task;
            switch (doom.reason()) {
                case OUT_OF_MEMORY:
                    return Kind.OUT_OF_MEMORY;
                case MEMORY_LIMIT:
                    return Kind.MEMORY_LIMIT;
                case UNRESPONSIVE:
                    return Kind.UNRESPONSIVE;
                case PROTOCOL:
                    return Kind.PROTOCOL_ERROR;
                case LIMIT:
                    return isOther ? Kind.OTHER_TASK_TIMEOUT : Kind.KILLED;
                case CANCEL:
                    return isOther ? Kind.OTHER_TASK_CANCELLED : Kind.KILLED;
                case KILL:
                    return Kind.KILLED;
                default:
                    break;
            }
        }
        if (exit.outOfMemory() != null || exit.kernelKill() != null || exit.isOutOfNativeMemory()) {
            return Kind.OUT_OF_MEMORY;
        }
        if (exit.isNativeCrash()) {
            return Kind.NATIVE_CRASH;
        }
        // a JVM that gets SIGTERM shuts down as if it exited
        return exit.isBySignal() && (exit.isTermination() || !m.isExitAnnounced()) ? Kind.SIGNAL : Kind.EXIT;
    }

    private static @Nullable Memory memory(Kind kind, Exit exit, @Nullable Doom doom) {
        if (kind != Kind.OUT_OF_MEMORY) {
            return null;
        } else if (doom != null && doom.reason() == Doom.Reason.OUT_OF_MEMORY) {
            return MemoryWords.memoryOf(doom.detail());
        } else if (exit.outOfMemory() != null) {
            return MemoryWords.memoryOf(exit.outOfMemory());
        }
        return exit.kernelKill() != null ? Memory.KERNEL : Memory.NATIVE;
    }

    private static String detail(Exit exit, @Nullable Doom doom, @Nullable FleetTask<?> task) {
        if (doom == null) {
            String death = exit.outOfMemory() == null ? exit.kernelKill() : ERROR + exit.outOfMemory();
            return death == null ? "" : death;
        }
        FleetTask<?> cause = doom.task();
        return cause == null || cause == task
                ? doom.detail()
                : "it was killed to stop another of its tasks: task=" + cause.label();
    }

    private static Report report(
            Kind kind,
            Member m,
            Exit exit,
            @Nullable Doom doom,
            String detail,
            @Nullable String label,
            @Nullable Duration age,
            @Nullable Retry retry) {
        return new Report(
                kind,
                memory(kind, exit, doom),
                m.id(),
                exit.exitCode(),
                label,
                age,
                detail,
                retry,
                exit.stderrTail(),
                exit.crashLog(),
                exit.crashLogHead());
    }
}
