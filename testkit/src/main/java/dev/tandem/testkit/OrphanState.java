package dev.tandem.testkit;

/** What workers are doing when their parent ends. */
enum OrphanState {
    /** They have run a task and wait. */
    IDLE,
    /** They run a task that ends for nothing and nobody. */
    BUSY,
    /** Their JVMs are being started. */
    STARTING,
    /** They are stopped by a signal: idle if the parent waits for work, otherwise busy. */
    STOPPED;

    /** Whether there is such a state when the parent ends in some way: one that waits for its work has none. */
    boolean occursAt(OrphanEnd end) {
        return this != BUSY || !end.waitsForWork();
    }

    /** Whether the workers run tasks when the parent ends. */
    boolean isBusyAt(OrphanEnd end) {
        return this == BUSY || (this == STOPPED && !end.waitsForWork());
    }
}
