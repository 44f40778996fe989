package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The bytes of a JDK stream on their way into a payload, or, if they become many, into the attachment. */
/*
 * In the payload: the number of bytes (4), the bytes. If they lie in the attachment: ATTACHED (4), the number of ranges,
 * for each its offset and length. There are several ranges if arrays of the same object lie between them.
 */
final class StreamOutput extends OutputStream {
    /** Stands for the number of bytes if they lie in the attachment. */
    static final int ATTACHED = -1;

    /** How many bytes stay in the payload. More: a larger array that grows by copying. Less: files for small objects. */
    private static final int MOST_IN_PAYLOAD = 1024 * 1024;

    private final CodecOutput out;

    /** Where the number of bytes is. */
    private final int lengthAt;

    /** What was written last; empty until the first bytes have gone into the attachment. */
    private byte[] buffer = new byte[0];

    private int buffered;
    private long[] ranges = new long[8];

    /** How many numbers of {@link #ranges} are set: offset and length of each. */
    private int used;

    StreamOutput(CodecOutput out) {
        this.out = out;
        this.lengthAt = out.claim(Integer.BYTES);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (buffer.length == 0) {
            if (!out.canAttach() || inPayload() + (long) length <= MOST_IN_PAYLOAD) {
                out.writeBytes(bytes, offset, length);
                return;
            }
            moveOut();
        }
        if (length > buffer.length - buffered) {
            empty();
            if (length > buffer.length) {
                attach(bytes, offset, length);
                return;
            }
        }
        System.arraycopy(bytes, offset, buffer, buffered, length);
        buffered += length;
    }

    private int inPayload() {
        return out.size() - lengthAt - Integer.BYTES;
    }

    private void moveOut() throws IOException {
        attach(out.buffer(), lengthAt + Integer.BYTES, inPayload());
        out.truncate(lengthAt + Integer.BYTES);
        buffer = new byte[Piece.SIZE];
    }

    private void empty() throws IOException {
        attach(buffer, 0, buffered);
        buffered = 0;
    }

    private void attach(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        long start = out.attachment().write(bytes, offset, length);
        if (used > 0 && ranges[used - 2] + ranges[used - 1] == start) {
            ranges[used - 1] += length;
            return;
        }
        if (used == ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * used);
        }
        ranges[used] = start;
        ranges[used + 1] = length;
        used += 2;
    }

    /** All was written. */
    void end() throws IOException {
        if (buffer.length == 0) {
            out.putInt(lengthAt, inPayload());
            return;
        }
        empty();
        out.putInt(lengthAt, ATTACHED);
        out.writeVarLong(used / 2);
        for (int i = 0; i < used; i++) {
            out.writeVarLong(ranges[i]);
        }
    }
}
