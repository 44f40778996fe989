package dev.tandem;

import java.util.List;

/**
 * Something goes on although it was told to stop: threads that ignore their interrupt, and cannot be stopped otherwise.
 * Thrown by {@link TaskScope#close} and {@link PipelineResults#close} when they have to leave them behind. What runs in a
 * process pool is never left behind: its process is killed.
 *
 * @since 0.1
 */
public final class StillRunningException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String[] running;

    /**
     * Creates an exception.
     *
     * @param message who left them behind
     * @param running what goes on, each by its name
     */
    public StillRunningException(String message, List<String> running) {
        super(message + ": still running=" + running, null);
        this.running = running.toArray(String[]::new);
    }

    /**
     * Returns what goes on: the labels of tasks, the names of threads.
     *
     * @return the names
     */
    public List<String> running() {
        return List.of(running);
    }
}
