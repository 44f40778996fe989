package dev.tandem.internal.pipeline;

import dev.tandem.RateLimit;
import dev.tandem.TaskFuture;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.mapping.Elements;
import dev.tandem.internal.pipeline.Flow.Move;
import dev.tandem.internal.pipeline.Timeline.Activity;
import dev.tandem.internal.task.TaskEndings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes elements from the step before and submits them to the pool of a stage, in a thread of its own. */
final class Feeder implements Runnable {
    /**
     * How long a chunk of tiny elements may wait to become full. Less makes smaller chunks, and so more tasks, of elements
     * that arrive just about as fast as they are worked on; more delays them.
     */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * How long to wait for a new element before looking whether elements have come back. Longer delays those; shorter
     * takes processor time from others while the inputs pause.
     */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The pause before a task is offered again to a pool that rejects what its queue has no room for. */
    private static final long REJECTED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Flow upstream;
    private final Control control;
    private final Step.Pooled step;
    private final Entrance entrance;
    private final Window window;
    private final StageMeter meter;
    private final Timeline timeline;
    private final @Nullable RateLimit limit;

    /** The chunk that is being put together. */
    private List<@Nullable Object> values = new ArrayList<>();

    private List<@Nullable Object> origins = new ArrayList<>();

    /** An element that has no permit yet is in the upstream. */
    private boolean isPermitMissing;

    private boolean ended;

    Feeder(Flow upstream, Control control, Step.Pooled step, Entrance entrance, Window window, StageMeter meter) {
        this.upstream = upstream;
        this.control = control;
        this.step = step;
        this.entrance = entrance;
        this.window = window;
        this.meter = meter;
        this.timeline = window.timeline();
        this.limit = step.options().rateLimit().orElse(null);
    }

    @Override
    public void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                try {
                    goesOn = feed();
                } catch (InterruptedException e) {
                    control.ensureRunning(); // else it was code of the user that has interrupted this thread
                }
            }
        } catch (Throwable e) {
            control.ended(e); // before anybody sees the end of the input
            throw e;
        } finally {
            timeline.enter(Activity.ENDED);
            window.endInput();
            upstream.release();
        }
    }

    /** Submits a piece; returns false when there will be no more. */
    private boolean feed() throws InterruptedException {
        Window.Turn turn = window.awaitTurn();
        if (turn.isEnd()) {
            return false;
        }
        Piece piece = turn.again();
        if (piece == null) {
            piece = next(turn.chunkSize());
            if (piece != null) {
                window.admit(piece);
            }
        }
        if (ended) {
            window.endInput();
        }
        if (piece != null) {
            timeline.enter(Activity.SUBMITTING);
            submit(piece);
        }
        return true;
    }

    // ---- taking elements

    private @Nullable Piece next(int size) throws InterruptedException {
        upstream.demand(size);
        long deadline = 0;
        while (!ended && values.size() < size) {
            if (!isPermitMissing) {
                boolean isFirst = values.isEmpty();
                if (isFirst) {
                    timeline.enter(Activity.WAITING);
                } else if (deadline == 0) {
                    deadline = System.nanoTime() + LINGER_NANOS;
                }
                Move move = upstream.advance(isFirst ? patience() : Math.max(0, deadline - System.nanoTime()));
                ended = move == Move.END;
                if (move == Move.NOT_YET) {
                    break;
                }
                isPermitMissing = !ended;
            }
            takePermitted();
        }
        if (values.isEmpty()) {
            return null;
        }
        Piece piece = new Piece(new Elements(step.function(), values.toArray(), null), origins.toArray());
        values = new ArrayList<>(size);
        origins = new ArrayList<>(size);
        return piece;
    }

    /** How long to wait for an element while there is no other: those that come back do not end the waiting. */
    private long patience() {
        return window.mayGetBack() ? LOOK_NANOS : Flow.FOREVER;
    }

    private void takePermitted() throws InterruptedException {
        if (!isPermitMissing) {
            return;
        }
        if (limit != null) {
            timeline.enter(Activity.LIMITED);
            control.ensureRunning(); // no permit for what will not be submitted: others share the limit
            limit.acquire();
        }
        isPermitMissing = false;
        values.add(upstream.value());
        origins.add(upstream.origin());
        upstream.drop();
        meter.countIn();
    }

    // ---- submitting

    private void submit(Piece piece) {
        window.submitting();
        TaskFuture<Object> future = offer(piece);
        piece.submitted(future);
        future.addDoneCallback(f -> {
            long runNanos = piece.runNanos();
            meter.addBusy(runNanos);
            if (f.isCompletedExceptionally() && TaskEndings.isHeld(f)) {
                control.keep(f); // its time is up perhaps, and its thread goes on
            }
            window.onDone(piece, runNanos);
            if (control.endsAtFailure()) {
                failEarly(piece, f);
            }
        });
        if (!control.isRunning()) {
            control.cancel(future); // whoever has stopped the pipeline may have come too early for this one
        }
    }

    /** A failure that ends the pipeline need not wait until it is its turn. */
    private void failEarly(Piece piece, TaskFuture<Object> done) {
        @Nullable Object[] values = Outcome.of(piece, done).values();
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof ElementFailure failed) {
                try {
                    control.elementFailed(meter, piece.input(i), piece.origin(i), failed.failure());
                } catch (StoppedException e) {
                    return; // by this failure, or another one
                }
            }
        }
    }

    private TaskFuture<Object> offer(Piece piece) {
        while (true) {
            try {
                return entrance.submit(piece.elements());
            } catch (RejectedExecutionException e) {
                control.ensureRunning();
                if (step.pool().isShutdown() || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(this, REJECTED_PAUSE_NANOS); // its queue is full, of others' tasks perhaps
            }
        }
    }
}
