package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.WorkerOutput;
import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.codec.TaskEncoder;
import dev.tandem.internal.wire.Changes;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.FrameReader;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.StackFrames;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in at the pool's door, and who is not: SPEC P16, FAULTS row 27. */
@Timeout(60)
class SwitchboardTest {
    private static final long SHORT_NANOS = 200_000_000L;
    private static final long LONG_NANOS = 3_600_000_000_000L;
    private static final int WORKER = 7;

    @TempDir
    private Path dir;

    private final List<SocketChannel> opened = new ArrayList<>();
    private final Heard heard = new Heard();
    private final byte[] token = new byte[Hello.TOKEN_LENGTH];

    private Switchboard switchboard;
    private Thread loop;
    private volatile boolean ended;

    /** How often the loop has woken up. */
    private final AtomicInteger rounds = new AtomicInteger();

    @BeforeEach
    void makeToken() {
        token[0] = 42;
    }

    @AfterEach
    void end() throws Exception {
        ended = true;
        switchboard.wake();
        loop.join();
        switchboard.close();
        for (SocketChannel channel : opened) {
            channel.close();
        }
    }

    private void open(long helloNanos) {
        switchboard = new Switchboard(dir.resolve("socket"), helloNanos);
        loop = new Thread(() -> {
            while (!ended) {
                try {
                    switchboard.sleep(Long.MAX_VALUE);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                rounds.incrementAndGet();
            }
        });
        loop.start();
    }

    private WorkerLink expect() throws IOException {
        WorkerLane lane = new WorkerLane(
                new TaskEncoder(),
                new OutcomeDecoder(getClass().getClassLoader()),
                dir,
                Region.create(dir.resolve("ring-0")),
                false);
        WorkerProcess process = new WorkerProcess("test", WORKER, token, dir, WorkerOutput.discard(), List.of(lane));
        WorkerConfig config =
                new WorkerConfig("test", dir.toString(), new byte[0], new byte[0], new byte[0], "", "", false);
        WorkerLink link = new WorkerLink(heard, process, config, List.of(lane));
        switchboard.expect(link);
        return link;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("socket")));
        opened.add(channel);
        return channel;
    }

    private SocketChannel connect(Hello.Role role, byte[] secret) throws IOException {
        SocketChannel channel = connect();
        channel.write(new Hello(role, WORKER, 0, 1, System.nanoTime(), secret)
                .toFrame()
                .encode());
        return channel;
    }

    /** Waits until the other side has closed the connection. */
    private static void awaitClosed(SocketChannel channel) {
        try {
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset"); // closed with bytes unread
        }
    }

    private void awaitLetIn(SocketChannel control) throws IOException {
        Frame frame = new FrameReader(Frame.MAX_LENGTH).read(control);
        assertThat(frame).isNotNull();
        assertThat(WorkerConfig.of(frame).poolName()).isEqualTo("test");
    }

    // SPEC P16, FAULTS row 27: nobody else connects, and nothing else happens.
    @Test
    void stranger_whoIsSilent_isTurnedAwayByTheDeadline() throws Exception {
        open(SHORT_NANOS);
        long start = System.nanoTime();
        SocketChannel silent = connect();

        awaitClosed(silent);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT_NANOS);
        assertThat(rounds.get()).as("the loop sleeps meanwhile").isLessThan(20);
    }

    // SPEC P16, FAULTS row 27, FAULTS row 10: a byte now and then does not help.
    @Test
    void stranger_whoStallsInTheMiddleOfHello_isTurnedAwayByTheDeadline() throws Exception {
        open(SHORT_NANOS);
        SocketChannel slow = connect();
        slow.write(new Hello(Hello.Role.CONTROL, WORKER, 0, 1, 2, token)
                .toFrame()
                .encode()
                .limit(30));

        awaitClosed(slow);
    }

    // SPEC P16, FAULTS row 27
    @Test
    void stranger_withAWrongToken_isTurnedAwayAndTheWorkerLetIn() throws Exception {
        open(LONG_NANOS);
        WorkerLink link = expect();

        awaitClosed(connect(Hello.Role.CONTROL, new byte[Hello.TOKEN_LENGTH]));
        awaitClosed(connect(Hello.Role.BELL, new byte[Hello.TOKEN_LENGTH]));
        SocketChannel control = connect(Hello.Role.CONTROL, token);
        connect(Hello.Role.BELL, token);
        awaitLetIn(control);
        assertThat(link.isConnected()).isTrue();
    }

    // SPEC P16, FAULTS row 27: the same number and token again, before and after the worker is complete.
    @Test
    void replayedToken_isTurnedAway() throws Exception {
        open(LONG_NANOS);
        expect();
        SocketChannel control = connect(Hello.Role.CONTROL, token);
        awaitClosed(connect(Hello.Role.CONTROL, token));
        connect(Hello.Role.BELL, token);
        awaitLetIn(control);

        awaitClosed(connect(Hello.Role.CONTROL, token));
        awaitClosed(connect(Hello.Role.BELL, token));
        assertThat(control.write(new Frame(Frame.Type.READY, new byte[0]).encode()))
                .isEqualTo(5);
        heard.ready.await();
    }

    // SPEC P16, FAULTS row 27: the door is crowded, and the worker among the last.
    @Test
    void crowdAtTheDoor_doesNotKeepTheWorkerOut() throws Exception {
        open(LONG_NANOS);
        expect();
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = 0; i < Switchboard.MOST_STRANGERS; i++) {
            crowd.add(connect());
        }
        SocketChannel control = connect(Hello.Role.CONTROL, token);
        connect(Hello.Role.BELL, token);

        awaitLetIn(control);
        awaitClosed(crowd.get(0)); // for whom there was no room any more: who had waited longest
        connect();
    }

    // FAULTS row 10: each byte of hello in a piece of its own.
    @Test
    void hello_byteByByte_isUnderstood() throws Exception {
        open(LONG_NANOS);
        expect();
        SocketChannel control = connect();
        ByteBuffer hello =
                new Hello(Hello.Role.CONTROL, WORKER, 0, 1, 2, token).toFrame().encode();
        for (int i = 0; i < hello.capacity(); i++) {
            control.write(hello.slice(i, 1));
        }
        connect(Hello.Role.BELL, token);

        awaitLetIn(control);
    }

    // FAULTS row 10: a worker that says the same for ever does not keep the loop for itself.
    @Test
    void worker_thatFloodsTheControlSocket_doesNotHoldUpOthers() throws Exception {
        open(LONG_NANOS);
        expect();
        SocketChannel control = connect(Hello.Role.CONTROL, token);
        connect(Hello.Role.BELL, token);
        awaitLetIn(control);
        Thread flood = new Thread(() -> {
            ByteBuffer many = ByteBuffer.allocate(5 * 10_000);
            while (many.hasRemaining()) {
                many.put(new Frame(Frame.Type.EXITING, new byte[0]).encode());
            }
            try {
                while (!ended) {
                    control.write(many.rewind());
                }
            } catch (IOException e) {
                // closed at the end of the test
            }
        });
        flood.start();
        heard.exiting.await();
        int before = rounds.get();
        while (rounds.get() < before + 100) {
            Thread.onSpinWait();
        }
        control.close();
        flood.join();
    }

    /** What the link tells. */
    private static final class Heard implements WorkerLink.Events {
        private final CountDownLatch ready = new CountDownLatch(1);
        private final CountDownLatch exiting = new CountDownLatch(1);

        @Override
        public void ready(WorkerLink link) {
            ready.countDown();
        }

        @Override
        public void initializerFailed(WorkerLink link, byte[] failure) {}

        @Override
        public void stack(WorkerLink link, StackFrames answer) {}

        @Override
        public void exiting(WorkerLink link) {
            exiting.countDown();
        }

        @Override
        public void changed(WorkerLink link, Changes changes) {}

        @Override
        public void drainRequested(WorkerLink link) {}

        @Override
        public void logged(WorkerLink link, Frame entry) {}

        @Override
        public void fetch(WorkerLink link, Fetch question) {}

        @Override
        public void hungUp(WorkerLink link) {}

        @Override
        public void brokeProtocol(WorkerLink link, ProtocolException failure) {}
    }
}
