package dev.tandem.internal.fleet;

import dev.tandem.internal.codec.AttachmentInput;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.MalformedPayloadException;
import dev.tandem.internal.codec.Outcome;
import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.platform.SparseFile;
import dev.tandem.internal.task.InsightsRecorder;
import dev.tandem.internal.wire.PayloadFile;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.RingReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Takes in what workers answer: hands it to the scheduler at once, and has the futures completed as deeds. */
final class Answers implements FleetLoop.Work {
    /** How many answers of one worker are taken in before the others get their turn. */
    private static final int MOST = 256;

    /**
     * The largest file that the leading thread reads itself. More: other futures wait longer for it. Less: more results
     * that take the way by another thread, which costs some 50 us.
     */
    private static final long MOST_IN_LOOP = 1024 * 1024;

    /** Up to which length a file is believed: memory is taken for what a worker says to be there. */
    private static final long MOST_UNPROVED = 256L * 1024 * 1024;

    private final Scheduler scheduler;
    private final FleetEffects effects;
    private final KeptFiles keptFiles;

    Answers(Scheduler scheduler, FleetEffects effects, KeptFiles keptFiles) {
        this.scheduler = scheduler;
        this.effects = effects;
        this.keptFiles = keptFiles;
    }

    @Override
    public boolean takeAnswers() {
        boolean any = false;
        List<Member> members = scheduler.members();
        for (int i = 0; i < members.size(); i++) {
            Member m = members.get(i);
            if (m.phase() != Member.Phase.STARTING) {
                any |= takeAnswers(m, MOST);
            }
        }
        return any;
    }

    /** Takes in everything that a worker has answered, after it has ended. */
    void takeLast(Member m) {
        takeAnswers(m, Integer.MAX_VALUE);
    }

    private boolean takeAnswers(Member m, int most) {
        WorkerLink link = (WorkerLink) m.link();
        boolean any = false;
        for (WorkerLane lane : link.lanes()) {
            try {
                any |= takeAnswers(m, link, lane, most);
            } catch (ProtocolException e) { // the other lanes are not to suffer for it
                scheduler.mustDie(m, Doom.Reason.PROTOCOL, e.getMessage() == null ? "" : e.getMessage());
            }
        }
        return any;
    }

    private boolean takeAnswers(Member m, WorkerLink link, WorkerLane lane, int most) {
        RingReader results = lane.results();
        AnswerBatch batch = null;
        int count = 0;
        try {
            while (count < most && results.next()) {
                count++;
                if (results.type() != RecordDescriptor.OUTCOME) {
                    take(m, link, lane);
                    continue;
                }
                FleetTask<?> task = ended(m, lane);
                if (batch == null) {
                    batch = new AnswerBatch(m.id(), lane.decoder());
                }
                batch.add(task, results);
                if (batch.parts() == MOST) {
                    effects.deed(batch);
                    batch = null;
                }
            }
        } finally { // also if the worker then says nonsense
            if (batch != null) {
                effects.deed(batch);
            }
        }
        results.release();
        return count > 0;
    }

    private void take(Member m, WorkerLink link, WorkerLane lane) {
        RingReader results = lane.results();
        long sequence = results.sequence();
        switch (results.type()) {
            case RecordDescriptor.SKIPPED -> scheduler.answered(m, sequence, true, 0, 0);
            case RecordDescriptor.OUTCOME_IN_FILE -> {
                FleetTask<?> task = ended(m, lane);
                Path file = PayloadFile.ofOutcome(link.directory(), sequence);
                byte[] place = results.payload();
                OutcomeDecoder decoder = lane.decoder();
                effects.deed(Deed.of(() -> completeFromFile(task, m, decoder, file, place)));
            }
            case RecordDescriptor.DEFINE_CLASS -> define(lane);
            case RecordDescriptor.OUT_OF_MEMORY ->
                scheduler.mustDie(
                        m,
                        Doom.Reason.OUT_OF_MEMORY,
                        CrashReports.ERROR + new String(results.payload(), StandardCharsets.UTF_8));
            default -> throw new ProtocolException("unexpected record from a worker: type=" + results.type());
        }
    }

    private static void define(WorkerLane lane) {
        RingReader results = lane.results();
        try {
            lane.decoder().defineClass((int) results.first(), results.payload());
        } catch (MalformedPayloadException e) {
            throw new ProtocolException(e.getMessage() == null ? "malformed definition" : e.getMessage());
        }
    }

    private FleetTask<?> ended(Member m, WorkerLane lane) {
        RingReader results = lane.results();
        FleetTask<?> task =
                scheduler.answered(m, results.sequence(), false, lane.toOurClock(results.first()), results.second());
        if (task == null) {
            throw new ProtocolException("answer without a task: sequence=" + results.sequence());
        }
        task.answered();
        return task;
    }

    /** In the leading thread: opens the file, before the directory of a worker that has died goes. */
    private void completeFromFile(FleetTask<?> task, Member m, OutcomeDecoder decoder, Path path, byte[] record) {
        task.takeOutput();
        if (task.isClaimed()) {
            DataFile.drop(path); // cancelled meanwhile: it may be as large as the heap
            return;
        }
        AttachmentInput file;
        try {
            file = AttachmentInput.open(path);
        } catch (IOException e) {
            AnswerBatch.complete(task, AnswerBatch.unreadable("a large result", task, m.id(), e), System.nanoTime());
            return;
        }
        if (file.size() <= MOST_IN_LOOP) {
            try {
                AnswerBatch.complete(task, take(task, m, decoder, file, path, record), System.nanoTime());
            } finally {
                DataFile.drop(path);
            }
            return;
        }
        effects.transfer(() -> {
            try {
                Outcome outcome = take(task, m, decoder, file, path, record);
                effects.deedFromOutside(() -> AnswerBatch.complete(task, outcome, System.nanoTime()));
            } finally {
                keptFiles.outcomeDone(path, file.size());
                ((WorkerLink) m.link()).addedToDirectory();
            }
        });
    }

    /** Reads an outcome from its file. */
    private static Outcome take(
            FleetTask<?> task, Member m, OutcomeDecoder decoder, AttachmentInput file, Path path, byte[] record) {
        InsightsRecorder insights = task.core().insights();
        long startNanos = insights == null ? 0 : System.nanoTime();
        try (file) {
            if (file.size() > MOST_UNPROVED && SparseFile.isSurely(path, file.size())) {
                throw new ProtocolException("a file must have what it claims: length=" + file.size());
            }
            PayloadFile place = PayloadFile.get(ByteBuffer.wrap(record));
            byte[] payload = file.read(place.offset(), place.length());
            return decoder.decode(payload, file, m.id(), task);
        } catch (Throwable e) { // what a worker says, no memory, user code
            return AnswerBatch.unreadable("a large result", task, m.id(), e);
        } finally {
            if (insights != null) {
                insights.decoded(System.nanoTime() - startNanos);
            }
        }
    }

    @Override
    public boolean trySleep() {
        for (Member m : scheduler.members()) {
            if (m.phase() != Member.Phase.STARTING) {
                for (WorkerLane lane : ((WorkerLink) m.link()).lanes()) {
                    if (!lane.results().trySleep()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Override
    public void wakeUp() {
        for (Member m : scheduler.members()) {
            for (WorkerLane lane : ((WorkerLink) m.link()).lanes()) {
                lane.results().wake();
            }
        }
    }
}
