package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import java.util.OptionalLong;

/**
 * What the scheduler can do to a worker: the private channel to it and its process. Implemented for real by
 * {@link WorkerLink}, and by fakes in the tests of the scheduler. Nothing here blocks.
 */
interface Link {
    /** The worker; its pid is 0 until the process has been started. */
    WorkerId id();

    /** Puts a task into the worker's ring without waking it. Returns false if there is no room now. */
    boolean trySend(FleetTask<?> task, long sequence);

    /** Publishes what was put into the ring and wakes the worker if it sleeps. */
    void flush();

    /** Takes a task that was sent back, unless it has started. */
    boolean tryWithdraw(long sequence);

    /** Whether the worker has started a task that was sent. It may have ended it since. */
    boolean isStarted(long sequence);

    /** The sequence number of the running task, 0 for none. */
    long running();

    /** When the running task started, by this process's {@code nanoTime}. */
    long runningSince();

    /** The index of the running element of a chunk. */
    int runningElement();

    /** How many tasks the worker has ended. */
    long tasksDone();

    /** The used heap that the worker last told. */
    OptionalLong heapUsed();

    /** The resident memory of the worker. */
    OptionalLong residentMemory();

    /** Asks the worker to interrupt a task if it is running. */
    void interrupt(long sequence);

    /** Asks the worker for the stack of a task; the answer, if any, comes as an event. */
    void requestStack(long sequence);

    /** Tells the worker to end when it has run what it has. */
    void retire();

    /** Ends the process, hard or softly. */
    void kill(boolean hard);
}
