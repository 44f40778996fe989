package dev.tandem.internal.mapping;

import dev.tandem.MapOptions;
import dev.tandem.Progress;
import dev.tandem.internal.task.PoolFuture;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Counts the elements of a run, each once, when it is done with for good: by the threads that complete chunks. */
final class RunProgress {
    private final Progress progress;

    /** Whether it ends with the run. */
    private final boolean isOwn;

    /** Closes it, once. Used by the consuming thread. */
    private Cleaner.@Nullable Cleanable ending;

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

    /** Ends with a run at the latest when nobody knows that any more, if its consumer has not closed it. */
    void endWith(Object run) {
        if (isOwn) {
            ending = Forgotten.CLEANER.register(run, progress::close);
        }
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
        Cleaner.Cleanable known = ending;
        if (known != null) {
            known.clean();
        } else if (isOwn) {
            progress.close();
        }
    }

    /** Has a thread, which is started only for runs that need it. */
    private static final class Forgotten {
        static final Cleaner CLEANER = Cleaner.create();
    }
}
