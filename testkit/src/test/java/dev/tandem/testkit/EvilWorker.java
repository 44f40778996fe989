package dev.tandem.testkit;

import dev.tandem.internal.codec.CodecOutput;
import dev.tandem.internal.codec.OutcomeEncoder;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.FrameReader;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.LogEntry;
import dev.tandem.internal.wire.PayloadFile;
import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.RingReader;
import dev.tandem.internal.wire.RingWriter;
import dev.tandem.internal.wire.SlotTable;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A worker process that speaks the protocol as a real one does, until its {@link Evil.Moment} has come. Then it does
 * its {@link Evil.Deed}. It has one lane, and no threads besides the main one.
 */
public final class EvilWorker {
    private static final byte[] NOTHING = new byte[0];

    /** A value, an enum constant, its class by id, its number. */
    private static final byte[] ENUM_CONSTANT_OF_CLASS_1 = {0, 23, 1, 0};

    private final Evil evil = Evil.ofProperty();
    private final Path socket;
    private final int number;
    private final TaskDecoder decoder = new TaskDecoder(ClassLoader.getSystemClassLoader());

    private byte[] token = NOTHING;
    private SocketChannel control;
    private SocketChannel bell;
    private Path directory;
    private Region region;
    private RingWriter results;
    private EvilMemory memory;

    /** The task it has, or the next one. */
    private long sequence = 1;

    private int tasks;

    private EvilWorker(Path socket, int number) {
        this.socket = socket;
        this.number = number;
    }

    /** Runs the worker with the arguments that a real one gets. */
    public static void main(String[] args) throws Exception {
        EvilWorker worker = new EvilWorker(Path.of(args[0]), Integer.parseInt(args[1]));
        if (worker.evil.deed() != Evil.Deed.OUTLIVE_AND_ANSWER) {
            ProcessHandle.current()
                    .parent()
                    .ifPresent(parent ->
                            parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        }
        worker.greet();
        worker.serve();
        System.exit(0);
    }

    // ---- what any worker does

    private void greet() throws Exception {
        misbehaveAt(Evil.Moment.SPAWNED);
        token = System.in.readNBytes(Hello.TOKEN_LENGTH);
        control = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        misbehaveAt(Evil.Moment.CONNECTED);
        write(control, hello(Hello.Role.CONTROL, token));
        bell = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        write(bell, hello(Hello.Role.BELL, token));
        Frame frame = new FrameReader(Frame.MAX_LENGTH).read(control);
        if (frame == null) {
            throw new IOException("a blocking channel gives a frame or ends");
        }
        directory = Path.of(WorkerConfig.of(frame).directory());
        misbehaveAt(Evil.Moment.GREETED);
        Path file = directory.resolve(WorkerConfig.regionFile(0));
        region = Region.open(file);
        results = region.resultWriter();
        memory = new EvilMemory(file);
        send(Frame.Type.READY, NOTHING);
        misbehaveAt(Evil.Moment.READY);
    }

    private void serve() throws Exception {
        RingReader records = region.taskReader();
        while (true) {
            while (!records.next()) {
                Thread.sleep(1); // it never says that it sleeps, so that nobody need ring
            }
            switch (records.type()) {
                case RecordDescriptor.DEFINE -> decoder.define((int) records.first(), records.payload());
                case RecordDescriptor.DEFINE_CLASS -> decoder.defineClass((int) records.first(), records.payload());
                case RecordDescriptor.TASK -> run(records);
                default -> {
                    misbehaveAt(Evil.Moment.RETIRED);
                    return;
                }
            }
            if (evil.deed() == Evil.Deed.HEAD_BEYOND) {
                memory.taskHead(Long.MAX_VALUE / 2);
            } else {
                records.release();
            }
        }
    }

    private void run(RingReader records) throws Exception {
        sequence = records.sequence();
        boolean honest = tasks++ < evil.honestTasks();
        if (!region.slots().tryStart(sequence)) {
            answer(RecordDescriptor.SKIPPED, sequence, NOTHING);
            return;
        }
        long startedAt = System.nanoTime();
        if (!honest) {
            misbehaveAt(Evil.Moment.TAKEN);
        }
        region.scoreboard().started(sequence, startedAt);
        if (!honest) {
            misbehaveAt(Evil.Moment.RUNNING);
        }
        byte[] payload = records.payload();
        Object value = decoder.decode((int) records.first(), payload, 0, payload.length)
                .call(element -> region.scoreboard().progress(element));
        answer(RecordDescriptor.OUTCOME, sequence, encoded(value));
        region.scoreboard().ended(tasks);
        if (!honest) {
            misbehaveAt(Evil.Moment.ANSWERED);
        }
    }

    private static byte[] encoded(Object value) {
        CodecOutput out = new CodecOutput();
        new OutcomeEncoder().encodeValue(value, out);
        return out.toByteArray();
    }

    private void defineClass(long id, byte[] definition) throws IOException {
        results.tryWrite(RecordDescriptor.DEFINE_CLASS, 0, id, 0, definition, 0, definition.length);
        results.publish();
        ring();
    }

    private void answer(int type, long number, byte[] payload) throws IOException {
        results.tryWrite(type, number, System.nanoTime(), 1000, payload, 0, payload.length);
        results.publish();
        ring();
    }

    private void ring() throws IOException {
        if (bell.isOpen()) {
            write(bell, ByteBuffer.allocate(1));
        }
    }

    private ByteBuffer hello(Hello.Role role, byte[] secret) {
        return new Hello(role, number, 0, ProcessHandle.current().pid(), System.nanoTime(), secret)
                .toFrame()
                .encode();
    }

    private void send(Frame.Type type, byte[] payload) throws IOException {
        write(control, new Frame(type, payload).encode());
    }

    /** Sends {@code length type}, as at the beginning of a frame. */
    private void sendHeader(int length, int type) throws IOException {
        write(control, ByteBuffer.allocate(5).putInt(length).put((byte) type).flip());
    }

    /** Writes bytes at once, or each by itself. */
    private void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        if (evil.deed() == Evil.Deed.BYTE_BY_BYTE) {
            while (bytes.hasRemaining()) {
                channel.write(ByteBuffer.allocate(1).put(bytes.get()).flip());
                Thread.yield(); // so that the other side finds each of them alone now and then
            }
        }
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    // ---- what only this one does

    private void misbehaveAt(Evil.Moment moment) throws Exception {
        if (moment != evil.moment()) {
            return;
        }
        Journal.at(evil.journal()).note(ProcessHandle.current().pid()); // before: afterwards it may be dead
        if (moment == Evil.Moment.CONNECTED) {
            misbehaveAtTheDoor();
        } else {
            misbehave();
        }
    }

    private static void exit() {
        System.err.println(Evil.WORDS);
        Runtime.getRuntime().halt(Evil.EXIT_CODE);
    }

    private static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** It has connected, and nobody knows yet who it is. */
    private void misbehaveAtTheDoor() throws Exception {
        switch (evil.deed()) {
            case EXIT -> exit();
            case HALF_HELLO -> write(control, hello(Hello.Role.CONTROL, token).limit(20));
            case WRONG_TOKEN -> showAndGo(hello(Hello.Role.CONTROL, new byte[Hello.TOKEN_LENGTH]));
            case WRONG_VERSION -> showAndGo(hello(Hello.Role.CONTROL, token).putInt(13, 99));
            case NEGATIVE_FRAME -> showAndGo(ByteBuffer.allocate(5).putInt(0, -5));
            case HUGE_FRAME -> showAndGo(ByteBuffer.allocate(5).putInt(0, Integer.MAX_VALUE));
            case UNKNOWN_FRAME -> showAndGo(ByteBuffer.allocate(5).putInt(0, 1).put(4, (byte) 99));
            case FRAME_OF_THE_PARENT ->
                showAndGo(Frame.ofNumber(Frame.Type.INTERRUPT, 1).encode());
            case GARBAGE -> showAndGo(garbage());
            default -> {}
        }
        hang();
    }

    /** Says something, and goes when it is shown the door. */
    private void showAndGo(ByteBuffer bytes) throws IOException {
        write(control, bytes);
        try {
            while (control.read(ByteBuffer.allocate(100)) >= 0) {
                // whatever it is told is of no interest
            }
        } catch (IOException e) {
            // that, too, is a way to be shown the door
        }
        exit();
    }

    private static ByteBuffer garbage() {
        return ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void misbehave() throws Exception {
        System.err.println(Evil.WORDS);
        switch (evil.deed()) {
            case EXIT -> exit();
            case HANG -> {}
            case CLOSE -> {
                control.close();
                bell.close();
            }
            case CLOSE_CONTROL -> control.close();
            case CLOSE_HALFWAY_IN_A_FRAME -> {
                write(control, Frame.ofNumber(Frame.Type.STACK, 1).encode().limit(8));
                control.close();
            }
            case CLOSE_BELL -> {
                bell.close();
                return;
            }
            case BYTE_BY_BYTE -> {
                sendStack(sequence, 0);
                return;
            }
            case FLOOD -> flood();
            case FETCH_FLOOD -> floodWithQuestions();
            case FETCH_NOTHING -> send(Frame.Type.FETCH, new byte[9]);
            case FETCH_WITH_LONG_NAME -> send(Frame.Type.FETCH, new byte[9 + Fetch.LONGEST_NAME + 1]);
            case FETCH_OF_NO_LOADER ->
                write(
                        control,
                        new Fetch(1, Fetch.Kind.CLASS, 77, "any.Name").toFrame().encode());
            case LOG_FLOOD -> floodWithLogRecords();
            case LOG_OF_NONSENSE -> send(Frame.Type.LOG, new byte[24]);
            case LOG_TOO_LONG -> send(Frame.Type.LOG, new byte[300_000]);
            case HEAD_BEYOND -> {
                return; // when it reads
            }
            case GARBAGE -> write(control, garbage());
            case NEGATIVE_FRAME -> sendHeader(-5, Frame.Type.READY.ordinal());
            case HUGE_FRAME -> sendHeader(Integer.MAX_VALUE, Frame.Type.INIT_FAILED.ordinal());
            case UNKNOWN_FRAME -> sendHeader(1, 99);
            case FRAME_OF_THE_PARENT -> send(Frame.Type.INTERRUPT, new byte[8]);
            case GARBAGE_AS_INIT_FAILURE ->
                send(Frame.Type.INIT_FAILED, garbage().array());
            case NOTHING_AS_INIT_FAILURE -> send(Frame.Type.INIT_FAILED, NOTHING);
            case READY_AGAIN -> {
                send(Frame.Type.READY, NOTHING);
                return;
            }
            case DEEP_STACK -> sendStack(sequence, Integer.MAX_VALUE);
            case SHORT_STACK -> sendStack(sequence, 3);
            case STACK_OF_NO_LANE -> sendStack(7L << 52, 0);
            case STACK_UNASKED -> {
                sendStack(sequence, 0);
                return;
            }
            case EXITING_WITHOUT_END -> send(Frame.Type.EXITING, NOTHING);
            case OUTLIVE_AND_ANSWER -> {
                awaitHangUp();
                claimAndAnswerEverything();
                System.exit(0);
            }
            default -> {
                if (misbehaveInMemory()) {
                    return;
                }
            }
        }
        hang();
    }

    private void awaitHangUp() {
        try {
            while (control.read(ByteBuffer.allocate(100)) >= 0) {
                // whatever it is told is of no interest
            }
        } catch (IOException e) {
            // that, too, is the end
        }
    }

    /** Notes how many tasks it could claim that it had not before. */
    private void claimAndAnswerEverything() throws IOException {
        int claimed = 0;
        for (long number = 1; number <= SlotTable.SIZE; number++) {
            claimed += region.slots().tryStart(number) ? 1 : 0;
            region.scoreboard().started(number, System.nanoTime());
            byte[] payload = encoded(-1);
            results.tryWrite(RecordDescriptor.OUTCOME, number, 0, 0, payload, 0, payload.length);
        }
        results.publish();
        Journal.at(evil.journal()).note("claimed " + claimed);
    }

    /** Says the same for ever. */
    private void flood() throws IOException {
        ByteBuffer many = ByteBuffer.allocate(5 * 10_000);
        while (many.hasRemaining()) {
            many.put(new Frame(Frame.Type.READY, NOTHING).encode());
        }
        while (true) {
            write(control, many.rewind());
        }
    }

    /** Asks for ever, and takes no answer. */
    private void floodWithQuestions() throws IOException {
        for (int number = 1; ; number++) {
            Fetch question = new Fetch(number, Fetch.Kind.CLASS, 0, "no.such.Name" + "x".repeat(1000));
            write(control, question.toFrame().encode());
        }
    }

    private void floodWithLogRecords() throws IOException {
        while (true) {
            LogEntry entry = new LogEntry(sequence, Instant.now(), 800, "evil", "", "main", "flood", List.of());
            write(control, entry.toFrame().encode());
        }
    }

    private void sendStack(long task, int frames) throws IOException {
        send(
                Frame.Type.STACK,
                ByteBuffer.allocate(12).putLong(task).putInt(frames).array());
    }

    /** Lies by way of the shared memory; returns whether to go on as if nothing had been. */
    private boolean misbehaveInMemory() throws Exception {
        switch (evil.deed()) {
            case ANSWER_UNSENT -> answer(RecordDescriptor.OUTCOME, 77, encoded(0));
            case ANSWER_OF_NO_LANE -> answer(RecordDescriptor.OUTCOME, 7L << 52, encoded(0));
            case ANSWER_TO_THE_NEXT -> answer(RecordDescriptor.OUTCOME, sequence + 1, encoded(0));
            case ANSWER_AGAIN -> answer(RecordDescriptor.OUTCOME, sequence, encoded(0));
            case FALSE_SKIP -> answer(RecordDescriptor.SKIPPED, sequence, NOTHING);
            case UNKNOWN_RECORD -> answer(99, sequence, NOTHING);
            case CLASS_OUT_OF_ORDER -> defineClass(2, NOTHING);
            case HUGE_CLASS -> defineClass(1, new byte[50_000]);
            case CLASS_OF_NONSENSE -> {
                defineClass(1, new byte[] {0, 1, 2, 3});
                answer(RecordDescriptor.OUTCOME, sequence, ENUM_CONSTANT_OF_CLASS_1);
            }
            case UNDEFINED_CLASS -> answer(RecordDescriptor.OUTCOME, sequence, ENUM_CONSTANT_OF_CLASS_1);
            case OUT_OF_MEMORY_WITHOUT_END ->
                answer(RecordDescriptor.OUT_OF_MEMORY, sequence, "so it says".getBytes(StandardCharsets.UTF_8));
            case TAIL_BACKWARDS -> memory.resultTail(-8);
            case TAIL_BEYOND -> memory.resultTailBeyondTheRing();
            case NEGATIVE_RECORD -> memory.firstResult(-64, RecordDescriptor.OUTCOME, sequence, 64);
            case HUGE_RECORD -> memory.firstResult(Integer.MAX_VALUE, RecordDescriptor.OUTCOME, sequence, 64);
            case HALF_RECORD -> memory.firstResult(64, RecordDescriptor.OUTCOME, sequence, 32);
            case HALF_RECORD_AND_EXIT -> {
                memory.firstResult(64, RecordDescriptor.OUTCOME, sequence, 32);
                exit();
            }
            case UNPUBLISHED_RECORD_AND_EXIT -> {
                memory.firstResult(64, RecordDescriptor.OUTCOME, sequence, 0);
                exit();
            }
            case FILE_MISSING, FILE_TRUNCATED, FILE_OF_3_GIB, FILE_NOWHERE, FILE_BEYOND -> answerByFile();
            default -> {}
        }
        ring();
        return false;
    }

    private void answerByFile() throws IOException {
        Path file = PayloadFile.ofOutcome(directory, sequence);
        if (evil.deed() == Evil.Deed.FILE_NOWHERE || evil.deed() == Evil.Deed.FILE_BEYOND) {
            Files.write(file, new byte[100]);
        } else if (evil.deed() == Evil.Deed.FILE_TRUNCATED) {
            Files.write(file, new byte[] {0}); // the form of a value, and no value
        } else if (evil.deed() == Evil.Deed.FILE_OF_3_GIB) {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(3L << 30);
            }
        }
        answer(
                RecordDescriptor.OUTCOME_IN_FILE,
                sequence,
                evil.deed() == Evil.Deed.FILE_NOWHERE
                        ? NOTHING
                        : place().put(ByteBuffer.allocate(PayloadFile.SIZE)).array());
    }

    private PayloadFile place() {
        return switch (evil.deed()) {
            case FILE_OF_3_GIB -> new PayloadFile(0, Integer.MAX_VALUE - 8);
            case FILE_BEYOND -> new PayloadFile(1L << 62, 1);
            default -> new PayloadFile(0, 1);
        };
    }
}
