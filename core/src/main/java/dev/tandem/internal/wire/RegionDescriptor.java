package dev.tandem.internal.wire;

/** The layout of the shared memory of one lane of a worker and its parent: a mapped file that belongs to these two alone. */
/*
 *      0  magic (8)
 *      8  version (4)         12  size of a ring in bytes (4)
 *     16  pid of the parent (8)
 *     24  1 if the worker is to measure where its time goes, otherwise 0, written by the parent (8)
 *    128  scoreboard, written by the worker:
 *           128  sequence number of the running task, 0 for none (8)
 *           136  nanoTime of the worker when it started (8)
 *           144  index of the running element of a chunk (8)
 *           152  tasks done (8)
 *           160  used heap in bytes, 0 if not told yet (8)
 *           168  time that it was busy with tasks, if it measures that, in ns (8)
 *           176  how much of that it took to read tasks, in ns (8)
 *           184  how much of that it took to serialize results, in ns (8)
 *    256  task ring:   256 tail, written by the parent; 384 head, written by the worker; 448 worker waits
 *    512  result ring: 512 tail, written by the worker; 640 head, written by the parent; 704 parent waits
 *    768  what the parent has read of standard output, written by the parent; only in a worker's first lane:
 *           768 bytes handed on (8), 776 head of the marks (8); 784, 792 the same of standard error
 *    800  how many shared values were closed, written by the parent; only in a worker's first lane (8)
 *    808  how many log records were handed on, written by the parent; only in a worker's first lane (8)
 *    832  tail of the marks for standard output, written by the worker; 840 the same for standard error
 *   1024  slots: a state word (8) for each task in flight
 *  12288  marks for standard output: place in the stream (8), whose output begins there (8); then for standard error
 *  45056  task ring data, then result ring data
 *
 * Fields written by different sides lie on different cache lines.
 */
final class RegionDescriptor {
    /** "TANDEM" and two digits, as bytes of a little-endian long. */
    static final long MAGIC = 0x3130_4d45_444e_4154L;

    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int RING_SIZE_OFFSET = 12;
    static final int PARENT_PID_OFFSET = 16;
    static final int MEASURED_OFFSET = 24;

    static final int RUNNING_OFFSET = 128;
    static final int RUNNING_SINCE_OFFSET = 136;
    static final int PROGRESS_OFFSET = 144;
    static final int TASKS_DONE_OFFSET = 152;
    static final int HEAP_USED_OFFSET = 160;
    static final int BUSY_OFFSET = 168;
    static final int DECODING_OFFSET = 176;
    static final int ENCODING_OFFSET = 184;

    static final int TASK_RING_OFFSET = 256;
    static final int RESULT_RING_OFFSET = 512;

    /** Within a ring's control block. */
    static final int TAIL = 0;

    static final int HEAD = 128;
    static final int CONSUMER_WAITS = 192;

    /** For each standard stream; then the head of its marks. */
    static final int OUTPUT_HANDED_OFFSET = 768;

    static final int MARKS_HEAD = 8;
    static final int OUTPUT_STRIDE = 16;

    static final int CLOSINGS_OFFSET = 800;
    static final int LOGS_HANDED_OFFSET = 808;

    /** For each standard stream. */
    static final int MARKS_TAIL_OFFSET = 832;

    static final int SLOTS_OFFSET = 1024;

    /** How many tasks one lane can have in flight: a power of two. More hides wake-ups, fewer bounds what is moved. */
    static final int SLOTS = 1024;

    static final int MARKS_OFFSET = 12_288;

    /**
     * How many marks each stream has: a power of two. A task that prints takes two. More lets a consumer of output fall
     * further behind before it is no longer known who printed what; fewer takes less memory.
     */
    static final int MARKS = 1024;

    static final int MARK_SIZE = 16;

    static final int DATA_OFFSET = MARKS_OFFSET + 2 * MARKS * MARK_SIZE;

    /** The size of each ring: a power of two. Larger takes bigger payloads inline, smaller stays in the cache. */
    static final int RING_SIZE = 512 * 1024;

    static final int REGION_SIZE = DATA_OFFSET + 2 * RING_SIZE;

    private RegionDescriptor() {}
}
