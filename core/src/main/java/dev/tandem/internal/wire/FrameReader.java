package dev.tandem.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Puts frames together from what a channel yields, blocking or not. Used by one thread at a time. */
public final class FrameReader {
    private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES + 1);
    private @Nullable ByteBuffer body;
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
        while (body == null) {
            fill(channel, header);
            if (header.hasRemaining()) {
                return null;
            }
            int length = header.getInt(0);
            if (length < 1 || length > maxLength) {
                throw new ProtocolException("frame length out of range: length=" + length + ", most=" + maxLength);
            }
            Frame.typeOf(header.get(Integer.BYTES));
            body = ByteBuffer.allocate(length - 1);
        }
        fill(channel, body);
        if (body.hasRemaining()) {
            return null;
        }
        Frame frame = new Frame(Frame.typeOf(header.get(Integer.BYTES)), body.array());
        header.clear();
        body = null;
        return frame;
    }

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
