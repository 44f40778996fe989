package dev.tandem.internal.fleet;

import dev.tandem.internal.platform.PeerCredentials;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.FrameReader;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.ProtocolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The pool's sockets: lets workers in, and nobody else, and passes on what they send. Used by the thread that leads
 * the pool's loop, except for {@link #wake}, {@link #expect} and the sending of frames.
 */
/*
 * A stranger learns nothing here and costs nothing: a connection that does not come from our own user, does not begin
 * with a well-formed hello within a few seconds, or does not show the token of a worker that is expected, is closed.
 * Until then at most a few hundred bytes are taken from it, and nothing is deserialized at any time.
 */
final class Switchboard {
    /** How long a connection may take to say who it is. */
    private static final long HELLO_NANOS = 10_000_000_000L;

    /** How many connections may be open that have not said who they are. */
    private static final int MOST_STRANGERS = 256;

    /** What is done when a key is ready. */
    private interface Line {
        void ready(SelectionKey key) throws IOException;
    }

    private final Selector selector;
    private final ServerSocketChannel server;
    private final UserPrincipal owner;
    private final ByteBuffer bells = ByteBuffer.allocate(256);

    /** The workers that may still connect, by number. */
    private final ConcurrentMap<Integer, WorkerLink> expected = new ConcurrentHashMap<>();

    Switchboard(Path socket) {
        try {
            selector = Selector.open();
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket), 128);
            owner = Files.getOwner(socket);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, (Line) this::accept);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the pool's socket " + socket + ": " + e.getMessage(), e);
        }
    }

    /** A worker is going to connect. */
    void expect(WorkerLink link) {
        expected.put(link.id().number(), link);
    }

    /** A worker will not connect any more. */
    void forget(WorkerLink link) {
        expected.remove(link.id().number(), link);
    }

    /** Ends a sleep of the leading thread, the current or the next one. */
    void wake() {
        selector.wakeup();
    }

    /** Handles what has come in, without waiting. */
    void poll() throws IOException {
        if (selector.selectNow() > 0) {
            handle();
        }
    }

    /** Sleeps until something comes in, somebody calls {@link #wake}, or the time is over; handles what has come in. */
    void sleep(long nanos) throws IOException {
        long millis = nanos == Long.MAX_VALUE ? 0 : Math.max(1, (nanos + 999_999) / 1_000_000);
        selector.select(millis);
        handle();
    }

    private void handle() {
        for (SelectionKey key : selector.selectedKeys()) {
            try {
                ((Line) key.attachment()).ready(key);
            } catch (IOException | RuntimeException e) {
                close(key);
            }
        }
        selector.selectedKeys().clear();
    }

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            // it is of no use any more, closed or not
        }
    }

    private void accept(SelectionKey key) throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        dropLateStrangers();
        if (!PeerCredentials.isOwnedBy(channel, owner)) {
            channel.close();
            return;
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Stranger(channel));
    }

    private void dropLateStrangers() {
        int strangers = 0;
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Stranger stranger
                    && (now - stranger.since > HELLO_NANOS || ++strangers > MOST_STRANGERS)) {
                close(key);
            }
        }
    }

    /** A connection that has not said who it is. */
    private final class Stranger implements Line {
        private final SocketChannel channel;
        private final FrameReader reader = new FrameReader(Frame.MAX_HELLO_LENGTH);
        private final long since = System.nanoTime();

        Stranger(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            @Nullable Frame frame = reader.read(channel);
            if (frame == null) {
                return;
            }
            Hello hello = Hello.of(frame);
            WorkerLink link = expected.get(hello.worker());
            if (link == null || !link.admits(hello)) {
                throw new ProtocolException("nobody is expected with this token: worker=" + hello.worker());
            }
            if (hello.role() == Hello.Role.BELL) {
                key.attach((Line) k -> drainBell(link, channel));
                link.bellConnected(channel, hello);
            } else {
                reader.maxLength(Frame.MAX_LENGTH);
                key.attach((Line) k -> control(link, channel, reader, k));
                link.controlConnected(channel, key, hello);
            }
            if (link.isConnected()) {
                forget(link);
            }
        }
    }

    private void drainBell(WorkerLink link, SocketChannel channel) throws IOException {
        bells.clear();
        try {
            if (channel.read(bells) < 0) {
                throw new ClosedChannelException();
            }
        } catch (IOException e) {
            link.hungUp(); // without its bell nobody would hear of its answers
            throw e;
        }
    }

    private static void control(WorkerLink link, SocketChannel channel, FrameReader reader, SelectionKey key)
            throws IOException {
        if (key.isWritable()) {
            link.sendPending();
        }
        try {
            for (Frame frame = reader.read(channel); frame != null; frame = reader.read(channel)) {
                link.received(frame);
            }
        } catch (ProtocolException e) {
            link.brokeProtocol(e);
            throw e;
        } catch (IOException e) {
            link.hungUp();
            throw e;
        }
    }

    /** Closes all sockets. */
    void close() {
        for (SelectionKey key : selector.keys()) {
            close(key);
        }
        try {
            selector.close();
        } catch (IOException e) {
            // it is of no use any more, closed or not
        }
    }
}
