package dev.tandem.testkit;

import dev.tandem.internal.codec.AttachmentInput;
import dev.tandem.internal.codec.CodecOutput;
import dev.tandem.internal.codec.OutcomeEncoder;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.FrameReader;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.PayloadFile;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.RingReader;
import dev.tandem.internal.wire.RingWriter;
import dev.tandem.internal.wire.StackFrames;
import dev.tandem.internal.wire.WorkerConfig;
import dev.tandem.testkit.ChannelFault.Channel;
import dev.tandem.testkit.ChannelFault.Mode;
import dev.tandem.testkit.ChannelFault.Step;
import dev.tandem.testkit.ChannelFault.Time;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * An honest worker in a thread of this JVM, for a process that does nothing: see {@link Puppets}. It announces each
 * operation on its channels to a {@link ChannelFault}, which has one of them fail. It ends with its process.
 */
final class PuppetWorker {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] GARBAGE = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int EXIT_CODE = 9;

    /** The worker has ended: nothing more is done for it, in no thread. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** An operation on a channel. */
    private interface Action {
        void run() throws Exception;
    }

    private final ChannelFault fault;
    private final int number;
    private final Path socket;
    private final byte[] token;
    private final ProcessHandle process;
    private final Path end;
    private final TaskDecoder decoder = new TaskDecoder(PuppetWorker.class.getClassLoader());
    private final CountDownLatch processEnded = new CountDownLatch(1);
    private final Thread main;
    private final Thread listener;

    private volatile SocketChannel control;
    private volatile SocketChannel bell;
    private volatile boolean gone;
    private volatile Time time = Time.STARTING;

    private Path directory;
    private Region region;
    private EvilMemory memory;
    private RingReader tasks;
    private RingWriter results;
    private long done;

    /** The running task, 0 for none. Guarded by {@code this}. */
    private long current;

    PuppetWorker(ChannelFault fault, int number, Path socket, byte[] token, long pid, Path end) throws IOException {
        this.fault = fault;
        this.number = number;
        this.socket = socket;
        this.token = token;
        this.end = end;
        this.control = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        this.bell = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        this.main = new Thread(() -> guarded(this::live), "puppet-" + number);
        this.listener = new Thread(() -> guarded(this::listen), "puppet-" + number + "-control");
        this.process = ProcessHandle.of(pid).orElse(null);
    }

    void start() {
        main.setDaemon(true);
        listener.setDaemon(true);
        if (process == null) { // it is gone already
            vanish();
            return;
        }
        process.onExit().thenRun(this::vanish);
        main.start();
    }

    void awaitEnd() throws InterruptedException {
        processEnded.await();
        main.join();
        listener.join();
    }

    /** The process is gone: so is everything in it. */
    private void vanish() {
        processEnded.countDown();
        gone = true;
        closeSockets();
        main.interrupt();
        listener.interrupt();
    }

    private void closeSockets() {
        try {
            control.close();
            bell.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void guarded(Action body) {
        try {
            body.run();
        } catch (Gone e) {
            // as it was to be
        } catch (Exception | Error e) {
            if (livesOn() && time == Time.STARTING) {
                return; // the process does
            }
            if (!gone) {
                exit(125); // as a real one does whose parent is gone, or whose task thread fails
            }
        }
    }

    /** Ends the process. */
    private void exit(int code) {
        gone = true;
        closeSockets();
        try (RandomAccessFile pipe = new RandomAccessFile(end.toFile(), "rw")) {
            pipe.writeBytes(code + "\n");
        } catch (IOException e) {
            process.destroyForcibly();
        }
        main.interrupt();
    }

    // ---- operations

    private void read(String name, Channel channel, Action action) throws Exception {
        step(new Step(name, channel, time, false), action, () -> {});
    }

    private void write(String name, Channel channel, Action action, Action garbage) throws Exception {
        step(new Step(name, channel, time, true), action, garbage);
    }

    private void step(Step step, Action action, Action garbage) throws Exception {
        if (gone) {
            throw new Gone();
        }
        if (!fault.strikes(step)) {
            action.run();
            return;
        }
        switch (fault.mode()) {
            case EXIT -> {
                exit(EXIT_CODE);
                throw new Gone();
            }
            case KILLED -> {
                process.destroyForcibly();
                gone = true;
                main.interrupt();
                throw new Gone();
            }
            case STALL -> {
                gone = true;
                processEnded.await();
                throw new Gone();
            }
            case CLOSE -> {
                switch (step.channel()) {
                    case CONTROL -> control.close();
                    case BELL -> bell.close();
                    default -> {} // a file that is not written
                }
            }
            case GARBAGE -> garbage.run();
        }
    }

    /** Whether it goes on without a channel that it has closed itself. */
    private boolean livesOn() {
        return !gone && fault.mode() == Mode.CLOSE && fault.failed() != null;
    }

    // ---- the life of a worker

    private void live() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        read("connect control", Channel.CONTROL, () -> control.connect(address));
        write("send hello", Channel.CONTROL, () -> hello(control, Hello.Role.CONTROL), () -> send(control, GARBAGE));
        read("connect bell", Channel.BELL, () -> bell.connect(address));
        write("send bell's hello", Channel.BELL, () -> hello(bell, Hello.Role.BELL), () -> send(bell, GARBAGE));
        read("read config", Channel.CONTROL, () -> {
            Frame frame = new FrameReader(Frame.MAX_LENGTH).read(control);
            directory = Path.of(WorkerConfig.of(frame).directory());
        });
        if (directory == null) {
            return; // it lives on without, and never gets to know more
        }
        read("map region", Channel.MEMORY, () -> {
            Path file = directory.resolve(WorkerConfig.regionFile(0));
            region = Region.open(file);
            memory = new EvilMemory(file);
            tasks = region.taskReader();
            results = region.resultWriter();
        });
        listener.start();
        write("send READY", Channel.CONTROL, () -> frame(Frame.Type.READY), () -> send(control, GARBAGE));
        time = Time.BETWEEN;
        serve();
        write("send EXITING", Channel.CONTROL, () -> frame(Frame.Type.EXITING), () -> send(control, GARBAGE));
        exit(0);
    }

    private void serve() throws Exception {
        while (true) {
            awaitRecord();
            read("take record", Channel.MEMORY, () -> {});
            switch (tasks.type()) {
                case RecordDescriptor.DEFINE -> decoder.define((int) tasks.first(), tasks.payload());
                case RecordDescriptor.DEFINE_CLASS -> decoder.defineClass((int) tasks.first(), tasks.payload());
                case RecordDescriptor.TASK, RecordDescriptor.TASK_IN_FILE -> runTask(tasks.sequence());
                case RecordDescriptor.RETIRE -> {
                    return;
                }
                default -> throw new ProtocolException("unexpected record: type=" + tasks.type());
            }
            write("release record", Channel.MEMORY, tasks::release, () -> memory.taskHead(Long.MAX_VALUE / 2));
        }
    }

    private void awaitRecord() throws Exception {
        while (!tasks.next()) {
            boolean[] sleeps = new boolean[1];
            read("announce sleep", Channel.MEMORY, () -> sleeps[0] = tasks.trySleep());
            if (sleeps[0]) {
                read("await bell", Channel.BELL, this::awaitBell);
                tasks.wake();
            }
        }
    }

    private void awaitBell() throws Exception {
        try {
            if (bell.read(ByteBuffer.allocate(64)) < 0) {
                throw new ClosedChannelException();
            }
        } catch (IOException e) {
            if (!livesOn()) {
                throw e;
            }
            Thread.sleep(1);
        }
    }

    private void runTask(long sequence) throws Exception {
        boolean inFile = tasks.type() == RecordDescriptor.TASK_IN_FILE;
        boolean[] started = new boolean[1];
        read("claim task", Channel.MEMORY, () -> started[0] = region.slots().tryStart(sequence));
        if (!started[0]) {
            answer(RecordDescriptor.SKIPPED, sequence, 0, NOTHING);
            return;
        }
        long startedAt = System.nanoTime();
        write(
                "note start",
                Channel.MEMORY,
                () -> region.scoreboard().started(sequence, startedAt),
                () -> scribble(Long.MIN_VALUE));
        time = Time.RUNNING;
        begin(sequence);
        CodecOutput out = new CodecOutput();
        try {
            TaskCall[] call = new TaskCall[1];
            if (inFile) {
                read("read argument", Channel.FILE, () -> call[0] = decodeFromFile());
            } else {
                byte[] payload = tasks.payload();
                call[0] = decoder.decode((int) tasks.first(), payload, 0, payload.length);
            }
            Object value = call[0].call(element -> region.scoreboard().progress(element));
            new OutcomeEncoder().encodeValue(value, out);
        } catch (Gone e) {
            throw e;
        } catch (Throwable e) {
            out.reset();
            new OutcomeEncoder().encodeFailure(e, out);
        }
        begin(0);
        Thread.interrupted();
        answerOutcome(sequence, startedAt, out.toByteArray());
        write("note end", Channel.MEMORY, () -> region.scoreboard().ended(++done), () -> scribble(Long.MAX_VALUE));
    }

    private TaskCall decodeFromFile() throws IOException {
        ByteBuffer record = ByteBuffer.wrap(tasks.payload());
        try (AttachmentInput file = AttachmentInput.open(PayloadFile.ofTask(directory, record.getLong()))) {
            PayloadFile place = PayloadFile.get(record);
            return decoder.decode((int) tasks.first(), file.read(place.offset(), place.length()), file);
        }
    }

    private void scribble(long value) {
        region.scoreboard().started(value, value);
        region.scoreboard().progress((int) value - 7);
        region.scoreboard().heapUsed(value);
        region.scoreboard().ended(value);
        region.scoreboard().started(value, value);
    }

    private void answerOutcome(long sequence, long startedAt, byte[] bytes) throws Exception {
        if (bytes.length <= RecordDescriptor.MAX_PAYLOAD) {
            answer(RecordDescriptor.OUTCOME, sequence, startedAt, bytes);
            return;
        }
        Path file = PayloadFile.ofOutcome(directory, sequence);
        write("write outcome file", Channel.FILE, () -> Files.write(file, bytes), () -> Files.write(file, GARBAGE));
        byte[] place = new PayloadFile(0, bytes.length)
                .put(ByteBuffer.allocate(PayloadFile.SIZE))
                .array();
        answer(RecordDescriptor.OUTCOME_IN_FILE, sequence, startedAt, place);
    }

    private void answer(int type, long sequence, long startedAt, byte[] payload) throws Exception {
        write(
                "write answer",
                Channel.MEMORY,
                () -> results.tryWrite(type, sequence, startedAt, 1000, payload, 0, payload.length),
                () -> {
                    results.tryWrite(99, 99, 99, 99, GARBAGE, 0, GARBAGE.length);
                    results.publish();
                    ringAndAwaitTheEnd();
                });
        boolean[] asleep = new boolean[1];
        write("publish answer", Channel.MEMORY, () -> asleep[0] = results.publish(), () -> {
            Poll.until("reading of the answers before", memory::isResultRingEmpty); // or they would be lost, too
            memory.resultTail(-8);
            ringAndAwaitTheEnd();
        });
        time = Time.BETWEEN;
        if (asleep[0]) {
            write("ring bell", Channel.BELL, this::ring, () -> send(bell, GARBAGE));
        }
    }

    /** It has lost an answer: a task that it took after this one would be lost, too, and rightly so. */
    private void ringAndAwaitTheEnd() throws Exception {
        ring();
        processEnded.await();
        throw new Gone();
    }

    private void ring() throws IOException {
        if (bell.isOpen()) {
            send(bell, new byte[1]);
        }
    }

    // ---- the control socket

    private void listen() throws Exception {
        FrameReader reader = new FrameReader(Frame.MAX_LENGTH);
        try {
            while (true) {
                Frame frame = reader.read(control);
                read("take frame " + frame.type(), Channel.CONTROL, () -> obey(frame));
            }
        } catch (ClosedChannelException e) {
            if (!livesOn()) {
                throw e;
            }
        }
    }

    private void obey(Frame frame) throws Exception {
        long sequence = frame.number();
        if (frame.type() == Frame.Type.INTERRUPT) {
            synchronized (this) {
                if (current == sequence) {
                    main.interrupt();
                }
            }
        } else {
            StackFrames answer = new StackFrames(sequence, List.of(main.getStackTrace()));
            write(
                    "send stack",
                    Channel.CONTROL,
                    () -> send(control, answer.toFrame().encode().array()),
                    () -> send(control, GARBAGE));
        }
    }

    private synchronized void begin(long sequence) {
        current = sequence;
    }

    private void hello(SocketChannel channel, Hello.Role role) throws IOException {
        send(
                channel,
                new Hello(role, number, 0, process.pid(), System.nanoTime(), token)
                        .toFrame()
                        .encode()
                        .array());
    }

    private void frame(Frame.Type type) throws IOException {
        try {
            send(control, new Frame(type, NOTHING).encode().array());
        } catch (ClosedChannelException e) {
            if (!livesOn()) {
                throw e;
            }
        }
    }

    private void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        synchronized (channel) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
