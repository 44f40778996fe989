package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** shutdown and shutdownNow. */
@SuppressWarnings("FutureReturnValueIgnored")
interface ShutdownContract extends PoolContract {
    // SPEC A6
    @Test
    default void shutdownWait_returnsWhenAllIsDoneAndEveryWorkerIsGone() {
        try (PoolExecutor pool = open(2)) {
            List<TaskFuture<Integer>> futures = IntStream.range(0, 200)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            pool.shutdown(true, false);

            assertThat(futures).allMatch(TaskFuture::isDone).noneMatch(TaskFuture::isCancelled);
            assertThat(pool.isTerminated()).isTrue();
            assertThat(pool.stats().workers()).isEmpty();
            assertThat(pool.stats().completed()).isEqualTo(200);
            assertThat(pool.stats().queued()).isZero();
            assertThat(pool.stats().running()).isZero();
        }
    }

    // SPEC A6: futures are completed in any case, also when this returns before.
    @Test
    default void shutdown_withoutWaiting_runsWhatWasAccepted(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);
            pool.shutdown();

            assertThat(pool.isShutdown()).isTrue();
            assertThat(pool.isTerminated()).isFalse();
            assertThat(pool.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
            gate.open();
            assertThat(running.get()).isEqualTo(1);
            assertThat(pending.get()).isEqualTo(2);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC A6
    @Test
    default void shutdownCancelFutures_cancelsThePendingAndLetsTheRunningEnd(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            List<TaskFuture<Integer>> pending = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(() -> journal.noteAndCount(i)))
                    .toList();
            pool.shutdown(false, true);

            assertThat(pending).allMatch(TaskFuture::isCancelled);
            assertThatThrownBy(pending.get(0)::get)
                    .isInstanceOf(CancellationException.class)
                    .hasStackTraceContaining("pool was shut down");
            assertThat(running.isDone()).isFalse();
            gate.open();
            assertThat(running.get()).isEqualTo(1);
            pool.shutdown(true, true);
            assertThat(pool.isTerminated()).isTrue();
            assertThat(pool.stats().cancelled()).isEqualTo(20);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A6: also when they lie in the buffer of a worker.
    @Test
    default void shutdownCancelFutures_tasksInAWorkersBuffer_neverStart(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 1000; i++) {
                pool.submit(Tasks::square, i);
            }
            pool.submit(() -> gate.pass());
            List<TaskFuture<Integer>> buffered = IntStream.range(0, 100)
                    .mapToObj(i -> pool.submit(() -> journal.noteAndCount(i)))
                    .toList();
            gate.awaitArrivals(1);
            pool.shutdown(false, true);

            assertThat(buffered).allMatch(TaskFuture::isCancelled);
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A6
    @Test
    default void shutdown_unusedPool_returnsAtOnce() throws Exception {
        for (boolean wait : List.of(true, false)) {
            try (PoolExecutor pool = open(2)) {
                pool.shutdown(wait, true);

                assertThat(pool.isShutdown()).isTrue();
                assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
                assertThat(pool.shutdownNow()).isEmpty();
            }
        }
    }

    // SPEC A6
    @Test
    default void shutdown_repeatedInAnyForm_isHarmless() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> 1);
            pool.shutdown();
            pool.shutdown();
            pool.shutdown(true, false);
            pool.shutdown(true, true);
            pool.shutdown(false, true);

            assertThat(pool.shutdownNow()).isEmpty();
            assertThat(future.get()).isEqualTo(1);
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC A6: by several threads at once.
    @Test
    default void shutdownWait_byManyThreads_returnsToAll(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            List<OtherThread<Boolean>> closers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                closers.add(
                        OtherThread.running(() -> pool.shutdown(true, false)).awaitBlocked());
            }
            gate.open();

            assertThat(closers).allSatisfy(closer -> assertThat(closer.value()).isTrue());
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC A6: interrupted, it goes on as shutdownNow and sets the interrupt status when everything has ended.
    @Test
    default void shutdownWait_interrupted_goesOnAsShutdownNow(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> running = pool.submit(() -> gate.pass());
            TaskFuture<?> pending = pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            try (OtherThread<Boolean> closer =
                    OtherThread.running(() -> pool.shutdown(true, false)).awaitBlocked()) {
                closer.interrupt();

                assertThat(closer.value()).isTrue();
                assertThat(closer.wasInterruptedAtEnd()).isTrue();
            }
            assertThat(pool.isTerminated()).isTrue();
            assertThat(running.isCompletedExceptionally()).isTrue();
            assertThat(pending.isCancelled()).isTrue();
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC A8
    @Test
    default void shutdownNow_cancelsThePendingAndInterruptsTheRunning(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        Runnable object = new Tasks.Note(journal, "object");
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(CancelContract.LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> running = pool.submit(() -> {
                try {
                    gate.pass();
                } catch (InterruptedException e) {
                    journal.note("interrupted");
                    throw e;
                }
            });
            gate.awaitArrivals(1);
            List<TaskFuture<?>> pending = new ArrayList<>();
            pending.add(pool.submit(object));
            pending.add(pool.submit(() -> journal.note("lambda")));
            pending.add(pool.submit(() -> journal.noteAndCount("callable")));
            List<Runnable> neverStarted = pool.shutdownNow();

            assertThat(neverStarted).hasSize(3).contains(object);
            assertThat(pending).allMatch(TaskFuture::isCancelled);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(running.isCompletedExceptionally()).isTrue();
            assertThat(pool.stats().workers()).isEmpty();
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(journal.lines()).containsExactly("interrupted");
    }

    // SPEC A8
    @Test
    default void shutdownNow_afterShutdown_stopsWhatIsLeft(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> running = pool.submit(() -> gate.pass());
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);
            pool.shutdown();

            assertThat(pool.shutdownNow()).hasSize(1);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(running.isCompletedExceptionally()).isTrue();
            assertThat(pending.isCancelled()).isTrue();
        }
    }

    // SPEC A6, C1, FAULTS 26: nothing that was accepted is left pending.
    @Test
    default void shutdown_racingWithSubmitters_leavesNothingPending() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<TaskFuture<Integer>> accepted = Collections.synchronizedList(new ArrayList<>());
            try (PoolExecutor pool = open(2)) {
                List<OtherThread<Boolean>> submitters = IntStream.range(0, 3)
                        .mapToObj(thread -> OtherThread.running(() -> {
                            try {
                                for (int i = 0; i < 100_000; i++) {
                                    accepted.add(pool.submit(Tasks::square, 7));
                                }
                            } catch (RejectedExecutionException e) {
                                // This is how it ends.
                            }
                        }))
                        .toList();
                Poll.until("some tasks", () -> accepted.size() > 50);
                boolean cancelFutures = round % 2 == 0;
                pool.shutdown(true, cancelFutures);
                submitters.forEach(OtherThread::value);

                assertThat(accepted).allMatch(TaskFuture::isDone);
                assertThat(pool.stats().submitted()).isEqualTo(accepted.size());
                for (TaskFuture<Integer> future : accepted) {
                    if (!future.isCancelled()) {
                        assertThat(future.get()).isEqualTo(49);
                    } else {
                        assertThat(cancelFutures).isTrue();
                    }
                }
            }
        }
    }
}
