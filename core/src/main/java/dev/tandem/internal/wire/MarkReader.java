package dev.tandem.internal.wire;

/**
 * The parent's end of the marks for one of a worker's standard streams. Used by one thread. The worker is not trusted:
 * nonsense in the marks makes attributions wrong, and nothing else.
 */
public final class MarkReader {
    /** What the worker printed outside of any task, or does not know whose it is. */
    public static final long NOBODY = -1;

    /** What the worker's Java code did not print, as far as it knows: whoever runs now may have printed it. */
    public static final long UNKNOWN = 0;

    private final Region region;
    private final int stream;

    /** How many marks were taken. */
    private long head;

    private long owner = NOBODY;

    MarkReader(Region region, int stream) {
        this.region = region;
        this.stream = stream;
    }

    /** Whose output the byte at a place is. Places may only grow. */
    public long ownerAt(long place) {
        long before = head;
        while (nextChange() <= place) {
            owner = region.getLong(MarkWriter.markOffset(stream, head) + 8);
            head++;
        }
        if (head != before) {
            region.setRelease(MarkWriter.headOffset(stream), head);
        }
        return owner;
    }

    /** The place from which on the output may be somebody else's, as far as is known now. */
    public long nextChange() {
        long tail = region.getVolatile(RegionDescriptor.MARKS_TAIL_OFFSET + 8 * stream);
        boolean valid = tail > head && tail - head <= RegionDescriptor.MARKS;
        return valid ? region.getLong(MarkWriter.markOffset(stream, head)) : Long.MAX_VALUE;
    }

    /** Tells the worker how many bytes of the stream have been handed on. */
    public void handedOn(long bytes) {
        region.setRelease(RegionDescriptor.OUTPUT_HANDED_OFFSET + RegionDescriptor.OUTPUT_STRIDE * stream, bytes);
    }
}
