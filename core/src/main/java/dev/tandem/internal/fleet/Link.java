package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the scheduler can do to a worker: the private channel to it and its process. Implemented by {@link WorkerLink}.
 * Nothing here blocks.
 */
interface Link {
    /** The worker; its pid is 0 until the process has been started. */
    WorkerId id();

    /** Its lanes, at least one; a task's {@linkplain dev.tandem.internal.wire.Sequence number} tells which is its. */
    List<? extends LaneLink> lanes();

    /** Whether its process is known to have ended; that is told as an event a little later. */
    boolean hasEnded();

    /**
     * Whether its process is about to end, and nothing of it runs any more: the end is told milliseconds later. Looks at
     * the system each time. False where that cannot be seen.
     */
    default boolean isDying() {
        return false;
    }

    /** The resident memory of the worker. */
    OptionalLong residentMemory();

    /** Asks the worker to interrupt a task if it is running. */
    void interrupt(long sequence);

    /** Asks the worker for the stack of a task; the answer, if any, comes as an event. */
    void requestStack(long sequence);

    /** The worker is being told to end: it does so of its own accord, and not because of a task. */
    void retiring();

    /** Ends the process, hard or softly: then its shutdown hooks run. */
    void kill(boolean hard);
}
