package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.internal.codec.EncodedTask;
import dev.tandem.internal.codec.TaskEncoder;
import dev.tandem.internal.platform.ResidentMemory;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.RingReader;
import dev.tandem.internal.wire.RingWriter;
import dev.tandem.internal.wire.Scoreboard;
import dev.tandem.internal.wire.SlotTable;
import dev.tandem.internal.wire.StackFrames;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The real channel to a worker process: shared memory for tasks and results, the control socket, the bell.
 *
 * <p>The {@link Link} methods are called with the pool's lock held. The sockets' events come from the thread that
 * leads the pool's loop.
 */
final class WorkerLink implements Link {
    /** What the link tells the pool. Called from various threads, without the pool's lock. */
    interface Events {
        /** The worker is ready for tasks. */
        void ready(WorkerLink link);

        /** The worker's initializer failed. */
        void initializerFailed(WorkerLink link, byte[] failure);

        /** The worker has told where a task is. */
        void stack(WorkerLink link, StackFrames answer);

        /** The worker's JVM is shutting down. */
        void exiting(WorkerLink link);

        /** The control socket has ended. */
        void hungUp(WorkerLink link);

        /** The worker broke the protocol. */
        void brokeProtocol(WorkerLink link, ProtocolException failure);
    }

    private static final byte[] NOTHING = new byte[0];

    private final TaskEncoder encoder;
    private final Events events;
    private final WorkerProcess process;
    private final WorkerConfig config;
    private final RingWriter tasks;
    private final RingReader results;
    private final Scoreboard scoreboard;
    private final SlotTable slots;

    /** The functions that the worker knows. Guarded by the pool's lock. */
    private final BitSet defined = new BitSet();

    private final ByteBuffer bell = ByteBuffer.allocate(1);

    /** Frames that the control socket had no room for. Guarded by itself. */
    private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();

    /** Written by the leading thread when the worker connects. */
    private volatile @Nullable SocketChannel control;

    private volatile @Nullable SelectionKey controlKey;
    private volatile @Nullable SocketChannel bellChannel;

    /** What to add to the worker's clock to get ours. */
    private volatile long clockOffset;

    WorkerLink(TaskEncoder encoder, Events events, WorkerProcess process, WorkerConfig config, Region region) {
        this.encoder = encoder;
        this.events = events;
        this.process = process;
        this.config = config;
        this.tasks = region.taskWriter();
        this.results = region.resultReader();
        this.scoreboard = region.scoreboard();
        this.slots = region.slots();
    }

    WorkerProcess process() {
        return process;
    }

    /** The worker's own directory. */
    Path directory() {
        return Path.of(config.directory());
    }

    /** The ring by which results come. */
    RingReader results() {
        return results;
    }

    // ---- the handshake, in the leading thread

    /** Whether somebody who says hello is this worker, and has not connected in this role before. */
    boolean admits(Hello hello) {
        SocketChannel existing = hello.role() == Hello.Role.BELL ? bellChannel : control;
        return existing == null && MessageDigest.isEqual(hello.token(), process.token());
    }

    void bellConnected(SocketChannel channel) {
        bellChannel = channel;
        configureIfConnected();
    }

    void controlConnected(SocketChannel channel, SelectionKey key, Hello hello) {
        long lag = System.nanoTime() - hello.nanoTime();
        // one clock for all processes, as on Linux, or clocks with different origins
        clockOffset = lag >= 0 && lag < 5_000_000_000L ? 0 : lag;
        control = channel;
        controlKey = key;
        configureIfConnected();
    }

    private void configureIfConnected() {
        if (isConnected()) {
            send(config.toFrame());
        }
    }

    boolean isConnected() {
        return control != null && bellChannel != null;
    }

    // ---- the control socket

    void received(Frame frame) {
        switch (frame.type()) {
            case READY -> events.ready(this);
            case INIT_FAILED -> events.initializerFailed(this, frame.payload());
            case STACK -> events.stack(this, StackFrames.of(frame));
            case EXITING -> events.exiting(this);
            default -> throw new ProtocolException("unexpected frame from a worker: type=" + frame.type());
        }
    }

    void hungUp() {
        events.hungUp(this);
    }

    void brokeProtocol(ProtocolException failure) {
        events.brokeProtocol(this, failure);
    }

    private void send(Frame frame) {
        synchronized (pending) {
            pending.addLast(frame.encode());
        }
        sendPending();
    }

    /** Sends what the socket takes now; the rest when it takes more. */
    void sendPending() {
        SocketChannel channel = control;
        SelectionKey key = controlKey;
        if (channel == null || key == null) {
            return;
        }
        try {
            synchronized (pending) {
                while (!pending.isEmpty()) {
                    ByteBuffer bytes = pending.getFirst();
                    channel.write(bytes);
                    if (bytes.hasRemaining()) {
                        break;
                    }
                    pending.removeFirst();
                }
                int wanted = pending.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
                if (key.isValid() && key.interestOps() != wanted) {
                    key.interestOps(wanted);
                    key.selector().wakeup();
                }
            }
        } catch (IOException | java.nio.channels.CancelledKeyException e) {
            // the worker is gone; its end is told by its process
        }
    }

    // ---- Link

    @Override
    public WorkerId id() {
        return process.id();
    }

    @Override
    public boolean trySend(FleetTask<?> task, long sequence) {
        EncodedTask encoded = task.encoded();
        int function = encoded == null ? 0 : encoded.functionId();
        if (function != 0 && !defined.get(function)) {
            byte[] definition = encoder.functionDefinition(function);
            if (!tasks.tryWrite(RecordDescriptor.DEFINE, 0, function, 0, definition, 0, definition.length)) {
                return false;
            }
            defined.set(function);
        }
        int type = RecordDescriptor.TASK;
        byte[] payload = encoded == null ? NOTHING : encoded.payload();
        if (task.payloadFile() != null) {
            type = RecordDescriptor.TASK_IN_FILE;
            payload = ByteBuffer.allocate(Long.BYTES)
                    .putLong(task.payloadFileId())
                    .array();
        }
        slots.send(sequence);
        int attempt = task.startedAttempts() + 1;
        return tasks.tryWrite(type, sequence, function, attempt, payload, 0, payload.length);
    }

    @Override
    public void flush() {
        if (tasks.publish()) {
            ring();
        }
    }

    private void ring() {
        SocketChannel channel = bellChannel;
        if (channel == null) {
            return;
        }
        try {
            bell.clear();
            channel.write(bell); // if the socket is full, the worker has enough to wake up by
        } catch (IOException e) {
            // the worker is gone; its end is told by its process
        }
    }

    @Override
    public boolean tryWithdraw(long sequence) {
        return slots.tryWithdraw(sequence);
    }

    @Override
    public boolean isStarted(long sequence) {
        return slots.isStarted(sequence);
    }

    @Override
    public long running() {
        return scoreboard.running();
    }

    @Override
    public long runningSince() {
        return toOurClock(scoreboard.runningSince());
    }

    /** A moment by the worker's clock, by ours. */
    long toOurClock(long workerNanos) {
        return workerNanos + clockOffset;
    }

    @Override
    public int runningElement() {
        return (int) scoreboard.progress();
    }

    @Override
    public long tasksDone() {
        return scoreboard.tasksDone();
    }

    @Override
    public OptionalLong heapUsed() {
        long used = scoreboard.heapUsed();
        return used == 0 ? OptionalLong.empty() : OptionalLong.of(used);
    }

    @Override
    public OptionalLong residentMemory() {
        return ResidentMemory.of(id().pid());
    }

    @Override
    public void interrupt(long sequence) {
        send(Frame.ofNumber(Frame.Type.INTERRUPT, sequence));
    }

    @Override
    public void requestStack(long sequence) {
        send(Frame.ofNumber(Frame.Type.STACK_REQUEST, sequence));
    }

    @Override
    public void retire() {
        if (!tasks.tryWrite(RecordDescriptor.RETIRE, 0, 0, 0, NOTHING, 0, 0)) {
            process.kill(true); // cannot be: a worker is retired when it has no task, and its ring is empty then
        }
    }

    @Override
    public void kill(boolean hard) {
        process.kill(hard);
    }

    /** Closes the sockets: a JVM that has outlived the process that was started ends by it. */
    void close() {
        for (SocketChannel channel : new SocketChannel[] {control, bellChannel}) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    // it is of no use any more, closed or not
                }
            }
        }
    }

    /** Wakes a worker that waits for room, and lets the pool sleep: see {@link RingReader#trySleep}. */
    boolean trySleep() {
        return results.trySleep();
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
