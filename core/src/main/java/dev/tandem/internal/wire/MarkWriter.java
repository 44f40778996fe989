package dev.tandem.internal.wire;

/**
 * The worker's end of the marks for one of its standard streams: tells from which place in the stream on the output is
 * whose. Used by one thread at a time, except for {@link #handedOn}.
 */
/*
 * Marks are in the shared memory, not in the stream: what is printed arrives as it was printed. A mark is published
 * before the bytes that it is about are written, so that whoever reads these finds it. If the reader has fallen behind
 * so far that there is no room, the last mark says that nobody knows: attribution is exact or missing, never wrong.
 */
public final class MarkWriter {
    private final Region region;
    private final int stream;

    /** How many marks were written. */
    private long tail;

    MarkWriter(Region region, int stream) {
        this.region = region;
        this.stream = stream;
    }

    /**
     * Says whose output begins at a place.
     *
     * @param owner the sequence number of a task, or one of the constants of {@link MarkReader}
     * @return whether there was room
     */
    public boolean tryMark(long place, long owner) {
        long head = region.getAcquire(headOffset(stream));
        long room = RegionDescriptor.MARKS - (tail - head);
        if (room < 1) {
            return false;
        }
        int at = markOffset(stream, tail);
        region.putLong(at, place);
        region.putLong(at + 8, room == 1 ? MarkReader.NOBODY : owner);
        tail++;
        region.setVolatile(RegionDescriptor.MARKS_TAIL_OFFSET + 8 * stream, tail);
        return room > 1;
    }

    /** How many bytes of the stream the parent has handed on. */
    public long handedOn() {
        return region.getAcquire(RegionDescriptor.OUTPUT_HANDED_OFFSET + RegionDescriptor.OUTPUT_STRIDE * stream);
    }

    static int headOffset(int stream) {
        return RegionDescriptor.OUTPUT_HANDED_OFFSET
                + RegionDescriptor.OUTPUT_STRIDE * stream
                + RegionDescriptor.MARKS_HEAD;
    }

    static int markOffset(int stream, long index) {
        int slot = (int) index & (RegionDescriptor.MARKS - 1);
        return RegionDescriptor.MARKS_OFFSET + (stream * RegionDescriptor.MARKS + slot) * RegionDescriptor.MARK_SIZE;
    }
}
