package dev.tandem;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A worker process died while it ran the task, or could not be started. Only that task fails with it; the message
 * and the fields say how the worker died and what it said last.
 *
 * @since 0.1
 */
public final class WorkerCrashedException extends TandemException {
    private static final long serialVersionUID = 1L;

    /** How a worker died. */
    public enum Kind {
        /** The process exited, with any code, 0 included: the task or a library called {@code System.exit}. */
        EXIT,
        /** A signal ended the process. */
        SIGNAL,
        /** The JVM itself crashed, in native code or by a fault of its own. */
        NATIVE_CRASH,
        /** The worker ran out of heap or another kind of memory. */
        OUT_OF_MEMORY,
        /** The pool killed the worker because it took more memory than {@link ProcessPoolOptions#maxResidentMemory}. */
        MEMORY_LIMIT,
        /** The worker did not take up the tasks it was given, for five seconds, and was killed for it. */
        UNRESPONSIVE,
        /** The worker broke the protocol and was killed for it. */
        PROTOCOL_ERROR,
        /** The worker died, or said nothing, before it was ready for tasks. */
        START_FAILED,
        /** The pool killed the worker: {@link ProcessPoolExecutor#killWorkers()} or {@code shutdownNow}. */
        KILLED
    }

    /**
     * What is known about the death of a worker.
     *
     * @param kind how it died
     * @param worker which worker
     * @param exitCode the exit code as the operating system gave it, or null if it is not known
     * @param label the task that was running, or null if there was none
     * @param taskAge how long the task had been running, or null if there was none
     * @param detail one more sentence on what happened, empty if there is none
     * @param stderrTail the last lines of the worker's standard error, oldest first
     * @param crashLog the crash log that the JVM wrote, or null if there is none
     * @param crashLogHead the first lines of the crash log that say what happened, empty if there is none
     * @since 0.1
     */
    public record Report(
            Kind kind,
            WorkerId worker,
            @Nullable Integer exitCode,
            @Nullable String label,
            @Nullable Duration taskAge,
            String detail,
            List<String> stderrTail,
            @Nullable String crashLog,
            String crashLogHead)
            implements java.io.Serializable {
        /**
         * Copies the lines, so that the report cannot change.
         *
         * @param kind how it died
         * @param worker which worker
         * @param exitCode the exit code as the operating system gave it, or null if it is not known
         * @param label the task that was running, or null if there was none
         * @param taskAge how long the task had been running, or null if there was none
         * @param detail one more sentence on what happened, empty if there is none
         * @param stderrTail the last lines of the worker's standard error, oldest first
         * @param crashLog the crash log that the JVM wrote, or null if there is none
         * @param crashLogHead the first lines of the crash log that say what happened, empty if there is none
         */
        public Report {
            stderrTail = List.copyOf(stderrTail);
        }
    }

    private final Report report;

    /**
     * Creates an exception.
     *
     * @param report what is known about the death
     */
    public WorkerCrashedException(Report report) {
        super(message(report), null);
        this.report = report;
    }

    /**
     * Returns how the worker died.
     *
     * @return the kind
     */
    public Kind kind() {
        return report.kind();
    }

    /**
     * Returns which worker died.
     *
     * @return the worker
     */
    public WorkerId worker() {
        return report.worker();
    }

    /**
     * Returns the process that died.
     *
     * @return its process id
     */
    public long pid() {
        return report.worker().pid();
    }

    /**
     * Returns the exit code as Java reports it: 128 plus the signal's number for a process ended by a signal.
     *
     * @return the exit code, or empty if it is not known
     */
    public OptionalInt exitCode() {
        Integer code = report.exitCode();
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /**
     * Returns the signal that ended the process.
     *
     * @return its name, such as {@code SIGKILL}, or empty if the process exited by itself
     */
    public Optional<String> signal() {
        return Optional.ofNullable(signalName(report));
    }

    /**
     * Returns the label of the task that was running.
     *
     * @return the label, or empty if there was none
     */
    public Optional<String> label() {
        return Optional.ofNullable(report.label());
    }

    /**
     * Returns how long the task had been running.
     *
     * @return its age when the worker died, or empty if there was none
     */
    public Optional<Duration> taskAge() {
        return Optional.ofNullable(report.taskAge());
    }

    /**
     * Returns what the worker last wrote to its standard error.
     *
     * @return at most 50 lines, oldest first
     */
    public List<String> stderrTail() {
        return report.stderrTail();
    }

    /**
     * Returns where the JVM wrote its crash log.
     *
     * @return the path, or empty if it wrote none
     */
    public Optional<Path> crashLog() {
        String path = report.crashLog();
        return path == null ? Optional.empty() : Optional.of(Path.of(path));
    }

    /**
     * Returns the lines of the crash log that say what happened.
     *
     * @return a few lines, empty if there is no crash log
     */
    public String crashLogHead() {
        return report.crashLogHead();
    }

    private static String message(Report report) {
        StringBuilder text = new StringBuilder(300)
                .append("worker process died: ")
                .append(headline(report))
                .append(", ")
                .append(report.worker());
        if (report.label() != null) {
            text.append(", task=").append(report.label());
        }
        if (report.taskAge() != null) {
            text.append(", running for ").append(report.taskAge().toMillis()).append(" ms");
        }
        if (!report.detail().isEmpty()) {
            text.append("\n\t").append(report.detail());
        }
        if (report.crashLog() != null) {
            text.append("\n\tcrash log: ").append(report.crashLog());
            report.crashLogHead().lines().forEach(line -> text.append("\n\t  ").append(line));
        }
        if (!report.stderrTail().isEmpty()) {
            text.append("\n\tlast lines of its standard error:");
            report.stderrTail().forEach(line -> text.append("\n\t  ").append(line));
        }
        return text.toString();
    }

    private static String headline(Report report) {
        String code = report.exitCode() == null ? "unknown" : report.exitCode().toString();
        String signal = signalName(report);
        return switch (report.kind()) {
            case EXIT -> "it exited with code " + code;
            case SIGNAL -> "ended by " + (signal == null ? "a signal" : signal) + " (exit code " + code + ")";
            case NATIVE_CRASH -> "the JVM crashed (exit code " + code + ")";
            case OUT_OF_MEMORY -> "out of memory";
            case MEMORY_LIMIT -> "killed because it took too much memory";
            case UNRESPONSIVE -> "it did not take up its tasks and was killed";
            case PROTOCOL_ERROR -> "it broke the protocol and was killed";
            case START_FAILED -> "it could not be started (exit code " + code + ")";
            case KILLED -> "killed by the pool";
        };
    }

    private static @Nullable String signalName(Report report) {
        Integer code = report.exitCode();
        if (code == null || code <= 128 || code > 128 + 31) {
            return null;
        }
        return switch (code - 128) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 15 -> "SIGTERM";
            default -> String.format(Locale.ROOT, "signal %d", code - 128);
        };
    }
}
