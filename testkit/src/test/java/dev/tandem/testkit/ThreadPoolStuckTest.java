package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Threads that do not stop when they are told to. */
@ExtendWith(LeakCheck.class)
@Deadline
class ThreadPoolStuckTest {
    private static final Duration GRACE = Duration.ofMillis(50);

    @TempDir
    private Path dir;

    // SPEC T5
    @Test
    void timeout_threadIgnoresTheInterrupt_isReplacedAndCountedUntilItEnds() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> stuck =
                    pool.with(o -> o.timeout(Duration.ofMillis(100))).submit(() -> gate.passStubbornly());

            assertThat(stuck.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            Poll.until("a leaked thread", () -> pool.stats().leakedThreads() == 1);
            assertThat(pool.stats().workers())
                    .filteredOn(worker -> worker.state() == WorkerStats.State.LEAKED)
                    .hasSize(1);
            gate.open();
            Poll.until("no leaked thread", () -> pool.stats().leakedThreads() == 0);
            assertThat(pool.stats().workers()).hasSizeLessThanOrEqualTo(1);
            assertThat(pool.submit(Tasks::square, 4).get()).isEqualTo(16);
        }
    }

    // SPEC T5, F2
    @Test
    void cancelTrue_threadIgnoresTheInterrupt_isReplacedAndCountedUntilItEnds() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> stuck = pool.submit(() -> gate.passStubbornly());
            gate.awaitArrivals(1);

            assertThat(stuck.cancel(true)).isTrue();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().leakedThreads()).isEqualTo(1);
            assertThat(gate.isOpen()).isFalse();
            gate.open();
            Poll.until("no leaked thread", () -> pool.stats().leakedThreads() == 0);
        }
    }

    // SPEC T5: several times over, the capacity stays.
    @Test
    void cancelTrue_manyStuckThreads_areAllReplaced() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).grace(GRACE));
                Gate gate = Gate.in(dir);
                Gate capacity = Gate.in(dir)) {
            for (int i = 1; i <= 5; i++) {
                TaskFuture<Integer> stuck = pool.submit(() -> gate.passStubbornly());
                gate.awaitArrivals(i);
                stuck.cancel(true);
                int leaks = i;
                Poll.until(i + " leaked threads", () -> pool.stats().leakedThreads() == leaks);
            }
            for (int i = 0; i < 3; i++) {
                pool.submit(() -> capacity.pass());
            }
            capacity.awaitArrivals(2);

            assertThat(pool.stats().queued()).isEqualTo(1);
            assertThat(pool.stats().leakedThreads()).isEqualTo(5);
        }
    }

    // SPEC T5
    @Test
    void taskTimeoutException_carriesTheStackWhereTheThreadIsStuck() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            TaskFuture<?> stuck =
                    pool.with(o -> o.timeout(Duration.ofMillis(200))).submit(() -> waitHere(never));
            TaskTimeoutException failure =
                    (TaskTimeoutException) stuck.exception().orElseThrow();

            assertThat(failure.stuckStack())
                    .anyMatch(frame -> frame.getMethodName().equals("waitHere"));
            assertThat(failure).hasMessageContaining("stuck at").hasMessageContaining("ThreadPoolStuckTest.waitHere");
            assertThat(failure.worker()).isEqualTo(stuck.worker());
        }
    }

    // SPEC T5: interrupt.
    @Test
    void timeout_threadObeysTheInterrupt_isNotReplaced() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            String thread = pool.submit(Tasks::place).get();
            TaskFuture<?> slow =
                    pool.with(o -> o.timeout(Duration.ofMillis(100))).submit(() -> waitHere(never));

            assertThat(slow.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(Tasks::place).get()).isEqualTo(thread);
            assertThat(pool.stats().leakedThreads()).isZero();
        }
    }

    // SPEC T5, A6: the end of the pool does not wait for threads that were given up.
    @Test
    void shutdown_withALeakedThread_returns() throws Exception {
        try (Gate gate = Gate.in(dir)) {
            try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(GRACE))) {
                TaskFuture<Integer> stuck = pool.submit(() -> gate.passStubbornly());
                gate.awaitArrivals(1);
                stuck.cancel(true);
                Poll.until("a leaked thread", () -> pool.stats().leakedThreads() == 1);
                pool.shutdown(true, false);

                assertThat(pool.isTerminated()).isTrue();
                assertThat(gate.isOpen()).isFalse();
            }
        }
    }

    // SPEC A8, T5: shutdownNow gives up what ignores it, and every future is done.
    @Test
    void shutdownNow_threadIgnoresTheInterrupt_endsThePoolAfterTheGracePeriod() throws Exception {
        try (Gate gate = Gate.in(dir)) {
            try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(GRACE))) {
                TaskFuture<Integer> stuck = pool.submit(() -> gate.passStubbornly());
                gate.awaitArrivals(1);
                pool.shutdownNow();

                assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
                assertThat(stuck.isCompletedExceptionally()).isTrue();
                assertThat(gate.isOpen()).isFalse();
            }
        }
    }

    private static void waitHere(CountDownLatch latch) throws InterruptedException {
        latch.await();
    }
}
