package dev.tandem.internal.codec;

import java.io.IOException;

/** Where a worker process finds the values that its pool shares. */
public interface SharedSource {
    /** Tells the pool from others. */
    String home();

    /** How many values were closed so far. Cheap, and never behind what the pool did before it sent the task that asks. */
    long closings();

    /** Whether a value is there. */
    boolean isThere(long number);

    /**
     * Reads a value.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there, or no more
     * @throws dev.tandem.TaskSerializationException if it cannot be rebuilt
     */
    Object read(long number) throws IOException;
}
