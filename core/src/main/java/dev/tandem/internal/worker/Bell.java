package dev.tandem.internal.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * The worker's end of the bell socket: wakes the sleeping reader on the other side, and lets the task thread sleep.
 *
 * <p>The task thread waits in a selector, not in a read: a stray interrupt, such as from a timer that a task left
 * behind, would close a channel that is being read.
 */
final class Bell {
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer rung = ByteBuffer.allocate(64);
    private final ByteBuffer ring = ByteBuffer.allocate(1);

    Bell(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Wakes the parent. */
    void ring() throws IOException {
        ring.clear();
        channel.write(ring); // if the socket is full, the parent has enough to wake up by
    }

    /**
     * Sleeps until the parent rings. May return early.
     *
     * @param millis how long at most, 0 for ever
     * @return whether it rang
     */
    boolean await(long millis) throws IOException {
        int ready = selector.select(millis);
        Thread.interrupted();
        if (ready == 0) {
            return false;
        }
        selector.selectedKeys().clear();
        rung.clear();
        if (channel.read(rung) < 0) {
            throw new EOFException("the parent has closed the bell");
        }
        return true;
    }
}
