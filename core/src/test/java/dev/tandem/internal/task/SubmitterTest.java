package dev.tandem.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolStats;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskCallable;
import dev.tandem.TaskOptions;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.internal.codec.TaskCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of tasks that a pool does not accept. */
class SubmitterTest {
    private final ShutWhilePreparing backend = new ShutWhilePreparing();

    // SPEC P13: what was laid down for it takes memory.
    @Test
    void task_forWhichThePoolWasShutTooEarly_isDiscardedOnce() {
        Submitter submitter = new Submitter(backend, TaskOptions.defaults());
        TaskCall call = TaskCall.callable((TaskCallable<Integer>) () -> 1);

        assertThatThrownBy(() -> submitter.submit(call)).isInstanceOf(RejectedExecutionException.class);
        assertThat(backend.prepared).hasSize(1);
        assertThat(backend.discarded).isEqualTo(backend.prepared);
    }

    /** A pool that somebody shuts down while a task is being encoded. */
    private static final class ShutWhilePreparing implements Backend {
        private final PoolCore core = new PoolCore(PoolSettings.of(ProcessPoolOptions.defaults()));
        private final List<PoolFuture<?>> prepared = new ArrayList<>();
        private final List<PoolFuture<?>> discarded = new ArrayList<>();

        @Override
        public PoolCore core() {
            return core;
        }

        @Override
        public @Nullable Throwable prepare(PoolFuture<?> task) {
            prepared.add(task);
            assertThat(core.tryShutdown()).isTrue();
            return null;
        }

        @Override
        public void discard(PoolFuture<?> task) {
            discarded.add(task);
        }

        @Override
        public void enqueue(PoolFuture<?> task) {
            throw new AssertionError("it was not accepted");
        }

        @Override
        public boolean withdraw(PoolFuture<?> task) {
            return false;
        }

        @Override
        public void stop(PoolFuture<?> task) {}

        @Override
        public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {}

        @Override
        public boolean isRunning(PoolFuture<?> task) {
            return false;
        }

        @Override
        public List<PoolFuture<?>> drainPending() {
            return List.of();
        }

        @Override
        public void stopRunning() {}

        @Override
        public void onIdleShutdown() {}

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public void resize(int workers) {}

        @Override
        public PoolStats stats() {
            return core.stats(0, 0, 0, List.of());
        }
    }
}
