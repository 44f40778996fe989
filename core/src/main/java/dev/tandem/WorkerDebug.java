package dev.tandem;

import java.util.OptionalInt;

/**
 * How debuggers get into workers: {@code o.debugWorkers(d -> d.suspended().ports(5005))}.
 *
 * @param suspend whether each worker waits for a debugger before it does anything
 * @param firstPort the port of the first worker, further ones have the next ports; empty for any that are free
 * @since 0.1
 */
public record WorkerDebug(boolean suspend, OptionalInt firstPort) {
    static final WorkerDebug DEFAULTS = new WorkerDebug(false, OptionalInt.empty());

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Checks the values.
     *
     * @param suspend whether each worker waits for a debugger before it does anything
     * @param firstPort the port of the first worker, further ones have the next ports; empty for any that are free
     * @throws IllegalArgumentException if the port is none
     */
    public WorkerDebug {
        if (firstPort.isPresent()) {
            int port = firstPort.getAsInt();
            Checks.require(
                    port > 0 && port <= HIGHEST_PORT,
                    () -> "firstPort must be a port, from 1 to " + HIGHEST_PORT + ": firstPort=" + port);
        }
    }

    /**
     * Returns options with which each worker waits for a debugger before it does anything, its initializer included.
     *
     * @return the changed options
     */
    public WorkerDebug suspended() {
        return new WorkerDebug(true, firstPort);
    }

    /**
     * Returns options with ports that are known in advance. A worker gets the lowest one that no other worker of the
     * pool has; a replacement may get that of the one it replaces. If somebody else has it, the pool breaks.
     *
     * @param first the lowest port
     * @return the changed options
     * @throws IllegalArgumentException if it is no port
     */
    public WorkerDebug ports(int first) {
        return new WorkerDebug(suspend, OptionalInt.of(first));
    }
}
