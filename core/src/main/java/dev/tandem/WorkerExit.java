package dev.tandem;

import java.util.OptionalInt;

/**
 * Why a worker is gone.
 *
 * @param reason the reason
 * @param exitCode the exit code of its process; empty for a thread or when it is not known
 * @since 0.1
 */
public record WorkerExit(Reason reason, OptionalInt exitCode) {
    /** Why a worker is gone. */
    public enum Reason {
        /**
         * The pool was shut down, or the worker was surplus, idle for long, had done its number of tasks, or was asked
         * to end by SIGTERM.
         */
        RETIRED,
        /** It died by itself, or a task made it. */
        CRASHED,
        /** The pool killed it because a task exceeded its timeout or deadline. */
        TIMEOUT,
        /** The pool killed it because a task was cancelled and did not end. */
        CANCELLED,
        /** The pool killed it because it took too much memory. */
        MEMORY_LIMIT,
        /** The pool killed it because it did not take up the tasks it was given, for five seconds. */
        UNRESPONSIVE,
        /** The pool was told to kill its workers. */
        KILLED,
        /** It did not get ready for tasks. */
        START_FAILED
    }
}
