package dev.tandem.internal.wire;

/** The layout of a record in a ring. */
/*
 *   0  length of header and payload, without the padding to the next multiple of 8 (4)
 *   4  type (4)
 *   8  sequence number of the task; its meaning for other records is given with the type (8)
 *  16  first number, given with the type (8)
 *  24  second number, given with the type (8)
 *  32  payload
 */
public final class RecordDescriptor {
    /** Fills the end of the ring; only the length and the type are there. */
    static final int PAD = 1;

    /**
     * A task. First number: the id of its function, 0 if the payload has it. Second number: in the lower half the
     * attempt, counted from 1; in the upper half how many bytes of its output are captured, 0 for none.
     */
    public static final int TASK = 2;

    /**
     * As {@link #TASK}, with the payload in a file of its own. Payload: the id of the file (8, big-endian), and where it
     * lies there ({@link PayloadFile}).
     */
    public static final int TASK_IN_FILE = 3;

    /** A function. First number: its id. Payload: the definition. */
    public static final int DEFINE = 4;

    /** No task will follow: the worker is to end. */
    public static final int RETIRE = 5;

    /** A result or failure. First number: nanoTime of the worker at the start; second: the running time in ns. */
    public static final int OUTCOME = 6;

    /** As {@link #OUTCOME}, with the payload in a file of its own. Payload: where it lies there ({@link PayloadFile}). */
    public static final int OUTCOME_IN_FILE = 7;

    /** The task was withdrawn before it started. */
    public static final int SKIPPED = 8;

    /** The task ran out of memory, and the worker ends. Numbers as for {@link #OUTCOME}; payload: the message. */
    public static final int OUT_OF_MEMORY = 9;

    /**
     * A class that the writer's records will name by its id, in either direction. First number: the id, one more than
     * that of the class before. Payload: the definition.
     */
    public static final int DEFINE_CLASS = 10;

    /** The label of the task that follows, only for a worker that records itself. Payload: the text. */
    public static final int LABEL = 11;

    static final int LENGTH_OFFSET = 0;
    static final int TYPE_OFFSET = 4;
    static final int SEQUENCE_OFFSET = 8;
    static final int FIRST_OFFSET = 16;
    static final int SECOND_OFFSET = 24;
    static final int HEADER_SIZE = 32;

    /** The longest payload of a record; longer ones go into a file. A fourth of the ring, so that some always fit. */
    public static final int MAX_PAYLOAD = RegionDescriptor.RING_SIZE / 4 - HEADER_SIZE;

    private RecordDescriptor() {}

    static int aligned(int length) {
        return (length + 7) & ~7;
    }
}
