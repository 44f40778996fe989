package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.QueuePolicy;
import dev.tandem.TaskFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue limit and what {@code submit} does when it is reached. */
@SuppressWarnings("FutureReturnValueIgnored")
interface QueueLimitContract extends PoolContract {
    // SPEC A2
    @Test
    default void fullQueue_reject_rejectsAndAcceptsAgainLater(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(2, QueuePolicy.reject()));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            TaskFuture<Integer> second = pool.submit(Tasks::square, 2);
            TaskFuture<Integer> third = pool.submit(Tasks::square, 3);

            assertThatThrownBy(() -> pool.submit(Tasks::square, 4))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("queue is full")
                    .hasMessageContaining(pool.stats().name())
                    .hasMessageContaining("queueLimit=2");
            assertThat(pool.stats().submitted()).isEqualTo(3);

            gate.open();
            assertThat(running.get()).isEqualTo(1);
            assertThat(second.get()).isEqualTo(4);
            assertThat(third.get()).isEqualTo(9);
            assertThat(pool.submit(Tasks::square, 5).get()).isEqualTo(25);
        }
    }

    // SPEC A2: a cancelled task leaves the queue.
    @Test
    default void fullQueue_aPendingTaskCancelled_hasRoom(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, QueuePolicy.reject()));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Integer> waiting = pool.submit(Tasks::square, 2);
            assertThatThrownBy(() -> pool.submit(Tasks::square, 3)).isInstanceOf(RejectedExecutionException.class);
            assertThat(waiting.cancel(false)).isTrue();

            TaskFuture<Integer> next = pool.submit(Tasks::square, 4);
            gate.open();
            assertThat(next.get()).isEqualTo(16);
        }
    }

    // SPEC A2
    @Test
    default void fullQueue_block_waitsForRoom(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, QueuePolicy.block()));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            pool.submit(Tasks::square, 2);
            try (OtherThread<TaskFuture<Integer>> submitter =
                    OtherThread.calling(() -> pool.submit(Tasks::square, 3)).awaitBlocked()) {
                assertThat(pool.stats().submitted()).isEqualTo(2);
                gate.open();

                assertThat(submitter.value().get()).isEqualTo(9);
            }
        }
    }

    // SPEC A2
    @Test
    default void fullQueue_blockedSubmitterInterrupted_isRejected(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, QueuePolicy.block()));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Integer> waiting = pool.submit(Tasks::square, 2);
            try (OtherThread<TaskFuture<Integer>> submitter =
                    OtherThread.calling(() -> pool.submit(Tasks::square, 3)).awaitBlocked()) {
                submitter.interrupt();

                assertThat(submitter.failure())
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("interrupted");
                assertThat(submitter.wasInterruptedAtEnd()).isTrue();
            }
            gate.open();
            assertThat(waiting.get()).isEqualTo(4);
        }
    }

    // SPEC A2, A3: nobody waits for room in a pool that has ended.
    @Test
    default void fullQueue_shutdownWhileSubmitterIsBlocked_rejectsIt(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, QueuePolicy.block()));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Integer> waiting = pool.submit(Tasks::square, 2);
            try (OtherThread<TaskFuture<Integer>> submitter =
                    OtherThread.calling(() -> pool.submit(Tasks::square, 3)).awaitBlocked()) {
                pool.shutdown();

                assertThat(submitter.failure())
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("pool was shut down");
            }
            gate.open();
            assertThat(waiting.get()).isEqualTo(4);
        }
    }

    // SPEC A2
    @Test
    default void fullQueue_blockUpToATime_rejectsAfterIt(@TempDir Path dir) {
        Duration patience = Duration.ofMillis(100);
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, QueuePolicy.blockUpTo(patience)));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            pool.submit(Tasks::square, 2);
            long start = System.nanoTime();

            assertThatThrownBy(() -> pool.submit(Tasks::square, 3))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("queue is full")
                    .hasMessageContaining("queueLimit=1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(patience);
        }
    }

    // SPEC A2
    @Test
    default void fullQueue_callerRuns_runsInTheSubmittingThread(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, QueuePolicy.callerRuns()));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<String> queued = pool.submit(Tasks::place);
            TaskFuture<String> run = pool.submit(Tasks::place);
            TaskFuture<Integer> failing = pool.submit(Tasks::fail, "in the caller");

            assertThat(run.isDone()).isTrue();
            assertThat(run.get()).isEqualTo(Tasks.place());
            assertThat(failing.isCompletedExceptionally()).isTrue();
            assertThat(failing.exception().orElseThrow()).hasMessage("in the caller");
            assertThat(queued.isDone()).isFalse();
            gate.open();
            assertThat(queued.get()).isNotEqualTo(Tasks.place());
        }
    }
}
