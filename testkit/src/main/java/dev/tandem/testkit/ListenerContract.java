package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events. */
@SuppressWarnings("FutureReturnValueIgnored")
interface ListenerContract extends PoolContract {
    // SPEC A12
    @Test
    default void listener_task_isToldItsLife() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            pool.with(o -> o.label("good")).submit(() -> 1).get();
            assertThat(pool.with(o -> o.label("bad"))
                            .submit(Tasks::fail, "failed")
                            .exception())
                    .isPresent();
            pool.shutdown(true, false);
        }
        assertThat(log.eventsOf("good")).containsExactly("submitted good", "started good", "finished SUCCEEDED good");
        assertThat(log.eventsOf("bad")).containsExactly("submitted bad", "started bad", "finished FAILED bad");
    }

    // SPEC A12: not told of a start that does not happen.
    @Test
    default void listener_cancelledPendingTask_isNotToldAStart(@TempDir Path dir) {
        EventLog log = new EventLog();
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            pool.with(o -> o.label("victim")).submit(() -> 1).cancel(false);
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(log.eventsOf("victim")).containsExactly("submitted victim", "finished CANCELLED victim");
    }

    // SPEC A12
    @Test
    default void listener_worker_isToldStartAndRetirement() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            pool.submit(() -> 1).get();
            assertThat(log.eventsOfWorkers()).startsWith("worker 1 started");
            pool.shutdown(true, false);
        }
        assertThat(log.eventsOfWorkers()).containsExactly("worker 1 started", "worker 1 exited RETIRED");
    }

    // SPEC A12, A13
    @Test
    default void listener_retry_isToldFailureAndDelay(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        EventLog log = new EventLog();
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            RetryPolicy policy = RetryPolicy.attempts(2).backoff(Duration.ofMillis(40), Duration.ofSeconds(1));
            assertThat(pool.with(o -> o.label("shaky").retries(policy))
                            .submit(() -> RetryContract.failBefore(2, journal))
                            .get())
                    .isEqualTo(2);
            pool.shutdown(true, false);
        }
        assertThat(log.eventsOf("shaky"))
                .containsExactly(
                        "submitted shaky",
                        "started shaky",
                        "retry after 'attempt 1 fails' shaky",
                        "started shaky",
                        "finished SUCCEEDED shaky");
        // Varied at random by up to a quarter.
        assertThat(log.retryDelays()).hasSize(1);
        assertThat(log.retryDelays().get(0)).isBetween(Duration.ofMillis(30), Duration.ofMillis(50));
    }

    // SPEC A12: logged, never felt.
    @Test
    default void listener_thatThrows_isNotFelt() throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(new Thrower()))) {
            TaskFuture<Integer> good = pool.submit(() -> 1);
            TaskFuture<Integer> bad = pool.submit(Tasks::fail, "failed");

            assertThat(good.get()).isEqualTo(1);
            assertThat(bad.exception().orElseThrow()).hasMessage("failed");
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Throws whatever it is told, exceptions and errors in turn. */
    final class Thrower implements PoolListener {
        @Override
        public void onSubmitted(TaskFuture<?> task) {
            throw new IllegalStateException("this failure belongs into the log");
        }

        @Override
        public void onStarted(TaskFuture<?> task) {
            throw new AssertionError("this failure belongs into the log");
        }

        @Override
        public void onFinished(TaskFuture<?> task) {
            throw new IllegalStateException("this failure belongs into the log");
        }

        @Override
        public void onWorkerStarted(WorkerId worker) {
            throw new AssertionError("this failure belongs into the log");
        }

        @Override
        public void onWorkerExited(WorkerId worker, WorkerExit exit) {
            throw new IllegalStateException("this failure belongs into the log");
        }
    }
}
