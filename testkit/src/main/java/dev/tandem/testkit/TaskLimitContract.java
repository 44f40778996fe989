package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import dev.tandem.TaskTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** timeout and deadline of tasks. */
@SuppressWarnings("FutureReturnValueIgnored")
interface TaskLimitContract extends PoolContract {
    // SPEC A13, P9, T5
    @Test
    default void timeout_exceeded_failsTheFutureAndSaysWhy(@TempDir Path dir) throws Exception {
        Duration allowed = Duration.ofMillis(200);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> slow =
                    pool.with(o -> o.timeout(allowed).label("slow one")).submit(() -> gate.pass());

            Throwable failure = slow.exception().orElseThrow();
            assertThat(failure)
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("task exceeded its timeout: task=slow one, timeout=PT0.2S, elapsed=PT");
            assertThat(failure)
                    .asInstanceOf(InstanceOfAssertFactories.type(TaskTimeoutException.class))
                    .satisfies(timeout -> {
                        assertThat(timeout.limit()).isEqualTo(TaskTimeoutException.Limit.TIMEOUT);
                        assertThat(timeout.allowed()).isEqualTo(allowed);
                        assertThat(timeout.elapsed()).isGreaterThanOrEqualTo(allowed);
                        assertThat(timeout.worker()).isPresent();
                    });
            assertThat(slow.status()).isEqualTo(TaskStatus.FAILED);
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
            assertThat(pool.stats().timedOut()).isEqualTo(1);
            assertThat(pool.stats().failed()).isEqualTo(1);
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC A13: running time.
    @Test
    default void timeout_taskWaitsLongInTheQueue_isNotCounted(@TempDir Path dir) throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            long start = System.nanoTime();
            TaskFuture<Integer> waiting = pool.with(o -> o.timeout(timeout)).submit(Tasks::square, 3);
            Poll.untilPassed(timeout, start);
            gate.open();

            assertThat(waiting.get()).isEqualTo(9);
        }
    }

    // SPEC A13
    @Test
    default void timeout_notExceeded_changesNothing() throws Exception {
        try (PoolExecutor pool = open(1)) {
            PoolExecutor limited =
                    pool.with(o -> o.timeout(Duration.ofSeconds(30)).deadline(Duration.ofSeconds(40)));
            for (int i = 0; i < 100; i++) {
                assertThat(limited.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }
            assertThat(pool.stats().timedOut()).isZero();
        }
    }

    // SPEC A13: from submission, queue time counted.
    @Test
    default void deadline_passedWhilePending_withdrawsTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        Duration allowed = Duration.ofMillis(100);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<?> pending =
                    pool.with(o -> o.deadline(allowed).label("late")).submit(() -> journal.note("started"));

            Throwable failure = pending.exception().orElseThrow();
            assertThat(failure)
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("task exceeded its deadline: task=late, deadline=PT0.1S, elapsed=PT")
                    .hasMessageContaining("not started");
            assertThat(failure)
                    .asInstanceOf(InstanceOfAssertFactories.type(TaskTimeoutException.class))
                    .satisfies(timeout -> {
                        assertThat(timeout.limit()).isEqualTo(TaskTimeoutException.Limit.DEADLINE);
                        assertThat(timeout.allowed()).isEqualTo(allowed);
                        assertThat(timeout.elapsed()).isGreaterThanOrEqualTo(allowed);
                        assertThat(timeout.worker()).isEmpty();
                        assertThat(timeout.stuckStack()).isEmpty();
                    });
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A13
    @Test
    default void deadline_passedWhileRunning_stopsTheTask(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            TaskFuture<?> running =
                    pool.with(o -> o.deadline(Duration.ofMillis(500))).submit(() -> gate.pass());
            gate.awaitArrivals(1);

            assertThat(running.exception().orElseThrow())
                    .asInstanceOf(InstanceOfAssertFactories.type(TaskTimeoutException.class))
                    .satisfies(timeout -> {
                        assertThat(timeout.limit()).isEqualTo(TaskTimeoutException.Limit.DEADLINE);
                        assertThat(timeout.worker()).isPresent();
                    });
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC A13, C1: a task that is stopped cannot take its outcome back.
    @Test
    default void timeout_exceeded_ignoresALaterResult(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(Duration.ofMillis(100)));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> stubborn =
                    pool.with(o -> o.timeout(Duration.ofMillis(200))).submit(() -> gate.passStubbornly());
            Throwable failure = stubborn.exception().orElseThrow();
            assertThat(failure).isInstanceOf(TaskTimeoutException.class);
            gate.open();
            pool.shutdown(true, false);

            assertThat(stubborn.exception()).containsSame(failure);
        }
    }

    // SPEC A13, C1: the limit and the end of the task race, and one of them wins.
    @Test
    default void timeout_racingWithTheEnd_hasOneOutcome() throws Exception {
        try (PoolExecutor pool = open(2)) {
            for (int i = 0; i < 20; i++) {
                TaskFuture<?> future = pool.with(o -> o.timeout(Duration.ofMillis(20)))
                        .submit(() -> {
                            Thread.sleep(20);
                        });
                future.exception().ifPresent(failure -> assertThat(failure).isInstanceOf(TaskTimeoutException.class));
            }
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
        }
    }
}
