package dev.tandem.internal.task;

import dev.tandem.TaskFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A callback that counts its calls. A call before the future is done counts for a hundred. */
final class Calls implements Consumer<TaskFuture<Integer>> {
    private final AtomicInteger count = new AtomicInteger();

    /** A callback that was not added yet. */
    Calls() {}

    /** A callback of a future. */
    Calls(TaskFuture<Integer> future) {
        future.addDoneCallback(this);
    }

    @Override
    public void accept(TaskFuture<Integer> future) {
        count.addAndGet(future.isDone() ? 1 : 100);
    }

    int count() {
        return count.get();
    }
}
