package dev.tandem.internal.mapping;

import dev.tandem.MapOptions;
import dev.tandem.Progress;
import dev.tandem.internal.task.PoolFuture;
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
            ElementCount count = new ElementCount(progress, future, chunk.size());
            chunk.countWith(count);
            future.addDoneCallback(count);
        }
    }

    /** The run is over. */
    void end() {
        if (isOwn) {
            progress.close();
        }
    }
}
