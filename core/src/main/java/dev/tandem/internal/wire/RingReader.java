package dev.tandem.internal.wire;

import java.lang.invoke.VarHandle;

/**
 * The reading end of a ring: {@link #next} moves to the next record, the accessors read it, {@link #release} gives the
 * room of everything before it back. Used by one thread at a time. The other side is not trusted: whatever it wrote,
 * nothing outside of the ring is read, and nothing is allocated by an unchecked length.
 */
public final class RingReader {
    private static final int MASK = RegionDescriptor.RING_SIZE - 1;

    private final Region region;
    private final int control;
    private final int data;

    /** The end of the current record. */
    private long position;

    /** The writer's tail as last seen. */
    private long knownTail;

    /** What has been given back. */
    private long released;

    private int at;
    private int length;
    private int type;

    RingReader(Region region, int control, int data) {
        this.region = region;
        this.control = control;
        this.data = data;
    }

    /**
     * Moves to the next record.
     *
     * @return whether there is one
     * @throws ProtocolException if what was written is no record
     */
    public boolean next() {
        while (true) {
            if (position == knownTail && !refresh()) {
                return false;
            }
            int index = (int) position & MASK;
            int toEnd = RegionDescriptor.RING_SIZE - index;
            long readable = Math.min(toEnd, knownTail - position);
            at = data + index;
            int size = region.getInt(at + RecordDescriptor.LENGTH_OFFSET);
            type = region.getInt(at + RecordDescriptor.TYPE_OFFSET);
            if (type == RecordDescriptor.PAD) {
                if (size != toEnd || size > readable) {
                    throw malformed(size);
                }
                position += size;
                continue;
            }
            if (size < RecordDescriptor.HEADER_SIZE
                    || size > RecordDescriptor.HEADER_SIZE + RecordDescriptor.MAX_PAYLOAD
                    || RecordDescriptor.aligned(size) > readable) {
                throw malformed(size);
            }
            length = size - RecordDescriptor.HEADER_SIZE;
            position += RecordDescriptor.aligned(size);
            return true;
        }
    }

    private boolean refresh() {
        long tail = region.getAcquire(control + RegionDescriptor.TAIL);
        if (tail == knownTail) {
            return false;
        }
        if (tail < knownTail || tail - released > RegionDescriptor.RING_SIZE || (tail & 7) != 0) {
            throw new ProtocolException(
                    "tail of a ring out of range: tail=" + tail + ", before=" + knownTail + ", head=" + released);
        }
        knownTail = tail;
        return true;
    }

    private ProtocolException malformed(int size) {
        byte[] head = new byte[Math.min(16, data + RegionDescriptor.RING_SIZE - at)];
        region.getBytes(at, head, 0, head.length);
        return new ProtocolException(
                "malformed record: length=" + size + ", type=" + type + Frame.firstBytes(head, head.length));
    }

    /** The type of the current record. */
    public int type() {
        return type;
    }

    /** The sequence number of the current record. */
    public long sequence() {
        return region.getLong(at + RecordDescriptor.SEQUENCE_OFFSET);
    }

    /** The first number of the current record. */
    public long first() {
        return region.getLong(at + RecordDescriptor.FIRST_OFFSET);
    }

    /** The second number of the current record. */
    public long second() {
        return region.getLong(at + RecordDescriptor.SECOND_OFFSET);
    }

    /** A copy of the payload of the current record. */
    public byte[] payload() {
        byte[] bytes = new byte[length];
        region.getBytes(at + RecordDescriptor.HEADER_SIZE, bytes, 0, length);
        return bytes;
    }

    /** The length of the payload of the current record. */
    public int payloadLength() {
        return length;
    }

    /** Copies the payload of the current record to a place that has room for it. */
    public void copyPayload(byte[] to, int at) {
        region.getBytes(this.at + RecordDescriptor.HEADER_SIZE, to, at, length);
    }

    /** Gives the room of the current record and of all before it back to the writer. */
    public void release() {
        if (released != position) {
            released = position;
            region.setRelease(control + RegionDescriptor.HEAD, released);
        }
    }

    /**
     * Announces that the reader is going to sleep.
     *
     * @return whether it may; false if there is something to read, and the announcement is taken back
     */
    public boolean trySleep() {
        region.setVolatile(control + RegionDescriptor.CONSUMER_WAITS, 1);
        VarHandle.fullFence();
        if (region.getAcquire(control + RegionDescriptor.TAIL) == knownTail && position == knownTail) {
            return true;
        }
        wake();
        return false;
    }

    /** Takes the announcement back: the reader is awake. */
    public void wake() {
        region.setVolatile(control + RegionDescriptor.CONSUMER_WAITS, 0);
    }
}
