package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ClosePolicy;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retries. */
@SuppressWarnings("FutureReturnValueIgnored")
interface RetryContract extends PoolContract {
    // SPEC C3
    @Test
    default void retries_notAskedFor_runATaskOnce(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> failBefore(2, journal));

            assertThat(future.exception().orElseThrow()).hasMessage("attempt 1 fails");
            assertThat(future.attempts()).isEqualTo(1);
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A13
    @Test
    default void retries_laterAttemptSucceeds_giveItsResult(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.retries(RetryPolicy.attempts(5))).submit(() -> failBefore(3, journal));

            assertThat(future.get()).isEqualTo(3);
            assertThat(future.attempts()).isEqualTo(3);
            assertThat(pool.stats().retried()).isEqualTo(2);
            assertThat(pool.stats().submitted()).isEqualTo(1);
            assertThat(pool.stats().completed()).isEqualTo(1);
            assertThat(pool.stats().failed()).isZero();
        }
        assertThat(journal.lines()).hasSize(3);
    }

    // SPEC A13
    @Test
    default void retries_everyAttemptFails_giveTheLastFailure(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        List<Object> callbacks = new ArrayList<>();
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.retries(RetryPolicy.attempts(3))).submit(() -> failBefore(100, journal));
            future.addDoneCallback(callbacks::add);

            assertThat(future.exception().orElseThrow()).hasMessage("attempt 3 fails");
            assertThat(future.attempts()).isEqualTo(3);
            pool.shutdown(true, false);
            assertThat(callbacks).containsExactly(future);
        }
        assertThat(journal.lines()).hasSize(3);
    }

    // SPEC A13
    @Test
    default void retries_otherFailure_isNotRetried(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            RetryPolicy policy = RetryPolicy.attempts(3).when(java.io.IOException.class);
            TaskFuture<Integer> future = pool.with(o -> o.retries(policy)).submit(() -> failBefore(2, journal));

            assertThat(future.exception().orElseThrow()).hasMessage("attempt 1 fails");
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A13
    @Test
    default void retries_matchingFailure_isRetried(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            RetryPolicy policy =
                    RetryPolicy.attempts(3).when(failure -> "attempt 1 fails".equals(failure.getMessage()));
            TaskFuture<Integer> future = pool.with(o -> o.retries(policy)).submit(() -> failBefore(3, journal));

            assertThat(future.exception().orElseThrow()).hasMessage("attempt 2 fails");
        }
        assertThat(journal.lines()).hasSize(2);
    }

    // SPEC A13: a policy that fails itself does not lose the task.
    @Test
    default void retries_policyThatThrows_giveTheFailureOfTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            RetryPolicy policy = RetryPolicy.attempts(3).when(failure -> {
                throw new IllegalArgumentException("bad policy");
            });
            TaskFuture<Integer> future = pool.with(o -> o.retries(policy)).submit(() -> failBefore(3, journal));

            assertThat(future.exception().orElseThrow()).hasMessage("attempt 1 fails");
        }
    }

    // SPEC A13, P14
    @Test
    default void retries_task_canTellWhichAttemptItIs(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.with(o -> o.retries(RetryPolicy.attempts(3)))
                    .submit(() -> {
                        journal.note("attempt "
                                + WorkerContext.current().orElseThrow().attempt());
                        return Tasks.fail("no luck");
                    });

            assertThat(future.exception()).isPresent();
        }
        assertThat(journal.lines()).containsExactly("attempt 1", "attempt 2", "attempt 3");
    }

    // SPEC A13: cancellation is never retried, and ends the wait for the next attempt.
    @Test
    default void cancel_betweenAttempts_endsTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        EventLog log = new EventLog();
        RetryPolicy policy = RetryPolicy.attempts(3).backoff(Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.retries(policy).label("shaky")).submit(() -> failBefore(2, journal));
            log.await("retry after 'attempt 1 fails' shaky");
            Poll.until("the task is pending again", () -> future.status() == TaskStatus.PENDING);

            assertThat(future.cancel(false)).isTrue();
            assertThat(future.isCancelled()).isTrue();
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A6, A13: the pool does not wait five minutes for the next attempt.
    @Test
    default void shutdownCancelFutures_betweenAttempts_cancelsTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        EventLog log = new EventLog();
        RetryPolicy policy = RetryPolicy.attempts(3).backoff(Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.retries(policy).label("shaky")).submit(() -> failBefore(2, journal));
            log.await("retry after 'attempt 1 fails' shaky");
            Poll.until("the task is pending again", () -> future.status() == TaskStatus.PENDING);
            pool.shutdown(true, true);

            assertThat(future.isCancelled()).isTrue();
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A6, A13, FAULTS 26: not even if the end comes in the moment in which the next attempt is being arranged.
    @Test
    default void shutdownCancelFutures_whileARetryIsArranged_cancelsTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        RetryPolicy policy = RetryPolicy.attempts(3).backoff(Duration.ofMinutes(5), Duration.ofMinutes(5));
        AtomicReference<PoolExecutor> opened = new AtomicReference<>();
        PoolListener ender = new PoolListener() {
            @Override
            public void onRetry(TaskFuture<?> task, Throwable failure, Duration delay) {
                Optional.ofNullable(opened.get()).orElseThrow().shutdown(false, true);
            }
        };
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(ender).onClose(ClosePolicy.KILL))) {
            opened.set(pool);
            TaskFuture<Integer> future = pool.with(o -> o.retries(policy)).submit(() -> failBefore(2, journal));

            Poll.until("the task is cancelled", future::isCancelled);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A6, A13: an orderly shutdown lets a task have the attempts it was promised.
    @Test
    default void shutdown_betweenAttempts_runsTheNextAttempt(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        EventLog log = new EventLog();
        RetryPolicy policy = RetryPolicy.attempts(3).backoff(Duration.ofMillis(500), Duration.ofMillis(500));
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.retries(policy).label("shaky")).submit(() -> failBefore(2, journal));
            log.await("retry after 'attempt 1 fails' shaky");
            pool.shutdown(true, false);

            assertThat(future.get()).isEqualTo(2);
        }
        assertThat(journal.lines()).hasSize(2);
    }

    // SPEC A13: a missed deadline is never retried, and counts over all attempts.
    @Test
    default void deadline_passedBetweenAttempts_failsTheTask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        RetryPolicy policy = RetryPolicy.attempts(3)
                .backoff(Duration.ofMinutes(5), Duration.ofMinutes(5))
                .onTimeout();
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            TaskFuture<Integer> future = pool.with(o -> o.retries(policy).deadline(Duration.ofSeconds(1)))
                    .submit(() -> failBefore(2, journal));

            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("deadline=PT1S");
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A13: a timeout is retried only when that is asked for.
    @Test
    default void timeout_withRetries_isRetriedOnlyIfAskedFor(@TempDir Path dir) throws Exception {
        Journal unasked = Journal.in(dir);
        Journal asked = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            PoolExecutor limited = pool.with(o -> o.timeout(Duration.ofMillis(300)));
            TaskFuture<Integer> once =
                    limited.with(o -> o.retries(RetryPolicy.attempts(2))).submit(() -> stickBefore(2, unasked, gate));
            TaskFuture<Integer> twice = limited.with(
                            o -> o.retries(RetryPolicy.attempts(2).onTimeout()))
                    .submit(() -> stickBefore(2, asked, gate));

            assertThat(once.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(twice.get()).isEqualTo(2);
            assertThat(twice.attempts()).isEqualTo(2);
        }
        assertThat(unasked.lines()).hasSize(1);
        assertThat(asked.lines()).hasSize(2);
    }

    /** Fails in the attempts before a certain one, and gives back the number of that. */
    static int failBefore(int goodAttempt, Journal journal) {
        int attempt = journal.noteAndCount("attempt");
        if (attempt < goodAttempt) {
            throw new IllegalStateException("attempt " + attempt + " fails");
        }
        return attempt;
    }

    /** Waits at a gate in the attempts before a certain one, and gives back the number of that. */
    static int stickBefore(int goodAttempt, Journal journal, Gate gate) throws InterruptedException {
        int attempt = journal.noteAndCount("attempt");
        if (attempt < goodAttempt) {
            gate.pass();
        }
        return attempt;
    }
}
