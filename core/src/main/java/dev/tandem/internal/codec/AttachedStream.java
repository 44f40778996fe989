package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a JDK stream that lie in an attachment, in one range or several. */
final class AttachedStream extends InputStream {
    private final AttachmentInput attachment;

    /** Offset and length of each range. */
    private final long[] ranges;

    private final long length;
    private final byte[] buffer = new byte[Piece.SIZE];
    private int position;
    private int end;

    /** Which number of {@link #ranges} the next range starts at. */
    private int next;

    private long offset;
    private long left;

    /** Reads where the ranges are. */
    AttachedStream(CodecInput in) {
        attachment = in.attachment();
        ranges = new long[2 * in.readCount(2)];
        long sum = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            ranges[i] = in.readVarLong();
            ranges[i + 1] = in.readVarLong();
            attachment.claimRange(ranges[i], ranges[i + 1]);
            sum += ranges[i + 1];
        }
        length = sum;
    }

    /** Returns how many bytes there are. */
    long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        return tryFill() ? buffer[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int at, int most) throws IOException {
        if (most == 0) {
            return 0;
        }
        if (!tryFill()) {
            return -1;
        }
        int count = Math.min(most, end - position);
        System.arraycopy(buffer, position, bytes, at, count);
        position += count;
        return count;
    }

    /** Whether there is at least one more byte in the buffer. */
    private boolean tryFill() throws IOException {
        if (position < end) {
            return true;
        }
        while (left == 0) {
            if (next == ranges.length) {
                return false;
            }
            offset = ranges[next];
            left = ranges[next + 1];
            next += 2;
        }
        end = (int) Math.min(buffer.length, left);
        position = 0;
        attachment.readArray(ArrayType.BYTES, buffer, 0, end, offset);
        offset += end;
        left -= end;
        return true;
    }
}
