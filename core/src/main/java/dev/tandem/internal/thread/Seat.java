package dev.tandem.internal.thread;

import org.jspecify.annotations.Nullable;

/** A share of all keys: their waiting tasks, and the worker that runs them. */
final class Seat {
    /** Added to and taken from under the lock of the crew; looked into anywhere. */
    private final TaskQueue queue = new TaskQueue();

    /** Written and read under the lock of the crew. */
    private @Nullable ThreadWorker holder;

    TaskQueue queue() {
        return queue;
    }

    @Nullable
    ThreadWorker holder() {
        return holder;
    }

    void setHolder(@Nullable ThreadWorker value) {
        holder = value;
    }
}
