package dev.tandem.internal.fleet;

import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.Outcome;
import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.InsightsRecorder;
import dev.tandem.internal.wire.RingReader;
import java.util.Arrays;

/**
 * What a worker has answered to some tasks, copied out of its ring: filled with the pool's lock held, then carried out,
 * one task a part. So what is allocated for a tiny task is a few bytes.
 */
final class AnswerBatch implements Deed {
    private static final int FIRST_TASKS = 8;
    private static final int FIRST_BYTES = 64;

    /** How many parts without code of users are taken to happen at the same time: some microseconds. */
    private static final int PARTS_A_LOOK = 16;

    private final WorkerId worker;
    private final OutcomeDecoder decoder;

    /** The tasks, and where the answer to each ends in the bytes. */
    private FleetTask<?>[] tasks = new FleetTask<?>[FIRST_TASKS];

    private int[] ends = new int[FIRST_TASKS];
    private byte[] bytes = new byte[FIRST_BYTES];
    private int count;

    /** A time at which all the answers were there, and no code of users has run since. */
    private long now;

    private boolean isLate = true;

    AnswerBatch(WorkerId worker, OutcomeDecoder decoder) {
        this.worker = worker;
        this.decoder = decoder;
    }

    /** Adds a task and the current record of the ring, which is the answer to it. */
    void add(FleetTask<?> task, RingReader record) {
        if (count == tasks.length) {
            tasks = Arrays.copyOf(tasks, 4 * count);
            ends = Arrays.copyOf(ends, 4 * count);
        }
        int start = start(count);
        int end = start + record.payloadLength(); // a ring's worth at most
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 4 * bytes.length));
        }
        record.copyPayload(bytes, start);
        tasks[count] = task;
        ends[count] = end;
        count++;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    @Override
    public int parts() {
        return count;
    }

    @Override
    @SuppressWarnings("NullAway") // whoever has done a part has no use for its task any more
    public void run(int part) {
        if (isLate || part % PARTS_A_LOOK == 0) { // the time costs as much as much of the rest
            now = System.nanoTime();
        }
        int start = start(part);
        isLate = !tasks[part].isUnobserved() || !OutcomeDecoder.isSimple(bytes, start, ends[part] - start);
        try {
            complete(tasks[part], part);
        } catch (Throwable e) { // no memory, or a ThreadDeath of user code: the task must not stay undone
            complete(tasks[part], unreadable("the result", tasks[part], worker, e), now);
        }
        tasks[part] = null;
    }

    private void complete(FleetTask<?> task, int part) {
        task.takeOutput();
        if (task.isClaimed()) {
            return; // cancelled meanwhile: nothing of the worker's is deserialized in vain
        }
        int start = start(part);
        InsightsRecorder insights = task.core().insights();
        if (insights != null) {
            now = System.nanoTime();
        }
        Outcome outcome = decoder.decode(bytes, start, ends[part] - start, worker, task);
        if (insights != null) {
            insights.decoded(System.nanoTime() - now);
        }
        complete(task, outcome, now);
    }

    /** What becomes of a task whose answer cannot be read. */
    static Outcome unreadable(String what, FleetTask<?> task, WorkerId worker, Throwable why) {
        return new Outcome.Failure(new TaskSerializationException(
                "cannot read " + what + ": task=" + task.label() + ", " + worker + ", " + why, why));
    }

    /** Completes a task with what the worker has answered. */
    static void complete(FleetTask<?> task, Outcome outcome, long nanoTime) {
        if (outcome instanceof Outcome.Value value) {
            task.succeed(value.value(), nanoTime);
        } else if (outcome instanceof Outcome.Failure failure) {
            boolean isFinal = failure.failure() instanceof TaskSerializationException;
            task.fail(failure.failure(), isFinal ? FailureKind.FINAL : FailureKind.TASK);
        }
    }
}
