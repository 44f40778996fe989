package dev.tandem.internal.mapping;

import dev.tandem.Progress;
import dev.tandem.TaskFuture;
import dev.tandem.internal.codec.TaskCall.ChunkResult;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.task.PoolFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the elements of a chunk once: by the thread that completes the chunk, or by the consumer if that takes the
 * results before the other one gets so far. So what was consumed has been counted.
 */
final class ElementCount implements Consumer<TaskFuture<Object>> {
    /** {@code NEW -> COUNTING -> COUNTED}. */
    private enum Life {
        NEW,
        COUNTING,
        COUNTED
    }

    private final Progress progress;
    private final PoolFuture<Object> future;
    private final int size;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.NEW);

    ElementCount(Progress progress, PoolFuture<Object> future, int size) {
        this.progress = progress;
        this.future = future;
        this.size = size;
    }

    @Override
    public void accept(TaskFuture<Object> done) {
        if (life.compareAndSet(Life.NEW, Life.COUNTING)) {
            try {
                count();
            } finally {
                life.set(Life.COUNTED);
            }
        }
        while (life.get() != Life.COUNTED) {
            Thread.yield(); // the other one is at it: a few instructions
        }
    }

    private void count() {
        if (future.attempts() > 1) {
            progress.retried((long) size * (future.attempts() - 1));
        }
        Throwable failure = future.failureNow();
        if (failure == null) {
            count(future.getNow(null));
        } else if (failure instanceof CancellationException) {
            progress.cancelled(size);
        } else {
            progress.failed(ChunkOutcome.lost(size, future, failure));
        }
    }

    private void count(@Nullable Object value) {
        int failed = 0;
        int cancelled = 0;
        if (size > 1 && value instanceof ChunkResult result) {
            for (Object element : result.values()) {
                if (element instanceof ElementFailure failure) {
                    boolean isCancelled = failure.failure() instanceof CancellationException;
                    cancelled += isCancelled ? 1 : 0;
                    failed += isCancelled ? 0 : 1;
                }
            }
        }
        progress.succeeded(size - failed - cancelled);
        progress.failed(failed);
        progress.cancelled(cancelled);
    }
}
