package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task's future as a {@link CompletableFuture}. */
@SuppressWarnings("FutureReturnValueIgnored")
interface CompletableFutureContract extends PoolContract {
    // SPEC F6
    @Test
    default void derivedStages_getTheOutcome() throws Exception {
        try (PoolExecutor pool = open(2)) {
            TaskFuture<Integer> one = pool.submit(() -> 1);
            TaskFuture<Integer> two = pool.submit(() -> 2);
            TaskFuture<Integer> failing = pool.submit(Tasks::fail, "no three");

            assertThat(one.thenApply(x -> x + 10).get()).isEqualTo(11);
            assertThat(one.thenCombine(two, Integer::sum).get()).isEqualTo(3);
            assertThat(failing.exceptionally(failure -> -1).get()).isEqualTo(-1);
            assertThat(failing.handle((value, failure) -> failure.getMessage()).get())
                    .isEqualTo("no three");
            assertThat(one.thenCompose(x -> pool.submit(Tasks::square, x + 4)).get())
                    .isEqualTo(25);
        }
    }

    // SPEC F6
    @Test
    default void allOfAndAnyOf_areCompletedByTheTasks(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> quick = pool.submit(() -> 2);
            CompletableFuture<Void> all = CompletableFuture.allOf(slow, quick);

            assertThat(CompletableFuture.anyOf(slow, quick).get()).isEqualTo(2);
            assertThat(all).isNotDone();
            gate.open();
            assertThat(all).succeedsWithin(Poll.PATIENCE);
        }
    }

    // SPEC F6
    @Test
    default void orTimeout_runningTask_failsTheFutureAndInterruptsTheTask(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(CancelContract.LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> future = pool.submit(() -> noteInterrupt(gate, journal));
            gate.awaitArrivals(1);
            future.orTimeout(50, TimeUnit.MILLISECONDS);

            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThat(journal.awaitLines(1)).containsExactly("interrupted");
            assertThat(future.status()).isEqualTo(TaskStatus.FAILED);
        }
    }

    // SPEC F6
    @Test
    default void orTimeout_pendingTask_withdrawsIt(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            TaskFuture<?> pending = pool.submit(() -> journal.note("started"));
            pending.orTimeout(50, TimeUnit.MILLISECONDS);

            assertThatThrownBy(pending::get).hasCauseInstanceOf(TimeoutException.class);
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC F6
    @Test
    default void complete_runningTask_setsTheValueAndInterruptsTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(CancelContract.LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<String> future = pool.submit(() -> {
                noteInterrupt(gate, journal);
                return "from the task";
            });
            gate.awaitArrivals(1);

            assertThat(future.complete("from outside")).isTrue();
            assertThat(future.complete("too late")).isFalse();
            assertThat(future.get()).isEqualTo("from outside");
            assertThat(future.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(journal.awaitLines(1)).containsExactly("interrupted");
            assertThat(future.get()).isEqualTo("from outside");
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
        }
    }

    // SPEC F6
    @Test
    default void completion_ofPendingTasks_withdrawsThem(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            TaskFuture<Integer> completed = pool.submit(() -> journal.noteAndCount("completed"));
            TaskFuture<Integer> failed = pool.submit(() -> journal.noteAndCount("failed"));
            TaskFuture<Integer> replaced = pool.submit(() -> journal.noteAndCount("replaced"));

            assertThat(completed.complete(-1)).isTrue();
            assertThat(failed.completeExceptionally(new IllegalStateException("from outside")))
                    .isTrue();
            replaced.completeOnTimeout(-2, 20, TimeUnit.MILLISECONDS);
            assertThat(completed.get()).isEqualTo(-1);
            assertThat(failed.exception().orElseThrow()).hasMessage("from outside");
            assertThat(replaced.get()).isEqualTo(-2);
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC F6
    @Test
    default void complete_doneTask_changesNothing() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> 1);
            assertThat(future.get()).isEqualTo(1);

            assertThat(future.complete(2)).isFalse();
            assertThat(future.completeExceptionally(new IllegalStateException("too late")))
                    .isFalse();
            assertThat(future.get()).isEqualTo(1);
        }
    }

    // SPEC F6: stages are ordinary futures.
    @Test
    default void derivedStage_cancelled_leavesTheTaskAlone(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);

            assertThat(future.thenApply(x -> x + 1).cancel(true)).isTrue();
            assertThat(future.copy().cancel(true)).isTrue();
            assertThat(future.isRunning()).isTrue();
            gate.open();
            assertThat(future.get()).isEqualTo(1);
        }
    }

    private static void noteInterrupt(Gate gate, Journal journal) {
        try {
            gate.pass();
            journal.note("passed");
        } catch (InterruptedException e) {
            journal.note("interrupted");
        }
    }
}
