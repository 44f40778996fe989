package dev.tandem.internal.fleet;

import dev.tandem.TaskOptions;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.EncodedTask;
import dev.tandem.internal.codec.Labelled;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.Backend;
import dev.tandem.internal.task.KeyHash;
import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.task.PoolFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task of a process pool: its future, what travels, and where it is.
 *
 * @param <T> the type of the result
 */
final class FleetTask<T> extends PoolFuture<T> implements Labelled {
    private static final VarHandle PAYLOAD;
    private static final VarHandle HOLDER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PAYLOAD = lookup.findVarHandle(FleetTask.class, "payload", byte[].class);
            HOLDER = lookup.findVarHandle(FleetTask.class, "holder", Lane.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a task needs of its pool. */
    interface Pool extends Backend {
        /** The task is done: what was kept for it goes. */
        void dropPayload(FleetTask<?> task);

        /** Makes what the future tells about its start true, should the task be running now. */
        void noteIfStarted(FleetTask<?> task);
    }

    /*
     * Whether anybody may be reading the file of the payload: UNREAD -> SENT -> READ, and all others -> SENT_AGAIN
     *
     * UNREAD      no worker has been told of it
     * SENT        one worker has, and has not answered
     * READ        that one has answered: it has read the file, and will not do so again
     * SENT_AGAIN  several times: after a retry, or because it was taken back, or did not fit into the ring
     */
    private static final int UNREAD = 0;
    private static final int SENT = 1;
    private static final int READ = 2;
    private static final int SENT_AGAIN = 3;

    /** What few tasks need: the others are smaller without. */
    private static final class Extras {
        /** Of the key. Written before the task is enqueued. */
        int keyHash;

        /** What the task prints, or null if the pool gets it. Written before the task is enqueued. */
        @Nullable
        CapturedOutput captured;

        /** The file of what is too large for a record. Written before the task is enqueued. */
        @Nullable
        DataFile payloadFile;

        /** How much is known about who reads that file. Written under the pool's lock. */
        volatile int reading = UNREAD;

        /** How many workers died while they ran the task. Guarded by the pool's lock. */
        int kills;

        /** The element at which the worker died, counted from 1; 0 if it is not known. Written under the pool's lock. */
        volatile int diedAt;
    }

    /** The task behind this one in a line. Guarded by the pool's lock. */
    private @Nullable FleetTask<?> next;

    // `payload`, `holder` and `sequence` are written in release mode, as in PoolFuture

    /** What travels. Set by the submitting thread, dropped when the future is done. */
    private volatile byte @Nullable [] payload;

    /** What a worker must know before, as in {@link EncodedTask}. Written before the payload. */
    private int functionId;

    private int classes;

    /** The lane of a worker that has the task, running or in its buffer, and the number there. Written under the pool's lock. */
    private volatile @Nullable Lane holder;

    /** Written before the holder. */
    private long sequence;

    /** Whether the start of the current attempt has been noted. Guarded by the pool's lock. */
    private boolean startNoted;

    /** Null while nothing of it is needed. Written before the task is enqueued, or under the pool's lock. */
    private volatile @Nullable Extras extras;

    FleetTask(Pool pool, TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        super(pool, call, options, fixedResult);
        if (options.key().isPresent()) {
            neededExtras().keyHash = KeyHash.of(options.key()); // an Optional has the hash code of its value
        }
        if (options.captureLimit().isPresent()) {
            neededExtras().captured = new CapturedOutput(options.captureLimit().getAsInt());
        }
    }

    private Pool pool() {
        return (Pool) backend();
    }

    private Extras neededExtras() {
        Extras known = extras;
        if (known == null) {
            known = new Extras();
            extras = known;
        }
        return known;
    }

    /** Whether any worker may have it, in the order of submission. */
    boolean isOrdinary() {
        return options().priority() == 0 && options().key().isEmpty();
    }

    /** What the task prints, or null if the pool gets it. */
    @Nullable
    CapturedOutput captured() {
        Extras known = extras;
        return known == null ? null : known.captured;
    }

    /** The attempt has ended: what it has printed is taken in, before the future tells the end. Not with the pool's lock. */
    void takeOutput() {
        CapturedOutput captured = captured();
        if (captured != null) {
            captured.take();
        }
    }

    @Nullable
    FleetTask<?> next() {
        return next;
    }

    void next(@Nullable FleetTask<?> task) {
        next = task;
    }

    /** What travels; without an attachment. */
    void encoded(EncodedTask task) {
        functionId = task.functionId();
        classes = task.classes();
        PAYLOAD.setRelease(this, task.payload());
    }

    /** What travels, or null if the task is done. */
    byte @Nullable [] payload() {
        return payload;
    }

    /** The function that a worker must know, or 0. */
    int functionId() {
        return functionId;
    }

    /** How many classes a worker must know. */
    int classes() {
        return classes;
    }

    void payloadFile(DataFile file) {
        neededExtras().payloadFile = file;
    }

    @Nullable
    DataFile payloadFile() {
        Extras known = extras;
        return known == null ? null : known.payloadFile;
    }

    /**
     * A worker is about to be told of the payload. To be called before it is looked at what there is to be sent: either
     * that is gone, since the task is done, or whoever has it done sees that somebody may read the file.
     */
    void sending() {
        Extras known = extras;
        if (known != null && known.payloadFile != null) { // whoever has it done puts a fence behind his own write
            known.reading = known.reading == UNREAD ? SENT : SENT_AGAIN;
        }
    }

    /** The worker has answered. */
    void answered() {
        Extras known = extras;
        if (known != null && known.reading == SENT) {
            known.reading = READ;
        }
    }

    /** Whether it is certain that no worker reads the file of the payload. True for good once the task is done. */
    boolean isUnread() {
        Extras known = extras;
        int now = known == null ? UNREAD : known.reading;
        return now == UNREAD || now == READ;
    }

    @Nullable
    Lane holder() {
        return holder;
    }

    long sequence() {
        return sequence;
    }

    /** The task has been put into a worker's ring. */
    void sent(Lane lane, long number) {
        startNoted = false;
        Extras known = extras;
        if (known != null) {
            known.diedAt = 0;
        }
        sequence = number;
        HOLDER.setRelease(this, lane);
        noteGiven();
    }

    /** The task has left the worker. */
    void left() {
        HOLDER.setRelease(this, null);
    }

    /** Whether this is the first to note the start of the attempt. */
    boolean tryNoteStart() {
        boolean first = !startNoted;
        startNoted = true;
        return first;
    }

    /** Whether the time from the submission to the end is up. */
    boolean isOverdue(long now) {
        return options().deadline().isPresent() && now - submittedNanos() >= deadlineNanos();
    }

    /** How long the time from the submission to the end may be. */
    long deadlineNanos() {
        return Nanos.of(options().deadline().orElseThrow());
    }

    /** The worker died while it ran the task, at this element if the task is a chunk. */
    void diedAt(int element) {
        neededExtras().diedAt = element + 1;
    }

    /** The worker died of the task, or so it seems; returns how many did so far. */
    int killedWorker() {
        return ++neededExtras().kills;
    }

    /** Tells in which of so many buckets the key is. */
    int bucket(int buckets) {
        Extras known = extras;
        return KeyHash.bucket(known == null ? 0 : known.keyHash, buckets);
    }

    @Override
    public int failedElement() {
        Extras known = extras;
        return known == null ? -1 : known.diedAt - 1;
    }

    @Override
    protected void onDone() {
        PAYLOAD.setRelease(this, null);
        if (extras == null) {
            return;
        }
        CapturedOutput captured = captured();
        if (captured != null) {
            captured.look(); // a task that was cancelled may go on
        }
        if (payloadFile() != null) {
            VarHandle.fullFence(); // see sending()
            pool().dropPayload(this);
        }
    }

    @Override
    public Optional<String> output() {
        CapturedOutput captured = captured();
        return captured == null ? Optional.empty() : Optional.of(captured.text());
    }

    /** How often a worker is known to have taken the task. */
    int startedAttempts() {
        return super.attempts();
    }

    @Override
    public int attempts() {
        pool().noteIfStarted(this);
        return super.attempts();
    }

    @Override
    public Optional<WorkerId> worker() {
        pool().noteIfStarted(this);
        return super.worker();
    }

    @Override
    public Optional<Instant> startedAt() {
        pool().noteIfStarted(this);
        return super.startedAt();
    }
}
