package dev.tandem;

import dev.tandem.internal.platform.LoggerOutput;
import dev.tandem.internal.platform.PrefixedOutput;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes what worker processes print, line by line. Called from one thread for each stream of each worker. While it
 * does not return, that worker's stream is not read, and a worker that prints much waits; nothing else does.
 *
 * <pre>{@code
 * WorkerOutput log = line -> System.out.println(line.task().orElse("-") + ": " + line.text());
 * try (var pool = ProcessPoolExecutor.open(o -> o.workers(1).output(log))) {
 *     pool.with(o -> o.label("north")).submit(() -> System.out.println("rendered")).get(); // north: rendered
 * }
 * }</pre>
 *
 * <p>What a task's Java code has printed is handed over before the future of the task is done, except if that takes
 * longer than 100 ms because the output is not taken fast enough; then it comes later.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkerOutput {
    /** A standard stream of a process. */
    enum Stream {
        /** Standard output. */
        OUT,
        /** Standard error. */
        ERR
    }

    /**
     * A line that a worker has printed. It ends at a line end, or where what somebody else has printed begins: each line
     * is of one task.
     *
     * <p>The task is that of the thread that printed: a task's own thread, and those that were started there while it
     * ran. A thread that comes from elsewhere, such as one of the common pool, prints for the task that runs, if only
     * one runs in that worker. Threads that outlive their task print for none. This is exact, whenever the line is read;
     * only if a worker has run hundreds of tasks that print before its output is taken, the task may be missing. What
     * native code and child processes print is taken to be of the task that runs when it is read, if one alone does.
     *
     * @param worker the worker that printed it
     * @param stream where it printed it
     * @param task the {@linkplain TaskFuture#label() label} of the task that printed it; empty if none did or it is not
     *     known
     * @param text the line without its line end; the part of a very long line
     */
    record Line(WorkerId worker, Stream stream, Optional<String> task, String text) {
        /**
         * Checks the values.
         *
         * @param worker the worker that printed it
         * @param stream where it printed it
         * @param task the label of the task that printed it
         * @param text the line without its line end
         */
        public Line {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Takes a line.
     *
     * @param line the line, and where it comes from
     */
    void onLine(Line line);

    /**
     * Returns the output that prints lines to this process's own streams, with the worker as a prefix:
     * {@code [worker 2] text}.
     *
     * @return the output
     */
    static WorkerOutput prefixed() {
        return PrefixedOutput.INSTANCE;
    }

    /**
     * Returns the output that drops everything. Crash reports still have the last lines of standard error.
     *
     * @return the output
     */
    static WorkerOutput discard() {
        return line -> {};
    }

    /**
     * Returns the output that gives lines to a logger: standard output at {@link System.Logger.Level#INFO}, standard error
     * at {@link System.Logger.Level#WARNING}, each with worker and task before it: {@code [worker 2, task-7] text}.
     *
     * @param logger the logger
     * @return the output
     */
    static WorkerOutput toLogger(System.Logger logger) {
        return toLogger(logger, System.Logger.Level.INFO, System.Logger.Level.WARNING);
    }

    /**
     * Returns the output that gives lines to a logger, each with worker and task before it: {@code [worker 2, task-7] text}.
     *
     * @param logger the logger
     * @param out the level for standard output
     * @param err the level for standard error
     * @return the output
     */
    static WorkerOutput toLogger(System.Logger logger, System.Logger.Level out, System.Logger.Level err) {
        return new LoggerOutput(logger, out, err);
    }
}
