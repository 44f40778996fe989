package dev.tandem.internal.worker;

import dev.tandem.TaskSerializationException;
import dev.tandem.internal.codec.AttachmentInput;
import dev.tandem.internal.codec.AttachmentOutput;
import dev.tandem.internal.codec.CodecOutput;
import dev.tandem.internal.codec.OutcomeEncoder;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.flight.TaskRecorder;
import dev.tandem.internal.wire.CapturedFile;
import dev.tandem.internal.wire.PayloadFile;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.RingReader;
import dev.tandem.internal.wire.RingWriter;
import dev.tandem.internal.wire.Scoreboard;
import dev.tandem.internal.wire.SlotTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes tasks from the ring, runs them one after the other, and puts their outcomes into the other ring. */
/*
 * Each task record is answered by exactly one record: OUTCOME, SKIPPED if the parent withdrew it first, or
 * OUT_OF_MEMORY, after which the worker ends. A task that ends the process is not answered: the parent finds its slot
 * STARTED and unanswered and knows whom to blame.
 *
 * Waiting: spin a little, then yield a little, then announce sleep in the ring and sleep on the bell. Spinning saves
 * the two system calls of a wake-up when tasks come close together; yielding lets the parent run on a busy machine.
 */
final class TaskLoop {
    /** The exit code of a worker that ran out of memory. */
    private static final int OUT_OF_MEMORY_EXIT = 123;

    /** What is let go when the heap is full: the first answer of a worker links code, which takes some memory. */
    private static final int RESERVE = 128 * 1024;

    /** Polls without giving way. More cost the parent's time on few cores, fewer cost wake-ups. */
    private static final int SPINS = 50;

    /** Polls that give way to other threads, before sleeping. */
    private static final int YIELDS = 150;

    /**
     * For how long at most: where more threads want to run than there are processors, each of these polls takes the time
     * of all others.
     */
    private static final long YIELDING_NANOS = 200_000;

    private final Bell bell;
    private final Path directory;
    private final TaskDecoder decoder;
    private final CurrentTask current;
    private final WorkerOrigins origins;
    private final OutcomeEncoder encoder;
    private final RingReader tasks;
    private final RingWriter results;
    private final Scoreboard scoreboard;
    private final SlotTable slots;
    private final HeapGauge heap;
    private final Aftermath aftermath;
    private final StandardStreams streams;
    private final IntConsumer progress;

    /** Null unless this process records itself. */
    private final @Nullable TaskRecorder recorder;

    /** For the message of an OutOfMemoryError, which is in ASCII and shorter. */
    private final byte[] lastWords = new byte[512];

    /** Makes the file of a result that is too large for a record. */
    private final Supplier<AttachmentOutput> attachments;

    @SuppressWarnings("UnusedVariable") // it is there to go
    private byte @Nullable [] reserve = new byte[RESERVE];

    private final CodecOutput output;

    /** How many classes the pool has been told about. */
    private int definedClasses;

    /** The functions that were defined since there was time the last time. */
    private final BitSet unprepared = new BitSet();

    /** Whether it is measured where the time goes, and the sums: busy in all, with reading tasks, with writing results. */
    private final boolean isMeasured;

    private long busyNanos;
    private long decodingNanos;
    private long encodingNanos;

    /** When the call of the last task began and ended; only if that is measured. */
    private long calledAt;

    private long returnedAt;

    private long tasksDone;

    /** Whether something has taken time since the last task ended. */
    private boolean delayed;

    /** The number of the task that runs, or ran last. */
    private long sequence;

    TaskLoop(
            Region region,
            Bell bell,
            Path directory,
            TaskDecoder decoder,
            WorkerOrigins origins,
            CurrentTask current,
            HeapGauge heap,
            Aftermath aftermath,
            StandardStreams streams,
            @Nullable TaskRecorder recorder) {
        this.bell = bell;
        this.directory = directory;
        this.decoder = decoder;
        this.origins = origins;
        this.encoder = new OutcomeEncoder(origins);
        this.output = encoder.newOutput();
        this.current = current;
        this.heap = heap;
        this.aftermath = aftermath;
        this.streams = streams;
        this.recorder = recorder;
        this.tasks = region.taskReader();
        this.results = region.resultWriter();
        this.scoreboard = region.scoreboard();
        this.slots = region.slots();
        this.isMeasured = scoreboard.isMeasured();
        Scoreboard board = scoreboard;
        this.progress =
                new IntConsumer() { // not a lambda: see WorkerMain
                    @Override
                    public void accept(int element) {
                        board.progress(element);
                    }
                };
        this.attachments = new Supplier<AttachmentOutput>() {
            @Override
            public AttachmentOutput get() {
                Path path = PayloadFile.ofOutcome(directory, sequence);
                return new AttachmentOutput(path, sequence, new ReturnedFiles(directory));
            }
        };
        output.attachTo(attachments);
    }

    /** Runs until the parent retires the worker. */
    void run() throws IOException {
        long endedAt = 0; // when the last task ended, if the next one starts then
        while (true) {
            if (!tasks.next()) {
                awaitRecord();
                endedAt = 0;
            }
            switch (tasks.type()) {
                case RecordDescriptor.TASK, RecordDescriptor.TASK_IN_FILE ->
                    endedAt = runTask(endedAt == 0 ? System.nanoTime() : endedAt);
                case RecordDescriptor.DEFINE -> {
                    int function = (int) tasks.first();
                    decoder.define(function, tasks.payload());
                    unprepared.set(function);
                }
                case RecordDescriptor.DEFINE_CLASS -> decoder.defineClass((int) tasks.first(), tasks.payload());
                case RecordDescriptor.LABEL -> {
                    if (recorder != null) {
                        recorder.label(new String(tasks.payload(), StandardCharsets.UTF_8));
                    }
                }
                case RecordDescriptor.RETIRE -> {
                    streams.tellDropped();
                    return;
                }
                default -> throw new ProtocolException("unexpected record from the parent: type=" + tasks.type());
            }
            tasks.release();
        }
    }

    private void awaitRecord() throws IOException {
        long yielding = 0;
        for (int i = 0; !tasks.next(); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
                continue;
            }
            long now = System.nanoTime();
            yielding = i == SPINS ? now : yielding;
            if (i < SPINS + YIELDS && now - yielding < YIELDING_NANOS) {
                Thread.yield();
            } else if (!unprepared.isEmpty()) {
                prepare();
            } else if (tasks.trySleep()) {
                heap.tell(System.nanoTime());
                boolean owed = aftermath.isOwed();
                boolean owedWords = streams.owesDropped();
                if (!bell.await(owed || owedWords ? Aftermath.REST_MILLIS : 0)) {
                    if (owed) {
                        aftermath.look();
                    }
                    streams.tellDropped();
                }
                tasks.wake();
                i = 0;
            }
        }
    }

    /** Uses the time without a task for a function that was defined, and may not have been used yet. */
    private void prepare() {
        int function = unprepared.nextSetBit(0);
        unprepared.clear(function);
        decoder.prepare(function);
    }

    /** Runs a task that starts now; returns when it ended, or 0 if what followed that has taken time. */
    private long runTask(long startedAt) throws IOException {
        boolean inFile = tasks.type() == RecordDescriptor.TASK_IN_FILE;
        sequence = tasks.sequence();
        int function = (int) tasks.first();
        int attempt = (int) tasks.second();
        int captured = (int) (tasks.second() >>> Integer.SIZE);
        if (!slots.tryStart(sequence)) {
            answer(RecordDescriptor.SKIPPED, sequence, 0, 0, new byte[0], 0);
            return 0;
        }
        long endedAt = startedAt;
        delayed = false;
        scoreboard.started(sequence, startedAt);
        try {
            current.begin(
                    sequence,
                    attempt,
                    captured > 0 ? new Capture(CapturedFile.of(directory, sequence), captured) : null);
            execute(function, attempt, inFile, tasks.payload());
            endedAt = System.nanoTime();
            if (current.hasPrinted()) {
                streams.finish(current, sequence);
                delayed = true;
            }
            current.end();
            heap.tell(endedAt);
            if (isMeasured) {
                measure(startedAt, endedAt);
            }
            answerOutcome(startedAt, endedAt - startedAt);
        } catch (OutOfMemoryError e) { // of the task, of its argument, or of its result on the way
            endByMemory(sequence, startedAt, e);
        }
        scoreboard.ended(++tasksDone);
        delayed |= aftermath.ended(endedAt); // last: nothing of it is to hold up or lose the outcome
        return delayed ? 0 : endedAt;
    }

    private void measure(long startedAt, long endedAt) {
        busyNanos += endedAt - startedAt;
        decodingNanos += calledAt - startedAt;
        encodingNanos += endedAt - returnedAt;
        scoreboard.measured(busyNanos, decodingNanos, encodingNanos);
    }

    private void execute(int function, int attempt, boolean inFile, byte[] inline) {
        output.reset();
        calledAt = 0;
        returnedAt = 0;
        boolean succeeded = false;
        if (recorder != null) {
            recorder.begin(attempt, inline.length);
        }
        try {
            TaskCall call =
                    inFile ? decodeFromFile(function, inline) : decoder.decode(function, inline, 0, inline.length);
            if (recorder != null) {
                recorder.decoded();
            }
            noteCalled();
            Object value = call.call(progress);
            if (recorder != null) {
                recorder.called();
            }
            noteReturned();
            encoder.encodeValue(value, output);
            succeeded = true;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            noteReturned();
            output.reset();
            encoder.encodeFailure(e, output);
        } finally {
            origins.leave();
            if (recorder != null) {
                recorder.ended(succeeded, output.size());
            }
        }
    }

    private void noteCalled() {
        if (isMeasured) {
            calledAt = System.nanoTime();
        }
    }

    /** The call has ended, or there was none since the task could not be read. Only the first time counts. */
    private void noteReturned() {
        if (isMeasured && returnedAt == 0) {
            returnedAt = System.nanoTime();
            calledAt = calledAt == 0 ? returnedAt : calledAt;
        }
    }

    private TaskCall decodeFromFile(int function, byte[] record) throws IOException {
        ByteBuffer numbers = ByteBuffer.wrap(record);
        try (AttachmentInput file = AttachmentInput.open(PayloadFile.ofTask(directory, numbers.getLong()))) {
            PayloadFile place = PayloadFile.get(numbers);
            return decoder.decode(function, file.read(place.offset(), place.length()), file);
        }
    }

    private void answerOutcome(long startedAt, long nanos) throws IOException {
        AttachmentOutput attachment = output.takeAttachment();
        if (attachment != null || output.size() > RecordDescriptor.MAX_PAYLOAD) {
            byte[] record = tryWriteFile(attachment == null ? attachments.get() : attachment);
            if (record != null) {
                delayed = true;
                defineClasses();
                answer(RecordDescriptor.OUTCOME_IN_FILE, sequence, startedAt, nanos, record, record.length);
                output.reset();
                return;
            }
        }
        defineClasses();
        answer(RecordDescriptor.OUTCOME, sequence, startedAt, nanos, output.buffer(), output.size());
    }

    /** Returns where the output is now, as a record; or null if it cannot be written, which is what the output then tells. */
    private byte @Nullable [] tryWriteFile(AttachmentOutput file) {
        try {
            PayloadFile place = writeLast(file, output.buffer(), output.size());
            return place.put(ByteBuffer.allocate(PayloadFile.SIZE)).array();
        } catch (IOException e) {
            file.discard();
            output.reset();
            encoder.encodeFailure(
                    new TaskSerializationException("cannot serialize the result: " + e.getMessage(), e), output);
            return null;
        }
    }

    /**
     * Writes a payload behind what it refers to, and has done with the file. Nobody may be told of it before: as soon as
     * the parent has read it, another lane may be writing its own result there.
     */
    static PayloadFile writeLast(AttachmentOutput file, byte[] payload, int length) throws IOException {
        try (file) {
            return new PayloadFile(file.write(payload, 0, length), length);
        }
    }

    /** Tells the pool about the classes in the output that it does not know. */
    private void defineClasses() throws IOException {
        while (definedClasses < output.classesUsed()) {
            byte[] definition = encoder.classDefinition(++definedClasses);
            answer(RecordDescriptor.DEFINE_CLASS, 0, definedClasses, 0, definition, definition.length);
        }
    }

    private void answer(int type, long sequence, long first, long second, byte[] payload, int length)
            throws IOException {
        for (int i = 0; !results.tryWrite(type, sequence, first, second, payload, 0, length); i++) {
            delayed = true;
            if (results.publish()) {
                bell.ring();
            }
            if (i < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(50_000);
            }
        }
        if (results.publish()) {
            bell.ring();
            delayed = true;
        }
    }

    /**
     * Says so and ends: after an OutOfMemoryError nobody knows what state the libraries of this JVM are in. Needs as
     * little memory as can be, since there may be none.
     */
    private void endByMemory(long sequence, long startedAt, OutOfMemoryError failure) {
        reserve = null;
        try {
            String told = failure.getMessage();
            String message = told == null ? "" : told;
            int length = Math.min(message.length(), lastWords.length);
            for (int i = 0; i < length; i++) {
                char c = message.charAt(i);
                lastWords[i] = (byte) (c < 128 ? c : '?');
            }
            answer(RecordDescriptor.OUT_OF_MEMORY, sequence, startedAt, 0, lastWords, length);
        } catch (IOException | Error e) {
            // the parent is gone, or will look into the ring when this process has ended
        } finally {
            Runtime.getRuntime().halt(OUT_OF_MEMORY_EXIT);
        }
    }
}
