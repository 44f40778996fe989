package dev.tandem.internal.fleet;

/**
 * What the scheduler can do to one lane of a worker, through the memory that they share. Nothing here blocks.
 */
interface LaneLink {
    /** Puts a task into the ring without waking the lane. Returns false if there is no room now. */
    boolean trySend(FleetTask<?> task, long sequence);

    /** Tells a lane that has nothing to do what its first tasks are likely to need, without waking it. */
    void prepare();

    /** Says in the ring that no task will follow. Returns false if there is no room now. */
    boolean tryRetire();

    /** Publishes what was put into the ring and wakes the lane if it sleeps. */
    void flush();

    /** Takes a task that was sent back, unless it has started. */
    boolean tryWithdraw(long sequence);

    /** Whether the lane has started a task that was sent. It may have ended it since. */
    boolean isStarted(long sequence);

    /** The sequence number of the running task, 0 for none. */
    long running();

    /** When the running task started, by this process's {@code nanoTime}. */
    long runningSince();

    /** The index of the running element of a chunk. */
    int runningElement();

    /** How many tasks the lane has ended. */
    long tasksDone();

    /** The used heap of the worker as it last told it, 0 if it has not; it does so in its first lane. */
    long heapUsed();
}
