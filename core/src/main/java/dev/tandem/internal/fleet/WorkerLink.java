package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.internal.flight.WorkerFlight;
import dev.tandem.internal.platform.ResidentMemory;
import dev.tandem.internal.wire.Changes;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.StackFrames;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The real channel to a worker process: its lanes and the control socket.
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

        /** Tasks have changed something in the worker. */
        void changed(WorkerLink link, Changes changes);

        /** The worker was asked to end by somebody else, and would like to. */
        void drainRequested(WorkerLink link);

        /** The worker needs a class or resources that it does not have. */
        void fetch(WorkerLink link, Fetch question);

        /** The worker has made a log record. */
        void logged(WorkerLink link, Frame entry);

        /** The control socket or the bell has ended. */
        void hungUp(WorkerLink link);

        /** The worker broke the protocol. */
        void brokeProtocol(WorkerLink link, ProtocolException failure);
    }

    private final Events events;
    private final WorkerProcess process;
    private final WorkerConfig config;
    private final List<WorkerLane> lanes;

    /** How much of a frame is written at once. More than a socket takes would be copied again and again. */
    private static final int MOST_AT_ONCE = 128 * 1024;

    /** Frames that the control socket had no room for. Guarded by itself. */
    private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();

    /** What the worker has asked for: it is sent when nothing else is {@link #pending}, by which it is guarded. */
    private final ArrayDeque<Frame> answers = new ArrayDeque<>();

    /** The answer that is being sent; then the first of {@link #pending} holds it. Guarded by that. */
    private @Nullable Frame answer;

    /** Its start, for Flight Recorder; null if nobody is to be told. */
    private final @Nullable WorkerFlight flight = WorkerFlight.tryBegin();

    private final LogDesk.Account logAccount = new LogDesk.Account();

    /** Where the worker asks for classes; null before it does. Written by the leading thread. */
    private volatile @Nullable ClassDesk desk;

    /** Written before the desk is looked for at the end, read after it was made: one of them closes it. */
    private volatile boolean isClosed;

    /** Written by the leading thread when the worker connects. */
    private volatile @Nullable SocketChannel control;

    private volatile @Nullable SelectionKey controlKey;

    /** The process in which the worker says to be, 0 if it has not said so. Written by the leading thread. */
    private volatile long jvmPid;

    /** Whether the directory is being deleted, or has been. Written by the leading thread, read by those that transfer. */
    private volatile boolean isDirectoryGone;

    WorkerLink(Events events, WorkerProcess process, WorkerConfig config, List<WorkerLane> lanes) {
        this.events = events;
        this.process = process;
        this.config = config;
        this.lanes = lanes;
    }

    WorkerProcess process() {
        return process;
    }

    @Nullable
    WorkerFlight flight() {
        return flight;
    }

    /** The process in which the worker says to be; the one that was started if it has not said so. */
    long jvmPid() {
        return jvmPid == 0 ? id().pid() : jvmPid;
    }

    /** What of the worker's log records is waiting. */
    LogDesk.Account logAccount() {
        return logAccount;
    }

    /** The worker's own directory. */
    Path directory() {
        return Path.of(config.directory());
    }

    /** Deletes the worker's directory, for good: nothing in it is needed any more. */
    void deleteDirectory() {
        isDirectoryGone = true; // first: what is kept there while it is being deleted goes below
        boolean unused = Directory.tryDeleteTree(directory());
    }

    /** Something has been put into the directory by a thread that did not know whether it is still there. */
    void addedToDirectory() {
        if (isDirectoryGone) {
            deleteDirectory();
        }
    }

    // ---- the handshake, in the leading thread

    /** Whether somebody who says hello is this worker, and has not connected in this role before. */
    boolean admits(Hello hello) {
        if (hello.lane() < 0 || hello.lane() >= lanes.size()) {
            return false;
        }
        SocketChannel existing =
                hello.role() == Hello.Role.BELL ? lanes.get(hello.lane()).bell() : control;
        return existing == null && MessageDigest.isEqual(hello.token(), process.token());
    }

    void bellConnected(SocketChannel channel, Hello hello) {
        lanes.get(hello.lane()).connect(channel);
        configureIfConnected();
    }

    void controlConnected(SocketChannel channel, SelectionKey key, Hello hello) {
        long lag = System.nanoTime() - hello.nanoTime();
        // one clock for all processes, as on Linux, or clocks with different origins
        long clockOffset = lag >= 0 && lag < 5_000_000_000L ? 0 : lag;
        lanes.forEach(lane -> lane.clockOffset(clockOffset));
        jvmPid = hello.pid();
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
        return control != null && lanes.stream().allMatch(lane -> lane.bell() != null);
    }

    // ---- the control socket

    void received(Frame frame) {
        switch (frame.type()) {
            case READY -> {
                process.ready();
                events.ready(this);
            }
            case INIT_FAILED -> events.initializerFailed(this, frame.payload());
            case STACK -> events.stack(this, StackFrames.of(frame));
            case CHANGES -> events.changed(this, Changes.of(frame));
            case EXITING -> events.exiting(this);
            case DRAIN -> events.drainRequested(this);
            case FETCH -> events.fetch(this, Fetch.of(frame));
            case LOG -> events.logged(this, frame);
            default -> throw frame.refusal("unexpected frame from a worker");
        }
    }

    /** The key of the control socket, or null if the worker has not connected. */
    @Nullable
    SelectionKey controlKey() {
        return controlKey;
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

    /** Returns where the worker asks for classes. Called by the leading thread. */
    ClassDesk desk(ClassFinder finder, ClassThreads threads) {
        ClassDesk known = desk;
        if (known == null) {
            known = new ClassDesk(finder, threads, this::sendAnswer);
            desk = known;
            if (isClosed) {
                known.close();
            }
        }
        return known;
    }

    private void sendAnswer(Frame frame) {
        synchronized (pending) {
            answers.addLast(frame);
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
            List<Frame> sent = new ArrayList<>(0);
            synchronized (pending) {
                while (fillPending()) {
                    ByteBuffer bytes = pending.getFirst();
                    if (!tryWriteNext(channel, bytes)) {
                        break;
                    }
                    if (bytes.hasRemaining()) {
                        continue;
                    }
                    pending.removeFirst();
                    if (answer != null) {
                        sent.add(answer);
                        answer = null;
                    }
                }
                int wanted = pending.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
                if (key.isValid() && key.interestOps() != wanted) {
                    key.interestOps(wanted);
                    key.selector().wakeup();
                }
            }
            ClassDesk asked = desk;
            if (asked != null) {
                sent.forEach(asked::sent);
            }
        } catch (IOException | java.nio.channels.CancelledKeyException e) {
            // the worker is gone; its end is told by its process
        }
    }

    /** Puts an answer where the next frame is taken from if there is no other one; returns whether there is a frame. */
    private boolean fillPending() {
        Frame next = pending.isEmpty() ? answers.peekFirst() : null;
        if (next != null) {
            pending.addLast(next.encode()); // first: there may be no memory
            answer = answers.removeFirst();
        }
        return !pending.isEmpty();
    }

    /** Writes some bytes, of which the JDK makes a copy; returns false if there was no room for all of these. */
    private static boolean tryWriteNext(SocketChannel channel, ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        bytes.limit(Math.min(end, bytes.position() + MOST_AT_ONCE));
        try {
            channel.write(bytes);
            return !bytes.hasRemaining();
        } finally {
            bytes.limit(end);
        }
    }

    // ---- Link

    @Override
    public WorkerId id() {
        return process.id();
    }

    @Override
    public List<WorkerLane> lanes() {
        return lanes;
    }

    @Override
    public boolean hasEnded() {
        return process.hasEnded();
    }

    @Override
    public boolean isDying() {
        return process.isDying(jvmPid);
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

    /**
     * Has the worker let go of a shared value.
     *
     * @param wasReady whether it can have taken it up: before, it expects to be told other things
     */
    void unshare(long number, boolean wasReady) {
        lanes.get(0).noteClosing(); // so that tasks that are sent from now on know, however long the frame takes
        if (wasReady) {
            send(Frame.ofNumber(Frame.Type.UNSHARE, number));
        }
    }

    @Override
    public void retiring() {
        process.retire();
    }

    @Override
    public void kill(boolean hard) {
        if (!hard && control != null) {
            send(new Frame(Frame.Type.EXIT, new byte[0])); // by a signal it would only be asked
        } else {
            process.kill(hard);
        }
    }

    /** Closes the sockets: a JVM that has outlived the process that was started ends by it. */
    void close() {
        isClosed = true;
        ClassDesk asked = desk;
        if (asked != null) {
            asked.close();
        }
        close(control);
        for (WorkerLane lane : lanes) {
            close(lane.bell());
        }
    }

    private static void close(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // it is of no use any more, closed or not
            }
        }
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
