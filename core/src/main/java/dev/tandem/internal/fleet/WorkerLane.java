package dev.tandem.internal.fleet;

import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.codec.TaskEncoder;
import dev.tandem.internal.wire.CapturedFile;
import dev.tandem.internal.wire.MarkReader;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.RingReader;
import dev.tandem.internal.wire.RingWriter;
import dev.tandem.internal.wire.Scoreboard;
import dev.tandem.internal.wire.SlotTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The real lane of a worker process: shared memory for tasks and results, and the bell. The {@link LaneLink} methods
 * are called with the pool's lock held.
 */
final class WorkerLane implements LaneLink {
    private static final byte[] NOTHING = new byte[0];

    /** Of how many functions a lane is told before it gets tasks. More take the memory of a worker that may not need them. */
    private static final int MOST_PREPARED = 32;

    private static final int LONGEST_LABEL = 1000;

    private final TaskEncoder encoder;
    private final OutcomeDecoder decoder;
    private final Path directory;
    private final Region region;
    private final TaskLabels labels = new TaskLabels();

    /** Whether the worker is to know the labels of its tasks. */
    private final boolean tellsLabels;

    private final RingWriter tasks;
    private final RingReader results;
    private final Scoreboard scoreboard;
    private final SlotTable slots;

    /** The functions that the lane knows. Guarded by the pool's lock. */
    private final BitSet defined = new BitSet();

    /** Up to which function it was {@linkplain #prepare prepared}. Guarded by the pool's lock. */
    private int prepared;

    /** How many classes the lane knows. Guarded by the pool's lock. */
    private int definedClasses;

    private final ByteBuffer bell = ByteBuffer.allocate(1);

    /** Written by the leading thread when the worker connects. */
    private volatile @Nullable SocketChannel bellChannel;

    /** What to add to the worker's clock to get ours. */
    private volatile long clockOffset;

    WorkerLane(TaskEncoder encoder, OutcomeDecoder decoder, Path directory, Region region, boolean tellsLabels) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.directory = directory;
        this.region = region;
        this.tellsLabels = tellsLabels;
        this.tasks = region.taskWriter();
        this.results = region.resultReader();
        this.scoreboard = region.scoreboard();
        this.slots = region.slots();
    }

    /** The ring by which results come. */
    RingReader results() {
        return results;
    }

    /** Decodes what comes by this ring, and by no other. */
    OutcomeDecoder decoder() {
        return decoder;
    }

    /** The labels of the last tasks. */
    TaskLabels labels() {
        return labels;
    }

    /** Who prints on a standard stream of the worker; told in its first lane. */
    MarkReader marks(int stream) {
        return region.markReader(stream);
    }

    @Nullable
    SocketChannel bell() {
        return bellChannel;
    }

    void connect(SocketChannel channel) {
        bellChannel = channel;
    }

    void clockOffset(long nanos) {
        clockOffset = nanos;
    }

    /** A moment by the worker's clock, by ours. */
    long toOurClock(long workerNanos) {
        return workerNanos + clockOffset;
    }

    /** So many log records of the worker were handed on; told in its first lane. */
    void logsHandedOn(long count) {
        region.logsHandedOn(count);
    }

    /** The worker is to measure where its time goes. */
    void measure() {
        scoreboard.measure();
    }

    /** A shared value has been closed. */
    void noteClosing() {
        region.noteClosing();
    }

    @Override
    public boolean trySend(FleetTask<?> task, long sequence) {
        task.sending();
        byte[] payload = task.payload();
        int type = RecordDescriptor.TASK;
        int function = 0;
        if (payload == null) {
            payload = NOTHING; // it is done
        } else {
            function = task.functionId();
            if (!tryDefine(function) || !tryDefineClasses(task.classes())) {
                return false;
            }
            if (task.payloadFile() != null) {
                type = RecordDescriptor.TASK_IN_FILE;
            }
        }
        if (tellsLabels && !tryTellLabel(task.label())) {
            return false;
        }
        slots.send(sequence);
        labels.sent(sequence, task.number(), task.options().label().orElse(null));
        long attempt = task.startedAttempts() + 1L;
        CapturedOutput captured = task.captured();
        if (captured != null) {
            captured.sent(CapturedFile.of(directory, sequence));
            attempt |= (long) captured.limit() << Integer.SIZE;
        }
        return tasks.tryWrite(type, sequence, function, attempt, payload, 0, payload.length);
    }

    private boolean tryTellLabel(String label) {
        byte[] text =
                label.substring(0, Math.min(label.length(), LONGEST_LABEL)).getBytes(StandardCharsets.UTF_8);
        return tasks.tryWrite(RecordDescriptor.LABEL, 0, 0, 0, text, 0, text.length);
    }

    @Override
    public void prepare() {
        int last = encoder.lastFunction();
        for (int function = Math.max(prepared + 1, last - MOST_PREPARED + 1); function <= last; function++) {
            boolean fits = encoder.functionDefinition(function).length <= RecordDescriptor.MAX_PAYLOAD;
            if (fits && !tryDefine(function)) {
                return; // it has not read what it was told before
            }
        }
        prepared = last;
    }

    private boolean tryDefine(int function) {
        if (function == 0 || defined.get(function)) {
            return true;
        }
        byte[] definition = encoder.functionDefinition(function);
        if (!tasks.tryWrite(RecordDescriptor.DEFINE, 0, function, 0, definition, 0, definition.length)) {
            return false;
        }
        defined.set(function);
        return true;
    }

    private boolean tryDefineClasses(int wanted) {
        while (definedClasses < wanted) {
            byte[] definition = encoder.classDefinition(definedClasses + 1);
            if (!tasks.tryWrite(
                    RecordDescriptor.DEFINE_CLASS, 0, definedClasses + 1, 0, definition, 0, definition.length)) {
                return false;
            }
            definedClasses++;
        }
        return true;
    }

    @Override
    public boolean tryRetire() {
        try {
            return tasks.tryWrite(RecordDescriptor.RETIRE, 0, 0, 0, NOTHING, 0, 0);
        } catch (ProtocolException e) {
            return false; // it says nonsense about its room: it is killed instead
        }
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

    @Override
    public int runningElement() {
        return (int) scoreboard.progress();
    }

    @Override
    public long tasksDone() {
        return scoreboard.tasksDone();
    }

    /** How long it was busy with tasks, that which it runs included, in ns; only if it measures that. */
    long busy(long now) {
        long busy = scoreboard.busy();
        return scoreboard.running() == 0 ? busy : busy + Math.max(0, now - runningSince());
    }

    /** How long it took to read tasks, in ns. */
    long decoding() {
        return scoreboard.decoding();
    }

    /** How long it took to serialize results, in ns. */
    long encoding() {
        return scoreboard.encoding();
    }

    @Override
    public long heapUsed() {
        return scoreboard.heapUsed();
    }
}
