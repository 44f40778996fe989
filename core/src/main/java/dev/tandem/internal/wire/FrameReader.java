package dev.tandem.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames together from what a channel yields, blocking or not. Used by one thread at a time. The other side is not
 * trusted: what a frame claims of its length is held against the limit, and memory grows with what has really come.
 */
public final class FrameReader {
    /** How much is allocated on the word of the other side. More saves copies of long frames, less is safer. */
    static final int AHEAD = 64 * 1024;

    private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES + 1);

    /** What the header of the frame being read says, and what has come of its payload; null between frames. */
    private Frame.@Nullable Type type;

    private byte[] payload = new byte[0];
    private int payloadLength;
    private int filled;

    private int maxLength;

    /** Creates a reader that accepts frames up to a length. */
    public FrameReader(int maxLength) {
        this.maxLength = maxLength;
    }

    /** Accepts longer frames from now on. */
    public void maxLength(int length) {
        maxLength = length;
    }

    /**
     * Reads on.
     *
     * @return the next frame, or null if a channel that does not block has no more bytes now
     * @throws EOFException if the channel has ended
     * @throws ProtocolException if what came is no frame
     */
    public @Nullable Frame read(ReadableByteChannel channel) throws IOException {
        Frame.Type current = type;
        if (current == null) {
            fill(channel, header);
            if (header.hasRemaining()) {
                return null;
            }
            current = begin();
            type = current;
        }
        while (filled < payloadLength) {
            if (filled == payload.length) {
                payload = Arrays.copyOf(payload, grown(filled));
            }
            ByteBuffer target = ByteBuffer.wrap(payload, filled, payload.length - filled);
            fill(channel, target);
            filled = target.position();
            if (target.hasRemaining()) {
                return null;
            }
        }
        Frame frame = new Frame(current, payload);
        header.clear();
        type = null;
        payload = new byte[0];
        return frame;
    }

    /** The header is there: makes room for the beginning of the payload. */
    private Frame.Type begin() {
        int length = header.getInt(0);
        if (length < 1 || length > maxLength) {
            throw malformed("frame length out of range: length=" + length + ", most=" + maxLength);
        }
        int ordinal = header.get(Integer.BYTES);
        Frame.Type known = Frame.typeOf(ordinal);
        if (known == null) {
            throw malformed("unknown frame type: type=" + ordinal);
        }
        payloadLength = length - 1;
        filled = 0;
        payload = new byte[Math.min(payloadLength, AHEAD)];
        return known;
    }

    /** Room for as much again as has come, so that a long frame is copied seldom and a claim alone costs nothing. */
    private int grown(int size) {
        return (int) Math.min(payloadLength, 2L * size);
    }

    /** How much memory the frame being read takes. */
    int room() {
        return payload.length;
    }

    private ProtocolException malformed(String reason) {
        return new ProtocolException(reason + Frame.firstBytes(header.array(), header.position()));
    }

    /** Reads until the buffer is full or the channel has no more now. */
    private static void fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException("the channel has ended");
            }
            if (count == 0) {
                return;
            }
        }
    }
}
