package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ClosePolicy;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** close. */
@SuppressWarnings("try")
interface CloseContract extends PoolContract {
    // SPEC A7
    @Test
    default void close_default_waitsForAllAcceptedTasks(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);
            try (OtherThread<Boolean> closer =
                    OtherThread.running(() -> pool.close()).awaitBlocked()) {
                assertThat(running.isDone()).isFalse();
                gate.open();
                closer.value();
            }

            assertThat(running.getNow(null)).isEqualTo(1);
            assertThat(pending.getNow(null)).isEqualTo(2);
            assertThat(pool.isTerminated()).isTrue();
            pool.close();
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC A7
    @Test
    default void close_unusedPool_endsIt() {
        PoolExecutor pool = open(1);
        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    // SPEC A7
    @Test
    default void close_interrupted_goesOnAsShutdownNow(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);
            try (OtherThread<Boolean> closer =
                    OtherThread.running(() -> pool.close()).awaitBlocked()) {
                closer.interrupt();

                assertThat(closer.value()).isTrue();
                assertThat(closer.wasInterruptedAtEnd()).isTrue();
            }
            assertThat(running.isCompletedExceptionally()).isTrue();
            assertThat(pending.isCancelled()).isTrue();
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC A7
    @Test
    default void close_calledWhileInterrupted_goesOnAsShutdownNow(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            try (OtherThread<Boolean> closer = OtherThread.running(() -> {
                Thread.currentThread().interrupt();
                pool.close();
            })) {
                assertThat(closer.value()).isTrue();
                assertThat(closer.wasInterruptedAtEnd()).isTrue();
            }
            assertThat(running.isCompletedExceptionally()).isTrue();
        }
    }

    // SPEC A7
    @Test
    default void close_cancelPending_cancelsThePendingAndWaitsForTheRunning(@TempDir Path dir) {
        try (PoolExecutor pool = open(PoolOptions.workers(1).onClose(ClosePolicy.CANCEL_PENDING));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);
            try (OtherThread<Boolean> closer =
                    OtherThread.running(() -> pool.close()).awaitBlocked()) {
                Poll.until("cancellation", pending::isCancelled);
                assertThat(running.isDone()).isFalse();
                gate.open();
                closer.value();
            }

            assertThat(running.getNow(null)).isEqualTo(1);
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC A7
    @Test
    default void close_kill_stopsEverything(@TempDir Path dir) {
        try (PoolExecutor pool = open(PoolOptions.workers(1).onClose(ClosePolicy.KILL));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);
            pool.close();

            assertThat(running.isCompletedExceptionally()).isTrue();
            assertThat(pending.isCancelled()).isTrue();
            assertThat(pool.isTerminated()).isTrue();
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC A7
    @Test
    default void close_byManyThreads_returnsToAll() {
        PoolExecutor pool = open(1);
        TaskFuture<Integer> future = pool.submit(() -> 1);
        try (OtherThread<Boolean> one = OtherThread.running(() -> pool.close());
                OtherThread<Boolean> other = OtherThread.running(() -> pool.close())) {
            assertThat(one.value()).isTrue();
            assertThat(other.value()).isTrue();
        }
        assertThat(future.getNow(null)).isEqualTo(1);
        assertThat(pool.isTerminated()).isTrue();
    }
}
