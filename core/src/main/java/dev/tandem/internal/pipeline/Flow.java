package dev.tandem.internal.pipeline;

import org.jspecify.annotations.Nullable;

/** Elements that come one after the other. Used by one thread at a time, the one that pulls. */
abstract class Flow {
    /** Waits as long as it takes. */
    static final long FOREVER = Long.MAX_VALUE;

    /** What {@link #advance} has done. */
    enum Move {
        /** There is another element. */
        NEXT,
        /** There is none yet, and the time is up. */
        NOT_YET,
        /** There are no more. */
        END
    }

    /** The current element, and the input of the pipeline that it was made from. */
    private @Nullable Object value;

    private @Nullable Object origin;

    /**
     * Moves on to the next element.
     *
     * @param nanos how long to wait for it at most, if this flow {@linkplain #isPrompt is prompt}
     * @throws StoppedException if the pipeline was stopped
     * @throws InterruptedException if the thread is interrupted; nothing is lost, and this may be called again
     */
    abstract Move advance(long nanos) throws InterruptedException;

    /** Whether {@link #advance} returns in time, whatever the code of the user does that gives elements. */
    abstract boolean isPrompt();

    /** Says how many elements are about to be pulled without a pause: so many may be got ready. */
    abstract void demand(int elements);

    /** No more elements are pulled: what is open in this thread is closed. */
    abstract void release();

    final void current(@Nullable Object element, @Nullable Object madeFrom) {
        value = element;
        origin = madeFrom;
    }

    /** The current element, until it is dropped. */
    final @Nullable Object value() {
        return value;
    }

    /** The input of the pipeline that the current element was made from, until it is dropped. */
    final @Nullable Object origin() {
        return origin;
    }

    /** Forgets the current element. */
    final void drop() {
        value = null;
        origin = null;
    }
}
