package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of a future, waiting for it, and what it tells about its task. */
@SuppressWarnings("FutureReturnValueIgnored")
interface FutureContract extends PoolContract {
    // SPEC F1
    @Test
    default void status_followsTheTask(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> first = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> second = pool.submit(Tasks::fail, "second");
            TaskFuture<Integer> third = pool.submit(() -> 3);
            gate.awaitArrivals(1);

            assertThat(first.status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(first.isRunning()).isTrue();
            assertThat(first.isDone()).isFalse();
            assertThat(second.status()).isEqualTo(TaskStatus.PENDING);
            assertThat(second.isRunning()).isFalse();
            assertThat(third.status()).isEqualTo(TaskStatus.PENDING);

            third.cancel(false);
            gate.open();
            assertThat(first.get()).isEqualTo(1);
            assertThat(second.exception()).isPresent();
            assertThat(first.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(second.status()).isEqualTo(TaskStatus.FAILED);
            assertThat(third.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(List.of(first, second, third)).noneMatch(TaskFuture::isRunning);
        }
    }

    // SPEC F1: exact also when the tasks before were short, so that many lie in the buffer of the worker.
    @Test
    default void isRunning_taskInAWorkersBuffer_isFalse(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 1000; i++) {
                pool.submit(Tasks::square, i);
            }
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                behind.add(pool.submit(Tasks::square, i));
            }
            gate.awaitArrivals(1);

            assertThat(running.isRunning()).isTrue();
            assertThat(behind).noneMatch(TaskFuture::isRunning);
            assertThat(behind).allMatch(future -> future.attempts() == 0);
            gate.open();
            assertThat(behind.get(99).get()).isEqualTo(99 * 99);
        }
    }

    // SPEC F4
    @Test
    default void waiting_succeededTask_givesTheResultEveryWay() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<String> future = pool.submit(() -> "done");

            assertThat(future.get()).isEqualTo("done");
            assertThat(future.get(1, TimeUnit.MILLISECONDS)).isEqualTo("done");
            assertThat(future.get(Duration.ZERO)).isEqualTo("done");
            assertThat(future.join()).isEqualTo("done");
            assertThat(future.exception()).isEmpty();
            assertThat(future.exception(Duration.ZERO)).isEmpty();
        }
    }

    // SPEC F4
    @Test
    default void waiting_failedTask_givesTheFailureEveryWay() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(Tasks::fail, "broken");
            Throwable failure = future.exception().orElseThrow();

            assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("broken");
            assertThat(future.exception(Duration.ZERO)).containsSame(failure);
            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
            assertThatThrownBy(() -> future.get(Duration.ofSeconds(1)))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
            assertThatThrownBy(future::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
        }
    }

    // SPEC F4
    @Test
    default void waiting_timePassed_throwsAndLeavesTheTaskAlone(@TempDir Path dir) throws Exception {
        Duration moment = Duration.ofMillis(20);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(5));
            gate.awaitArrivals(1);

            assertThatThrownBy(() -> future.get(moment)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.exception(moment)).isInstanceOf(TimeoutException.class);
            assertThat(future.isRunning()).isTrue();
            gate.open();
            assertThat(future.get(Duration.ofDays(100_000))).isEqualTo(5);
        }
    }

    // SPEC F4
    @Test
    default void waiting_cancelledTask_throwsCancellation(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            TaskFuture<Integer> future = pool.submit(() -> 1);
            future.cancel(false);

            assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> future.get(Duration.ofSeconds(1))).isInstanceOf(CancellationException.class);
            assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(future::exception).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> future.exception(Duration.ofSeconds(1))).isInstanceOf(CancellationException.class);
        }
    }

    // SPEC F4, FAULTS 25
    @Test
    default void waiting_interrupted_throwsAndLeavesTheTaskAlone(@TempDir Path dir) throws Exception {
        Duration minute = Duration.ofMinutes(1);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(5));
            gate.awaitArrivals(1);
            try (OtherThread<Integer> get =
                            OtherThread.calling(() -> future.get()).awaitBlocked();
                    OtherThread<Integer> timed =
                            OtherThread.calling(() -> future.get(minute)).awaitBlocked();
                    OtherThread<Optional<Throwable>> exception =
                            OtherThread.calling(() -> future.exception()).awaitBlocked();
                    OtherThread<Optional<Throwable>> timedException =
                            OtherThread.calling(() -> future.exception(minute)).awaitBlocked()) {
                for (OtherThread<?> waiter : List.of(get, timed, exception, timedException)) {
                    waiter.interrupt();
                    assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
                }
            }
            assertThat(future.isRunning()).isTrue();
            gate.open();
            assertThat(future.get()).isEqualTo(5);
        }
    }

    // SPEC F4: whatever a task did happens before what follows get.
    @Test
    default void waiters_many_areAllWoken(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(5));
            List<OtherThread<Integer>> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiters.add(OtherThread.calling(() -> future.get()).awaitBlocked());
            }
            gate.open();

            assertThat(waiters).allSatisfy(waiter -> assertThat(waiter.value()).isEqualTo(5));
        }
    }

    // SPEC F7
    @Test
    default void diagnostics_followTheTask(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            Instant before = Instant.now().minusMillis(100);
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            gate.awaitArrivals(1);

            assertThat(pending.attempts()).isZero();
            assertThat(pending.worker()).isEmpty();
            assertThat(pending.startedAt()).isEmpty();
            assertThat(pending.finishedAt()).isEmpty();
            assertThat(pending.submittedAt())
                    .isAfter(before)
                    .isBefore(Instant.now().plusMillis(100));
            Poll.until("the pool knows that the task runs", () -> running.attempts() == 1);
            assertThat(running.worker()).isPresent();
            assertThat(running.startedAt()).isPresent();
            assertThat(running.finishedAt()).isEmpty();

            gate.open();
            assertThat(pending.get()).isEqualTo(2);
            for (TaskFuture<Integer> done : List.of(running, pending)) {
                assertThat(done.attempts()).isEqualTo(1);
                assertThat(done.worker().orElseThrow().number()).isPositive();
                assertThat(done.worker().orElseThrow().pid()).isPositive();
                Instant started = done.startedAt().orElseThrow();
                assertThat(started).isAfterOrEqualTo(done.submittedAt());
                assertThat(done.finishedAt().orElseThrow()).isAfterOrEqualTo(started);
            }
        }
    }

    // SPEC F7
    @Test
    default void worker_ofADoneTask_isTheProcessThatRanIt() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Long> future = pool.submit(() -> ProcessHandle.current().pid());

            assertThat(future.get()).isEqualTo(future.worker().orElseThrow().pid());
        }
    }

    // SPEC F7
    @Test
    default void label_givenOrNot_namesTheTask() {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> given = pool.with(o -> o.label("parse a.txt")).submit(() -> 1);
            TaskFuture<Integer> one = pool.submit(() -> 1);
            TaskFuture<Integer> other = pool.submit(() -> 1);

            assertThat(given.label()).isEqualTo("parse a.txt");
            assertThat(one.label()).isNotBlank().isNotEqualTo(other.label());
        }
    }

    // SPEC F7
    @Test
    default void toString_tellsLabelStateAndTypeOfOutcome(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.with(o -> o.label("first")).submit(() -> gate.pass(1));
            TaskFuture<Integer> failing = pool.with(o -> o.label("second")).submit(Tasks::fail, "second");
            TaskFuture<Integer> cancelled = pool.with(o -> o.label("third")).submit(() -> 3);
            gate.awaitArrivals(1);
            cancelled.cancel(false);

            assertThat(running.toString()).contains("first", "RUNNING");
            assertThat(failing.toString()).contains("second", "PENDING");
            assertThat(cancelled.toString()).contains("third", "CANCELLED");
            gate.open();
            assertThat(running.get()).isEqualTo(1);
            assertThat(failing.exception()).isPresent();
            assertThat(running.toString()).contains("first", "SUCCEEDED", "Integer");
            assertThat(failing.toString()).contains("second", "FAILED", "IllegalStateException");
        }
    }
}
