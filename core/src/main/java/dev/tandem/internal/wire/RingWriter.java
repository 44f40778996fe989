package dev.tandem.internal.wire;

import java.lang.invoke.VarHandle;

/** The writing end of a ring. Used by one thread at a time. */
/*
 * A ring has one writer and one reader. Tail and head only grow; their difference is what is in the ring. The writer
 * writes records behind the published tail, then publishes them by a release store of the tail; the reader gives room
 * back by a release store of the head. A record never wraps: the end of the ring is filled with a PAD record.
 *
 * Sleeping: the reader raises its flag, then looks at the tail once more, then blocks. The writer publishes, then looks
 * at the flag. With a full fence between the two steps on each side, one of them sees the other.
 */
public final class RingWriter {
    private static final int MASK = RegionDescriptor.RING_SIZE - 1;

    private final Region region;
    private final int control;
    private final int data;

    /** What has been written, published or not. */
    private long tail;

    /** The published part of it. */
    private long published;

    /** The reader's head as last seen. */
    private long knownHead;

    RingWriter(Region region, int control, int data) {
        this.region = region;
        this.control = control;
        this.data = data;
    }

    /**
     * Writes a record without publishing it.
     *
     * @return whether there was room
     */
    public boolean tryWrite(int type, long sequence, long first, long second, byte[] payload, int from, int length) {
        if (length > RecordDescriptor.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload must fit a record: length=" + length + ", most=" + RecordDescriptor.MAX_PAYLOAD);
        }
        int size = RecordDescriptor.HEADER_SIZE + length;
        int needed = RecordDescriptor.aligned(size);
        int index = (int) tail & MASK;
        int toEnd = RegionDescriptor.RING_SIZE - index;
        if (!hasRoom(needed > toEnd ? toEnd + needed : needed)) {
            return false;
        }
        if (needed > toEnd) {
            region.putInt(data + index + RecordDescriptor.LENGTH_OFFSET, toEnd);
            region.putInt(data + index + RecordDescriptor.TYPE_OFFSET, RecordDescriptor.PAD);
            tail += toEnd;
            index = 0;
        }
        int at = data + index;
        region.putInt(at + RecordDescriptor.LENGTH_OFFSET, size);
        region.putInt(at + RecordDescriptor.TYPE_OFFSET, type);
        region.putLong(at + RecordDescriptor.SEQUENCE_OFFSET, sequence);
        region.putLong(at + RecordDescriptor.FIRST_OFFSET, first);
        region.putLong(at + RecordDescriptor.SECOND_OFFSET, second);
        region.putBytes(at + RecordDescriptor.HEADER_SIZE, payload, from, length);
        tail += needed;
        return true;
    }

    private boolean hasRoom(int size) {
        if (tail + size - knownHead <= RegionDescriptor.RING_SIZE) {
            return true;
        }
        long head = region.getAcquire(control + RegionDescriptor.HEAD);
        if (head < knownHead || head > tail) {
            throw new ProtocolException(
                    "head of a ring out of range: head=" + head + ", before=" + knownHead + ", tail=" + tail);
        }
        knownHead = head;
        return tail + size - knownHead <= RegionDescriptor.RING_SIZE;
    }

    /**
     * Publishes what was written.
     *
     * @return whether the reader sleeps and must be woken
     */
    public boolean publish() {
        if (published == tail) {
            return false;
        }
        region.setRelease(control + RegionDescriptor.TAIL, tail);
        published = tail;
        VarHandle.fullFence();
        return region.getLong(control + RegionDescriptor.CONSUMER_WAITS) != 0
                && region.compareAndSet(control + RegionDescriptor.CONSUMER_WAITS, 1, 0);
    }
}
