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
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    static final int MOST_STRANGERS = 256;

    /** How long nobody is let in after the system had no descriptor left: looking again at once would not help. */
    private static final long PAUSE_NANOS = 50_000_000L;

    /** How long a worker takes at most to say who it is, once it has connected. */
    private static final long HONEST_NANOS = 1_000_000_000L;

    /** How many frames of a worker are handled before the others get their turn. */
    private static final int MOST_FRAMES = 64;

    /** How long somebody waits for a leading thread that does not come to hear what a worker said last. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    /** A worker whose process has ended, and who waits for what it has said to be heard. */
    private record LastWords(WorkerLink link, CountDownLatch heard) {}

    /** What is done when a key is ready. */
    private interface Line {
        void ready(SelectionKey key) throws IOException;
    }

    private final Selector selector;
    private final ServerSocketChannel server;
    private final SelectionKey door;
    private final long helloNanos;
    private final UserPrincipal owner;
    private final ByteBuffer bells = ByteBuffer.allocate(256);

    /** The workers that may still connect, by number. */
    private final ConcurrentMap<Integer, WorkerLink> expected = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<LastWords> lastWords = new ConcurrentLinkedQueue<>();

    /** Those that have not said who they are, the one that came first at the head. */
    private final ArrayDeque<Stranger> strangers = new ArrayDeque<>();

    /** When the door is opened again; {@code Long.MAX_VALUE} if it is open. */
    private long openAt = Long.MAX_VALUE;

    Switchboard(Path socket) {
        this(socket, HELLO_NANOS);
    }

    Switchboard(Path socket, long helloNanos) {
        this.helloNanos = helloNanos;
        try {
            selector = Selector.open();
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket), 128);
            owner = Files.getOwner(socket);
            server.configureBlocking(false);
            door = server.register(selector, SelectionKey.OP_ACCEPT, (Line) this::accept);
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

    /**
     * Waits until everything is passed on that a worker said before its process ended: that it was ready, or why not.
     * Called by any thread but the leading one.
     */
    void awaitLastWords(WorkerLink link) {
        LastWords last = new LastWords(link, new CountDownLatch(1));
        lastWords.add(last);
        wake();
        try {
            boolean heard = last.heard().await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
            if (!heard) {
                lastWords.remove(last); // the pool has ended, or is in great trouble: its end is more important
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then without
        }
    }

    private void hearLastWords() {
        for (LastWords last = lastWords.poll(); last != null; last = lastWords.poll()) {
            hear(last.link(), Integer.MAX_VALUE); // nothing more will come
            last.heard().countDown();
        }
    }

    /** Passes on what a worker has said and was not heard yet. */
    private static void hear(WorkerLink link, int most) {
        SelectionKey key = link.controlKey();
        if (key != null && key.isValid() && key.attachment() instanceof ControlLine line) {
            try {
                line.hear(most);
            } catch (IOException | RuntimeException e) {
                close(key);
            }
        }
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
        doWhatIsDue();
    }

    /** Sleeps until something comes in, somebody calls {@link #wake}, or the time is over; handles what has come in. */
    void sleep(long nanos) throws IOException {
        long most = Math.min(nanos, nanosUntilDue());
        long millis = most == Long.MAX_VALUE ? 0 : Math.max(1, (most + 999_999) / 1_000_000);
        selector.select(millis);
        handle();
        doWhatIsDue();
    }

    /** How long the next deadline of a stranger, or the opening of the door, is away. */
    private long nanosUntilDue() {
        Stranger first = strangers.peekFirst();
        if (first == null && openAt == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long now = System.nanoTime();
        long due = first == null ? Long.MAX_VALUE : first.since + helloNanos - now;
        return Math.max(0, openAt == Long.MAX_VALUE ? due : Math.min(due, openAt - now));
    }

    private void doWhatIsDue() {
        hearLastWords();
        if (nanosUntilDue() > 0) {
            return;
        }
        long now = System.nanoTime();
        for (Stranger first = strangers.peekFirst();
                first != null && now - first.since >= helloNanos;
                first = strangers.peekFirst()) {
            first.turnAway();
        }
        if (openAt != Long.MAX_VALUE && now - openAt >= 0) {
            openAt = Long.MAX_VALUE;
            door.interestOps(SelectionKey.OP_ACCEPT);
        }
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
        close(key.channel());
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no use any more, closed or not
        }
    }

    private void accept(SelectionKey key) {
        SocketChannel channel;
        try {
            channel = server.accept();
        } catch (IOException e) { // no descriptor is left: the door itself must not suffer for it
            shutDoorForAWhile();
            return;
        }
        if (channel == null) {
            return;
        }
        try {
            receive(channel);
        } catch (IOException | RuntimeException e) {
            close(channel);
        }
    }

    private void shutDoorForAWhile() {
        Stranger first = strangers.peekFirst();
        if (first != null && System.nanoTime() - first.since > HONEST_NANOS) {
            first.turnAway(); // it may be the one who took the last descriptor
        }
        openAt = System.nanoTime() + PAUSE_NANOS;
        door.interestOps(0);
    }

    private void receive(SocketChannel channel) throws IOException {
        if (!PeerCredentials.isOwnedBy(channel, owner)) {
            channel.close();
            return;
        }
        if (strangers.size() >= MOST_STRANGERS) {
            strangers.getFirst().turnAway(); // a worker says who it is at once: it is not the one who waits longest
        }
        channel.configureBlocking(false);
        Stranger stranger = new Stranger(channel);
        channel.register(selector, SelectionKey.OP_READ, stranger);
        strangers.addLast(stranger);
    }

    /** A connection that has not said who it is. */
    private final class Stranger implements Line {
        private final SocketChannel channel;
        private final FrameReader reader = new FrameReader(Frame.MAX_HELLO_LENGTH);
        private final long since = System.nanoTime();

        Stranger(SocketChannel channel) {
            this.channel = channel;
        }

        /** Closes the connection; its key goes with it. */
        void turnAway() {
            strangers.remove(this);
            close(channel);
        }

        @Override
        public void ready(SelectionKey key) {
            try {
                @Nullable Frame frame = reader.read(channel);
                if (frame != null) {
                    letIn(key, Hello.of(frame));
                }
            } catch (IOException | RuntimeException e) {
                turnAway();
            }
        }

        private void letIn(SelectionKey key, Hello hello) {
            WorkerLink link = expected.get(hello.worker());
            if (link == null || !link.admits(hello)) {
                throw new ProtocolException("nobody is expected with this token: worker=" + hello.worker());
            }
            strangers.remove(this);
            if (hello.role() == Hello.Role.BELL) {
                key.attach((Line) k -> drainBell(link, channel));
                link.bellConnected(channel, hello);
            } else {
                reader.maxLength(Frame.MAX_LENGTH);
                key.attach(new ControlLine(link, channel, reader));
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
            hear(link, MOST_FRAMES); // it may have said before that it is ready
            link.hungUp(); // without its bell nobody would hear of its answers
            throw e;
        }
    }

    /** The control socket of a worker. */
    private static final class ControlLine implements Line {
        private final WorkerLink link;
        private final SocketChannel channel;
        private final FrameReader reader;

        ControlLine(WorkerLink link, SocketChannel channel, FrameReader reader) {
            this.link = link;
            this.channel = channel;
            this.reader = reader;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            if (key.isWritable()) {
                link.sendPending();
            }
            hear(MOST_FRAMES); // what is left makes the key ready again
        }

        void hear(int most) throws IOException {
            try {
                for (int i = 0; i < most; i++) {
                    Frame frame = reader.read(channel);
                    if (frame == null) {
                        return;
                    }
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
    }

    /** Closes all sockets. */
    void close() {
        lastWords.forEach(last -> last.heard().countDown());
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
