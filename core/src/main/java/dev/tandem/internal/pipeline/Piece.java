package dev.tandem.internal.pipeline;

import dev.tandem.TaskFuture;
import dev.tandem.internal.mapping.Elements;
import dev.tandem.internal.task.PoolFuture;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Elements that a stage has submitted as one task, or is about to submit again. */
final class Piece {
    private final Elements elements;
    private final @Nullable Object[] origins;

    /** Written by the thread that submits, before anybody is told of it. */
    private @Nullable TaskFuture<Object> future;

    /** Whether the future is done. Guarded by the window. */
    private boolean done;

    Piece(Elements elements, @Nullable Object[] origins) {
        this.elements = elements;
        this.origins = origins;
    }

    Elements elements() {
        return elements;
    }

    int size() {
        return elements.size();
    }

    @Nullable
    Object input(int index) {
        return elements.firsts()[index];
    }

    @Nullable
    Object origin(int index) {
        return origins[index];
    }

    /** A part of the elements, which were not run. */
    Piece part(int from, int to) {
        return new Piece(elements.part(from, to), Arrays.copyOfRange(origins, from, to));
    }

    void submitted(TaskFuture<Object> task) {
        future = task;
    }

    @Nullable
    TaskFuture<Object> future() {
        return future;
    }

    boolean isDone() {
        return done;
    }

    void done(boolean value) {
        done = value;
    }

    /** How long a worker has run it so far, or 0 if none does. */
    long runningNanos(long now) {
        if (future instanceof PoolFuture<?> known && known.attempts() > 0 && known.isRunning()) {
            return Math.max(0, now - known.startedNanos());
        }
        return 0;
    }

    /** How long a worker has run it the last time, or 0 if none has. Only when it is done. */
    long runNanos() {
        if (future instanceof PoolFuture<?> known && known.attempts() > 0) {
            return Math.max(1, known.finishedNanos() - known.startedNanos());
        }
        return 0;
    }
}
