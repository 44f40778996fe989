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
    private static final VarHandle ENCODED;
    private static final VarHandle HOLDER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ENCODED = lookup.findVarHandle(FleetTask.class, "encoded", EncodedTask.class);
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

    private final Pool pool;

    private final int keyHash;

    /** What the task prints, or null if the pool gets it. */
    private final @Nullable CapturedOutput captured;

    /** The task behind this one in a line. Guarded by the pool's lock. */
    private @Nullable FleetTask<?> next;

    // `encoded`, `holder` and `sequence` are written in release mode, as in PoolFuture

    /** What travels. Set by the submitting thread, dropped when the future is done. */
    private volatile @Nullable EncodedTask encoded;

    /** The file of what is too large for a record. Set by the submitting thread. */
    private volatile @Nullable DataFile payloadFile;

    /** How much is known about who reads that file. Written under the pool's lock. */
    private volatile int reading; // UNREAD

    /** The lane of a worker that has the task, running or in its buffer, and the number there. Written under the pool's lock. */
    private volatile @Nullable Lane holder;

    /** Written before the holder. */
    private long sequence;

    /** Whether the start of the current attempt has been noted. Guarded by the pool's lock. */
    private boolean startNoted;

    /** How many workers died while they ran the task. Guarded by the pool's lock. */
    private int kills;

    /** The element at which the worker died, counted from 1; 0 if it is not known. Written under the pool's lock. */
    private volatile int diedAt;

    FleetTask(Pool pool, TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        super(pool, call, options, fixedResult);
        this.pool = pool;
        this.captured = options.captureLimit().isPresent()
                ? new CapturedOutput(options.captureLimit().getAsInt())
                : null;
        this.keyHash = KeyHash.of(options.key()); // an Optional has the hash code of its value
    }

    /** Whether any worker may have it, in the order of submission. */
    boolean isOrdinary() {
        return options().priority() == 0 && options().key().isEmpty();
    }

    /** What the task prints, or null if the pool gets it. */
    @Nullable
    CapturedOutput captured() {
        return captured;
    }

    /** The attempt has ended: what it has printed is taken in, before the future tells the end. Not with the pool's lock. */
    void takeOutput() {
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

    void encoded(EncodedTask value) {
        ENCODED.setRelease(this, value);
    }

    @Nullable
    EncodedTask encoded() {
        return encoded;
    }

    void payloadFile(DataFile file) {
        payloadFile = file;
    }

    @Nullable
    DataFile payloadFile() {
        return payloadFile;
    }

    /**
     * A worker is about to be told of the payload. To be called before it is looked at what there is to be sent: either
     * that is gone, since the task is done, or whoever has it done sees that somebody may read the file.
     */
    void sending() {
        if (payloadFile != null) { // a volatile write; whoever has it done puts a fence behind its own
            reading = reading == UNREAD ? SENT : SENT_AGAIN;
        }
    }

    /** The worker has answered. */
    void answered() {
        if (payloadFile != null && reading == SENT) {
            reading = READ;
        }
    }

    /** Whether it is certain that no worker reads the file of the payload. True for good once the task is done. */
    boolean isUnread() {
        int now = reading;
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
        if (diedAt != 0) {
            diedAt = 0; // for each task the fence would be for nothing
        }
        sequence = number;
        HOLDER.setRelease(this, lane);
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
        diedAt = element + 1;
    }

    /** The worker died of the task, or so it seems; returns how many did so far. */
    int killedWorker() {
        return ++kills;
    }

    /** Tells in which of so many buckets the key is. */
    int bucket(int buckets) {
        return KeyHash.bucket(keyHash, buckets);
    }

    @Override
    public int failedElement() {
        return diedAt - 1;
    }

    @Override
    protected void onDone() {
        if (captured != null) {
            captured.look(); // a task that was cancelled may go on
        }
        ENCODED.setRelease(this, null);
        if (payloadFile != null) {
            VarHandle.fullFence(); // see sending()
            pool.dropPayload(this);
        }
    }

    @Override
    public Optional<String> output() {
        return captured == null ? Optional.empty() : Optional.of(captured.text());
    }

    /** How often a worker is known to have taken the task. */
    int startedAttempts() {
        return super.attempts();
    }

    @Override
    public int attempts() {
        pool.noteIfStarted(this);
        return super.attempts();
    }

    @Override
    public Optional<WorkerId> worker() {
        pool.noteIfStarted(this);
        return super.worker();
    }

    @Override
    public Optional<Instant> startedAt() {
        pool.noteIfStarted(this);
        return super.startedAt();
    }
}
