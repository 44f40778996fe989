package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** The worker's end of the control socket. Any thread may send; one thread reads. */
/*
 * A JVM that exits waits up to 300 ms for threads that are in native code, such as in a read. So that the end of every
 * worker does not take that long, the reading thread waits in a selector, from which it can be called back, and once
 * the JVM is shutting down it only looks from time to time and sleeps in between, which is not native code.
 */
final class ControlChannel {
    private static final long SHUTDOWN_PERIOD_MILLIS = 20;
    private static final long FULL_NANOS = 100_000;

    private final SocketChannel channel;
    private final Selector selector;
    private final FrameReader reader = new FrameReader(Frame.MAX_LENGTH);

    /** Whether the JVM is shutting down. Written by the shutdown hook, read by the reading thread. */
    private volatile boolean shuttingDown;

    ControlChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Waits for the next frame. */
    Frame read() throws IOException {
        while (true) {
            Frame frame = reader.read(channel);
            if (frame != null) {
                return frame;
            }
            if (shuttingDown) {
                pause();
            } else {
                selector.select();
                selector.selectedKeys().clear();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SHUTDOWN_PERIOD_MILLIS);
        } catch (InterruptedException e) {
            // whoever interrupts this thread gains nothing: it looks at the channel a little earlier
        }
    }

    /** Keeps the reading thread out of native code from now on. */
    void shutDown() {
        shuttingDown = true;
        selector.wakeup();
    }

    /** Sends a frame whole. */
    synchronized void send(Frame frame) throws IOException {
        ByteBuffer bytes = frame.encode();
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                LockSupport.parkNanos(FULL_NANOS);
            }
        }
    }
}
