package dev.tandem;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A worker process died while it ran the task, or could not be started. Only that task fails with it; the message
 * and the fields say how the worker died and what it said last.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     var future = pool.submit(() -> System.exit(3));
 *     if (future.exception().orElseThrow() instanceof WorkerCrashedException crash) {
 *         System.out.println(crash.kind() + " " + crash.exitCode().getAsInt() + " " + crash.stderrTail()); // EXIT 3 []
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class WorkerCrashedException extends TandemException {
    private static final long serialVersionUID = 1L;

    /** How a worker died. */
    public enum Kind {
        /** The process exited, with any code, 0 included: the task or a library called {@code System.exit}. */
        EXIT,
        /**
         * A signal ended the process. A process that calls {@code halt} with 128 plus the number of a signal looks the
         * same.
         */
        SIGNAL,
        /** The JVM itself crashed, in native code or by a fault of its own. */
        NATIVE_CRASH,
        /** The worker ran out of memory; {@link #memory()} says of which. */
        OUT_OF_MEMORY,
        /** The pool killed the worker because it took more memory than {@link ProcessPoolOptions#maxResidentMemory}. */
        MEMORY_LIMIT,
        /** The worker did not take up the tasks it was given, for five seconds, and was killed for it. */
        UNRESPONSIVE,
        /** The worker broke the protocol and was killed for it. */
        PROTOCOL_ERROR,
        /** The worker died, or said nothing, before it was ready for tasks. */
        START_FAILED,
        /** The pool killed the worker because another task on it exceeded a limit of time. */
        OTHER_TASK_TIMEOUT,
        /** The pool killed the worker because another task on it was cancelled and did not end. */
        OTHER_TASK_CANCELLED,
        /** The pool killed the worker: {@link ProcessPoolExecutor#killWorkers()} or {@code shutdownNow}. */
        KILLED
    }

    /** Which memory a worker ran out of. */
    public enum Memory {
        /** The heap: {@link WorkerOptions#heap}. */
        HEAP,
        /** The space for classes: {@code -XX:MaxMetaspaceSize} and {@code -XX:CompressedClassSpaceSize}. */
        METASPACE,
        /** Direct buffers: {@code -XX:MaxDirectMemorySize}. */
        DIRECT,
        /** The system did not give it another thread. */
        THREADS,
        /** None: it asked for an array longer than arrays can be. */
        ARRAY_SIZE,
        /** Memory of the system, which did not give the JVM more. */
        NATIVE,
        /** The machine or the container had none left, and the kernel killed the worker. */
        KERNEL,
        /** It did not say. */
        UNKNOWN
    }

    /**
     * Whether the task is run again.
     *
     * @param verdict whether, or why not
     * @param attempt the attempt that failed, counted from 1
     * @param maxAttempts how many there are at most
     * @since 0.1
     */
    public record Retry(Verdict verdict, int attempt, int maxAttempts) implements java.io.Serializable {
        /** Whether a task is run again, or why not. */
        public enum Verdict {
            /** It is run again. */
            SCHEDULED,
            /** Its {@link RetryPolicy} does not say {@link RetryPolicy#onCrash()}. */
            NOT_ASKED_FOR,
            /** It was the last attempt. */
            ATTEMPTS_USED_UP,
            /** It has killed as many workers as one task may. */
            KILLED_TOO_MANY,
            /** Its {@link TaskOptions#deadline} has passed. */
            DEADLINE_PASSED,
            /** The pool broke, or ends its workers. */
            POOL_ENDING
        }

        /**
         * Returns whether there will be another attempt.
         *
         * @return whether the task is run again
         */
        public boolean isScheduled() {
            return verdict == Verdict.SCHEDULED;
        }

        @Override
        public String toString() {
            return switch (verdict) {
                case SCHEDULED -> "will be retried: attempt " + (attempt + 1) + " of " + maxAttempts;
                case NOT_ASKED_FOR -> "not retried: retries are off for crashes";
                case ATTEMPTS_USED_UP -> "not retried: it was attempt " + attempt + " of " + maxAttempts;
                case KILLED_TOO_MANY -> "not retried: it has killed 3 workers";
                case DEADLINE_PASSED -> "not retried: its deadline has passed";
                case POOL_ENDING -> "not retried: the pool is ending";
            };
        }
    }

    /**
     * What is known about the death of a worker.
     *
     * @param kind how it died
     * @param memory which memory ran out, or null if none did
     * @param worker which worker
     * @param exitCode the exit code as the operating system gave it, or null if it is not known
     * @param label the task that was running, or null if there was none
     * @param taskAge how long the task had been running, or null if there was none
     * @param detail one more sentence on what happened, empty if there is none
     * @param retry whether the task is run again, or null if there was none
     * @param stderrTail the last lines of the worker's standard error, oldest first
     * @param crashLog the crash log that the JVM wrote, or null if there is none
     * @param crashLogHead the first lines of the crash log that say what happened, empty if there is none
     * @since 0.1
     */
    public record Report(
            Kind kind,
            @Nullable Memory memory,
            WorkerId worker,
            @Nullable Integer exitCode,
            @Nullable String label,
            @Nullable Duration taskAge,
            String detail,
            @Nullable Retry retry,
            List<String> stderrTail,
            @Nullable String crashLog,
            String crashLogHead)
            implements java.io.Serializable {
        /**
         * Copies the lines, so that the report cannot change.
         *
         * @param kind how it died
         * @param memory which memory ran out, or null if none did
         * @param worker which worker
         * @param exitCode the exit code as the operating system gave it, or null if it is not known
         * @param label the task that was running, or null if there was none
         * @param taskAge how long the task had been running, or null if there was none
         * @param detail one more sentence on what happened, empty if there is none
         * @param retry whether the task is run again, or null if there was none
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
        super(CrashText.of(report), null);
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
     * Returns which memory the worker ran out of.
     *
     * @return the memory, or empty if it did not die of that
     */
    public Optional<Memory> memory() {
        return Optional.ofNullable(report.memory());
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
     * Returns the exit code as Java reports it: 128 plus the signal's number for a process ended by a signal, which is
     * why {@code halt(137)} cannot be told from {@code SIGKILL}.
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
        return Optional.ofNullable(CrashText.signalName(report));
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
     * Returns whether the task is run again. The failure of a future that is done never is; those that a
     * {@link PoolListener} sees may be.
     *
     * @return the verdict, or empty if the worker had no task
     */
    public Optional<Retry> retry() {
        return Optional.ofNullable(report.retry());
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
}
