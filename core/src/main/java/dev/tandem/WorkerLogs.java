package dev.tandem;

import dev.tandem.internal.platform.LoggerLogs;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes the log records that tasks make in worker processes with {@code java.util.logging} or {@link System.Logger}.
 * Called by one thread of the pool, in the order in which each worker has made them. While it does not return, records
 * wait, as many of each worker as are bounded; then workers drop what they make, and say how much.
 *
 * <p>What a task has logged is handed over before the future of the task is done, except if that takes longer than
 * 100 ms because records are not taken fast enough; then it comes later.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkerLogs {
    /**
     * A log record of a worker. All of it is text that the worker says; a message is finished, and not to be formatted
     * again.
     *
     * @param worker the worker
     * @param task the {@linkplain TaskFuture#label() label} of the task that made it, told as in
     *     {@link WorkerOutput.Line}; empty if none did or it is not known
     * @param logger the name of the logger
     * @param level the level; what {@code java.util.logging} calls CONFIG is DEBUG
     * @param severity the level as {@code java.util.logging} counts, 800 for INFO
     * @param source the class and the method that made it; empty if it is not known
     * @param message the message, with its parameters; the beginning of a very long one
     * @param thrown stands for what was thrown, with its stack and causes; it is not of the same class
     * @param time when the record was made
     * @param thread the name of the thread that made it
     */
    record Entry(
            WorkerId worker,
            Optional<String> task,
            String logger,
            System.Logger.Level level,
            int severity,
            Optional<String> source,
            String message,
            Optional<Throwable> thrown,
            Instant time,
            String thread) {
        /**
         * Checks the values.
         *
         * @param worker the worker
         * @param task the label of the task that made it
         * @param logger the name of the logger
         * @param level the level
         * @param severity the level as {@code java.util.logging} counts
         * @param source the class and the method that made it
         * @param message the message
         * @param thrown stands for what was thrown
         * @param time when the record was made
         * @param thread the name of the thread that made it
         */
        public Entry {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(logger, "logger");
            Objects.requireNonNull(level, "level");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(thrown, "thrown");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(thread, "thread");
        }
    }

    /**
     * Takes a record.
     *
     * @param entry the record, and where it comes from
     */
    void onEntry(Entry entry);

    /**
     * Returns what gives records to this process's loggers of the same names, with worker and task before the message:
     * {@code [worker 2, task-7] message}.
     *
     * @return what takes records
     */
    static WorkerLogs toLoggers() {
        return LoggerLogs.INSTANCE;
    }

    /**
     * Returns what leaves records to the workers, as if they were any JVM: by default they print them to standard error,
     * which is handed on like all they print.
     *
     * @return what takes no records
     */
    static WorkerLogs inWorkers() {
        return LoggerLogs.IN_WORKERS;
    }
}
