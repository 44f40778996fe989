package dev.tandem;

import dev.tandem.internal.platform.PrefixedOutput;

/**
 * Takes what worker processes print, line by line. Called from one thread for each stream of each worker. While it
 * does not return, that worker's stream is not read, and a worker that prints much waits; nothing else does.
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
     * Takes a line.
     *
     * @param worker the worker that printed it
     * @param stream where it printed it
     * @param text the line without its line end; the part of a very long line
     */
    void onLine(WorkerId worker, Stream stream, String text);

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
        return (worker, stream, text) -> {};
    }
}
