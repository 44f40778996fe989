package dev.tandem.internal.task;

/** Whether a task still has a worker, as it may for a while after its future was cancelled or has timed out. */
public enum Hold {
    /** No worker runs the task, and none will. */
    NONE,
    /** A worker runs the task, or is about to end it. */
    HELD,
    /** A thread goes on with the task although it was told to stop, and its pool has given it up. */
    LEAKED
}
