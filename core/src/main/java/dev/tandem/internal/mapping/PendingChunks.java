package dev.tandem.internal.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunks that were submitted and whose results were not taken. Used by one thread at a time. */
interface PendingChunks {
    /** Adds a chunk whose elements follow all others. */
    void add(Chunk chunk);

    /** Adds chunks in the place of the one that was taken last. */
    void putBack(List<Chunk> chunks);

    /**
     * Waits for the next chunk to be done, and takes it.
     *
     * @return the chunk, or null if the time has passed
     */
    @Nullable
    Chunk take(long nanos) throws InterruptedException;

    /** How many chunks there are. */
    int size();

    /** Cancels what has not started and drops everything. */
    void cancelAll();
}
