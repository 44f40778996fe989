package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.FrameReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The worker's end of the control socket. Any thread may send; one thread reads. */
final class ControlChannel {
    private final SocketChannel channel;
    private final FrameReader reader = new FrameReader(Frame.MAX_LENGTH);

    ControlChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /** Waits for the next frame. */
    Frame read() throws IOException {
        @Nullable Frame frame = reader.read(channel);
        if (frame == null) {
            throw new EOFException("a blocking channel yielded nothing");
        }
        return frame;
    }

    /** Sends a frame whole. */
    synchronized void send(Frame frame) throws IOException {
        ByteBuffer bytes = frame.encode();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
