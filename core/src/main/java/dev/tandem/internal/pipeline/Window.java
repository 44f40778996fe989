package dev.tandem.internal.pipeline;

import dev.tandem.StageOptions;
import dev.tandem.internal.mapping.ChunkSizer;
import dev.tandem.internal.pipeline.Flow.Move;
import dev.tandem.internal.pipeline.Timeline.Activity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a stage has taken and the next one has not: the place where three meet. The feeder comes with elements and waits
 * for room; the pool tells what is done; whoever pulls waits for results and takes them.
 */
/*
 * Two bounds. `running`, tasks that were submitted and are not done: at most as many as the concurrency, or as keep the
 * workers busy. `held`, elements that were submitted and not taken: at most as many as the buffer, but for a single chunk.
 *
 * A piece that was spoiled by one of its elements comes back in parts, which keep its place. Whoever pulls finds that out,
 * but must not submit, since that may wait: the parts go to the feeder, which takes them before it takes new elements. So
 * the feeder stays until everything has been taken.
 */
final class Window {
    /**
     * How many tasks for each worker are in the pool. Fewer lets workers wait for the feeder; more delays the tasks of
     * other stages in the same pool.
     */
    private static final int TASKS_PER_WORKER = 4;

    /** How many elements, and how many chunks, the automatic buffer holds for each worker. More costs memory. */
    private static final int ELEMENTS_PER_WORKER = 16;

    private static final int CHUNKS_PER_WORKER = 8;

    /** With an explicit buffer, automatic chunks are so small that each worker gets this many of a full buffer. */
    private static final int CHUNKS_OF_SMALL_BUFFER = 4;

    private final Control control;
    private final Entrance entrance;
    private final StageOptions options;
    private final Timeline timeline = new Timeline();
    private final boolean isMeasuring;

    /** Whether a piece may have several elements. */
    private final boolean hasChunks;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition results = lock.newCondition();

    // All that follows is guarded by the lock.

    private final ChunkSizer sizer;
    private final Pieces pieces;
    private final Deque<Piece> again = new ArrayDeque<>();
    private int running;
    private long held;
    private boolean inputEnded;

    /** The size of the next chunk, and how many tasks and elements there may be, as of the last measurement. */
    private int chunkSize = 1;

    private int mostRunning = 1;
    private long mostHeld = 1;

    Window(Control control, Entrance entrance, StageOptions options) {
        this.control = control;
        this.entrance = entrance;
        this.options = options;
        boolean isSingle = options.chunkSize().isEmpty()
                && (entrance.prefersSingles() || options.rateLimit().isPresent());
        OptionalInt fixed = isSingle ? OptionalInt.of(1) : options.chunkSize();
        this.isMeasuring = fixed.isEmpty();
        this.hasChunks = fixed.isEmpty() || fixed.getAsInt() > 1;
        this.sizer = new ChunkSizer(fixed);
        this.pieces = new Pieces(options.ordered());
    }

    Timeline timeline() {
        return timeline;
    }

    // ---- the feeder

    /** What the feeder is to do next. */
    record Turn(@Nullable Piece again, int chunkSize) {
        /** Whether everything has been taken. */
        boolean isEnd() {
            return again == null && chunkSize == 0;
        }
    }

    /** Waits for room; returns what to submit again, or how many new elements to take, or that there is nothing more. */
    Turn awaitTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                control.ensureRunning();
                adapt();
                if (inputEnded && held == 0) {
                    return new Turn(null, 0);
                }
                Piece back = running < mostRunning ? again.pollFirst() : null;
                if (back != null) {
                    return new Turn(back, 0);
                }
                if (!inputEnded && running < mostRunning && (held == 0 || held + chunkSize <= mostHeld)) {
                    return new Turn(null, chunkSize);
                }
                timeline.enter(idling());
                room.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private Activity idling() {
        if (inputEnded) {
            return Activity.ENDED;
        }
        return running < mostRunning && pieces.isReady() ? Activity.BLOCKED : Activity.SATURATED;
    }

    /** Chooses the size of the next chunk, and the bounds. */
    private void adapt() {
        int workers = Math.max(1, entrance.workers());
        int lanes = Math.min(workers, options.concurrency().orElse(workers));
        int size = sizer.next(OptionalLong.empty(), lanes);
        if (options.buffer().isPresent()) {
            int buffer = options.buffer().getAsInt();
            mostHeld = buffer;
            size = Math.min(size, isMeasuring ? Math.max(1, buffer / lanes / CHUNKS_OF_SMALL_BUFFER) : buffer);
        } else {
            mostHeld = Math.max(
                    Math.max(ELEMENTS_PER_WORKER, (long) CHUNKS_PER_WORKER * size) * lanes,
                    2L * options.concurrency().orElse(0));
        }
        chunkSize = size;
        mostRunning = options.concurrency()
                .orElse(Math.min(
                        TASKS_PER_WORKER * workers, entrance.queueLimit().orElse(Integer.MAX_VALUE)));
    }

    /** Whether elements that were submitted may have to be submitted again, since they may share a chunk. */
    boolean mayGetBack() {
        lock.lock();
        try {
            return hasChunks && held > 1;
        } finally {
            lock.unlock();
        }
    }

    /** A piece is about to be submitted for the first time: it keeps its place from now on. */
    void admit(Piece piece) {
        lock.lock();
        try {
            pieces.add(piece);
            held += piece.size();
        } finally {
            lock.unlock();
        }
    }

    /** A piece is about to be submitted. */
    void submitting() {
        lock.lock();
        try {
            running++;
        } finally {
            lock.unlock();
        }
    }

    /** There are no more elements. */
    void endInput() {
        lock.lock();
        try {
            inputEnded = true;
            results.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the pool

    /** The future of a piece is done. */
    void onDone(Piece piece, long runNanos) {
        lock.lock();
        try {
            running--;
            if (runNanos > 0 && isMeasuring) {
                sizer.record(runNanos, piece.size());
            }
            pieces.onDone(piece);
            room.signal();
            results.signal();
        } finally {
            lock.unlock();
        }
    }

    // ---- whoever pulls

    /** What {@link #take} has found. */
    record Taken(Move move, @Nullable Piece piece) {}

    private static final Taken NOTHING_YET = new Taken(Move.NOT_YET, null);
    private static final Taken NOTHING_MORE = new Taken(Move.END, null);

    /** Waits for a piece that is done, and takes it. */
    Taken take(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (true) {
                control.ensureRunning(); // first: pieces that were cancelled since have not failed
                Piece piece = pieces.poll();
                if (piece != null) {
                    return new Taken(Move.NEXT, piece);
                }
                if (inputEnded && pieces.isEmpty()) {
                    return NOTHING_MORE;
                }
                if (left <= 0) {
                    return NOTHING_YET;
                }
                if (left == Flow.FOREVER) {
                    results.await();
                } else {
                    left = results.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Elements of a piece that was taken have to be submitted again. */
    void putBack(List<Piece> parts) {
        lock.lock();
        try {
            pieces.putBack(parts);
            again.addAll(parts);
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Elements have been passed on, or have failed. */
    void passed(int elements) {
        lock.lock();
        try {
            held -= elements;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    // ---- anybody

    /** How many tasks were submitted and are not done. */
    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** How many elements were taken in and not passed on. */
    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** The pieces that are not done, oldest first. */
    List<Piece> unfinished() {
        lock.lock();
        try {
            return pieces.unfinished();
        } finally {
            lock.unlock();
        }
    }

    /** The pipeline was stopped. */
    void wake() {
        lock.lock();
        try {
            room.signalAll();
            results.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
