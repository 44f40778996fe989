package dev.tandem.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A ring with both of its ends, and records of which everything follows from a number.
 *
 * @param region where it lies
 * @param control where its control block lies
 * @param writer the writing end
 * @param reader the reading end
 */
record Ring(Region region, int control, RingWriter writer, RingReader reader) {
    /** What {@link #read} returns if there is no record. */
    static final int NONE = 0;

    /** What {@link #read} returns if a record is not what was written. */
    static final int TORN = -1;

    /** The size of a record with its header. */
    static final int RECORD_SIZE = RecordDescriptor.HEADER_SIZE + Long.BYTES;

    private static final VarHandle TAIL = field(RingWriter.class, "tail");
    private static final VarHandle PUBLISHED = field(RingWriter.class, "published");
    private static final VarHandle WRITER_HEAD = field(RingWriter.class, "knownHead");
    private static final VarHandle POSITION = field(RingReader.class, "position");
    private static final VarHandle READER_TAIL = field(RingReader.class, "knownTail");
    private static final VarHandle RELEASED = field(RingReader.class, "released");

    private static VarHandle field(Class<?> owner, String name) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** As if so much had been written, read and released: half a megabyte for each state would be slow. */
    Ring forwarded(long position) {
        written(position);
        POSITION.set(reader, position);
        RELEASED.set(reader, position);
        WRITER_HEAD.set(writer, position);
        region.setVolatile(control + RegionDescriptor.HEAD, position);
        return this;
    }

    /** As if it had been written up to here, and published, and the reader had seen it. */
    void written(long position) {
        TAIL.set(writer, position);
        PUBLISHED.set(writer, position);
        READER_TAIL.set(reader, position);
        region.setVolatile(control + RegionDescriptor.TAIL, position);
    }

    /** Writes a record, if there is room. */
    boolean tryWrite(int number) {
        return writer.tryWrite(
                RecordDescriptor.TASK, number, first(number), second(number), payload(number), 0, Long.BYTES);
    }

    /** Reads the next record; returns its number if all of it is as it was written. */
    int read() {
        if (!reader.next()) {
            return NONE;
        }
        int number = (int) reader.sequence();
        boolean whole = reader.type() == RecordDescriptor.TASK
                && reader.first() == first(number)
                && reader.second() == second(number)
                && Arrays.equals(reader.payload(), payload(number));
        return whole && number > 0 ? number : TORN;
    }

    private static long first(int number) {
        return number * 0x9e37_79b9_7f4a_7c15L;
    }

    private static long second(int number) {
        return ~first(number);
    }

    private static byte[] payload(int number) {
        byte[] payload = new byte[Long.BYTES];
        Arrays.fill(payload, (byte) (number * 37));
        return payload;
    }
}
