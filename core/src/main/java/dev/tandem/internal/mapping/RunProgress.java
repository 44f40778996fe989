package dev.tandem.internal.mapping;

import dev.tandem.MapOptions;
import dev.tandem.Progress;
import dev.tandem.internal.codec.TaskCall.ChunkResult;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.task.PoolFuture;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Counts the elements of a run, each once, when it is done with for good: by the threads that complete chunks. */
final class RunProgress {
    private final Progress progress;

    /** Whether it ends with the run. */
    private final boolean isOwn;

    private RunProgress(Progress progress, boolean isOwn) {
        this.progress = progress;
        this.isOwn = isOwn;
    }

    /** The progress that the options ask for, or null. */
    static @Nullable RunProgress of(MapOptions options) {
        if (options.progress().isPresent()) {
            return new RunProgress(options.progress().get(), false);
        }
        return options.shownProgress().isPresent()
                ? new RunProgress(Progress.start(o -> options.shownProgress().get()), true)
                : null;
    }

    /** There are so many elements. */
    void expect(long elements) {
        progress.expect(elements);
    }

    /** Counts the elements of a chunk as soon as that is done. */
    void watch(Chunk chunk) {
        PoolFuture<Object> future = chunk.future();
        if (future == null) {
            progress.failed(chunk.size());
        } else {
            int size = chunk.size(); // not the chunk: its elements need not be kept
            future.addDoneCallback(done -> count(future, size));
        }
    }

    private void count(PoolFuture<Object> future, int size) {
        if (future.attempts() > 1) {
            progress.retried((long) size * (future.attempts() - 1));
        }
        Throwable failure = future.failureNow();
        if (failure == null) {
            count(size, future.getNow(null));
        } else if (failure instanceof CancellationException) {
            progress.cancelled(size);
        } else {
            progress.failed(ChunkOutcome.lost(size, future, failure));
        }
    }

    private void count(int size, @Nullable Object value) {
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

    /** The run is over. */
    void end() {
        if (isOwn) {
            progress.close();
        }
    }
}
