package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskScope;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WaitTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scopes: the first failure stops the others, and nothing runs any more when the block is left. */
@SuppressWarnings("try")
interface ScopeContract extends PoolContract {
    // SPEC L2
    @Test
    default void scope_allSucceed_joinReturns() throws Exception {
        try (PoolExecutor pool = open(2);
                TaskScope scope = Futures.scope(pool)) {
            scope.join();
            TaskFuture<Integer> square = scope.submit(() -> Tasks.square(3));
            TaskFuture<?> nothing = scope.submit(() -> {});
            TaskFuture<Integer> withArgument = scope.submit(Tasks::square, 4);
            TaskFuture<Integer> withTwo = scope.submit(Tasks::add, 4, 5);

            scope.join();

            assertThat(List.of(square, nothing, withArgument, withTwo)).allMatch(TaskFuture::isDone);
            assertThat(square.join() + withArgument.join() + withTwo.join()).isEqualTo(9 + 16 + 9);
        }
    }

    // SPEC L2
    @Test
    default void scope_taskFails_stopsTheOthers(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                Gate failure = Gate.in(dir)) {
            try (TaskScope scope = Futures.scope(pool)) {
                TaskFuture<Integer> running = scope.submit(() -> passNoted(gate, journal));
                TaskFuture<Integer> failing = scope.submit(() -> {
                    failure.pass();
                    return Tasks.fail("first");
                });
                gate.awaitArrivals(1);
                failure.awaitArrivals(1);
                TaskFuture<Integer> waiting = scope.submit(() -> passNoted(gate, journal));
                failure.open();

                assertThatThrownBy(scope::join)
                        .isInstanceOf(CompletionException.class)
                        .hasMessage("task of the scope failed: task=" + failing.label()
                                + ", java.lang.IllegalStateException: first")
                        .hasCauseInstanceOf(IllegalStateException.class);
                assertThat(running.isCancelled()).isTrue();
                Poll.until("the other one is cancelled", waiting::isCancelled);
                assertThatThrownBy(() -> scope.submit(() -> 1))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessage("scope has failed: it takes no more tasks")
                        .hasCauseInstanceOf(IllegalStateException.class);
                assertThatThrownBy(scope::join).isInstanceOf(CompletionException.class);
            }
            List<String> lines = journal.lines(); // the waiting one may have begun before it was cancelled
            assertThat(lines.stream().filter("end"::equals).count())
                    .isEqualTo(lines.stream().filter("begin"::equals).count());
            assertThat(pool.submit(() -> Tasks.square(3)).join()).isEqualTo(9);
        }
    }

    private static int passNoted(Gate gate, Journal journal) throws InterruptedException {
        journal.note("begin");
        try {
            return gate.pass(1);
        } finally {
            journal.note("end");
        }
    }

    // SPEC L2
    @Test
    default void scope_leftByException_stopsAllTasks(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            assertThatThrownBy(() -> {
                        try (TaskScope scope = Futures.scope(pool)) {
                            scope.submit(() -> passNoted(gate, journal));
                            scope.submit(() -> passNoted(gate, journal));
                            gate.awaitArrivals(1);
                            throw new IllegalStateException("left");
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("left")
                    .hasNoSuppressedExceptions();
            assertThat(journal.lines()).containsExactly("begin", "end");
        }
    }

    // SPEC L2
    @Test
    default void scope_left_takesNoTasks(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskScope scope = Futures.scope(pool);
            scope.close();
            scope.close();

            assertThatThrownBy(() -> scope.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("scope was left: it takes no more tasks");
            TaskFuture<Integer> stranger = pool.submit(() -> gate.pass(1));
            assertThatThrownBy(() -> scope.add(stranger)).isInstanceOf(RejectedExecutionException.class);
            assertThat(stranger.isCancelled()).isTrue();
            assertThatThrownBy(scope::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("scope was left: there is nothing to join");
        }
    }

    // SPEC L2
    @Test
    default void scope_otherThread_maySubmitButNotJoinOrLeave() throws Exception {
        try (PoolExecutor pool = open(1);
                TaskScope scope = Futures.scope(pool)) {
            try (OtherThread<Integer> other = OtherThread.calling(
                    () -> scope.submit(() -> Tasks.square(3)).get())) {
                assertThat(other.value()).isEqualTo(9);
            }
            String expected = " must be called by the thread that opened the scope: owner="
                    + Thread.currentThread().getName() + ", caller=other-thread-of-test";
            try (OtherThread<Boolean> other = OtherThread.running(scope::join)) {
                assertThat(other.failure())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("join" + expected);
            }
            try (OtherThread<Boolean> other = OtherThread.running(scope::close)) {
                assertThat(other.failure())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("close" + expected);
            }
            scope.join();
        }
    }

    // SPEC L2
    @Test
    default void scope_joinInterrupted_leavesTasksAloneUntilTheEnd(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                OtherThread<Boolean> owner = OtherThread.running(() -> {
                    try (TaskScope scope = Futures.scope(pool)) {
                        TaskFuture<Integer> task = scope.submit(() -> passNoted(gate, journal));
                        try {
                            scope.join();
                        } catch (InterruptedException e) {
                            assertThat(task.isDone()).isFalse();
                            throw e;
                        }
                    }
                })) {
            gate.awaitArrivals(1);
            owner.awaitBlocked().interrupt();

            assertThat(owner.failure()).isInstanceOf(InterruptedException.class);
            assertThat(journal.lines()).containsExactly("begin", "end");
        }
    }

    // SPEC L2
    @Test
    default void scope_timeout_isOneDeadlineForAll(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            try (TaskScope scope = Futures.scope(pool, Duration.ofMillis(200))) {
                TaskFuture<Integer> late = scope.submit(() -> gate.pass(1));

                assertThatThrownBy(scope::join)
                        .isInstanceOf(WaitTimeoutException.class)
                        .hasMessage("scope timed out: timeout=PT0.2S, tasks not done=[" + late.label() + "]");
                assertThat(late.isCancelled()).isTrue();
            }
            try (TaskScope scope = Futures.scope(pool, Duration.ofMinutes(1))) {
                TaskFuture<Integer> soon = scope.submit(() -> Tasks.square(3));
                scope.join();
                assertThat(soon.join()).isEqualTo(9);
            }
            assertThatThrownBy(() -> Futures.scope(pool, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must be positive: timeout=PT0S");
        }
    }

    // SPEC L2
    @Test
    default void scope_limitsAndCancellationOfTasks_areFailures(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            try (TaskScope scope = Futures.scope(pool.with(o -> o.timeout(Duration.ofMillis(200))))) {
                scope.submit(() -> gate.pass(1));
                assertThatThrownBy(scope::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(TaskTimeoutException.class);
            }
            try (TaskScope scope = Futures.scope(pool)) {
                scope.submit(() -> gate.pass(1)).cancel(true);
                assertThatThrownBy(scope::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(CancellationException.class);
            }
        }
    }

    // SPEC L2
    @Test
    default void scope_nested_innerFailureIsForTheOuterToHandle(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                TaskScope outer = Futures.scope(pool)) {
            TaskFuture<Integer> surviving = outer.submit(() -> gate.pass(1));
            try (TaskScope inner = Futures.scope(pool)) {
                inner.submit(() -> Tasks.fail("inner"));
                assertThatThrownBy(inner::join).hasCauseInstanceOf(IllegalStateException.class);
            }
            assertThat(surviving.isDone()).isFalse();
            gate.open();
            outer.join();
            assertThat(surviving.join()).isEqualTo(1);
        }
    }

    // SPEC L2
    @Test
    default void scope_tasksOfSeveralPools_stopEachOther(@TempDir Path dir) {
        try (PoolExecutor one = open(1);
                PoolExecutor two = open(1);
                Gate gate = Gate.in(dir);
                TaskScope scope = Futures.scope(one)) {
            TaskFuture<Integer> running = scope.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);

            scope.add(two.submit(() -> Tasks.fail("other pool")));

            assertThatThrownBy(scope::join).hasMessageContaining("other pool");
            Poll.until("the task of the first pool is cancelled", running::isCancelled);
        }
    }
}
