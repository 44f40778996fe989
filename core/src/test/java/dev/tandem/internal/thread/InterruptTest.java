package dev.tandem.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.PoolListener;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** T5, and that an interrupt meets the task it is meant for and no other. */
@Timeout(60)
class InterruptTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    /** Waits, whatever interrupts. */
    private static void awaitStubbornly(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                continue;
            }
        }
    }

    @Test
    void cancel_raceWithEndOfTask_neverInterruptsTheNextTask() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            for (int i = 0; i < 3_000; i++) {
                CountDownLatch started = new CountDownLatch(1);
                TaskFuture<?> victim = pool.submit(() -> started.countDown());
                TaskFuture<Boolean> next =
                        pool.submit(() -> Thread.currentThread().isInterrupted());
                started.await();
                victim.cancel(true);
                assertThat(next.get()).isFalse();
            }
        }
    }

    @Test
    void task_interruptsItself_nextTaskIsNotInterrupted() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            pool.submit(() -> Thread.currentThread().interrupt()).get();
            assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get())
                    .isFalse();
        }
    }

    @Test
    void callback_interruptsItsThread_nextTaskIsNotInterrupted() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            CountDownLatch ready = new CountDownLatch(1);
            TaskFuture<?> first = pool.submit(() -> ready.await());
            first.addDoneCallback(f -> Thread.currentThread().interrupt());
            TaskFuture<Boolean> next = pool.submit(() -> Thread.currentThread().isInterrupted());
            ready.countDown();
            assertThat(next.get()).isFalse();
        }
    }

    @Test
    void timeout_ofStubbornTask_lateResultNeverReachesTheRetry() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch firstReturned = new CountDownLatch(1);
        List<Boolean> stopRequests = new CopyOnWriteArrayList<>();
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(SHORT))) {
            TaskFuture<String> future = pool.with(o ->
                            o.timeout(SHORT).retries(RetryPolicy.attempts(2).onTimeout()))
                    .submit(() -> {
                        WorkerContext context = WorkerContext.current().orElseThrow();
                        if (context.attempt() == 1) {
                            awaitStubbornly(gate);
                            stopRequests.add(context.isStopRequested());
                            firstReturned.countDown();
                            return "first";
                        }
                        gate.countDown();
                        firstReturned.await();
                        stopRequests.add(context.isStopRequested());
                        return "second";
                    });

            assertThat(future.get()).isEqualTo("second");
            assertThat(future.attempts()).isEqualTo(2);
            assertThat(stopRequests).containsExactly(true, false);
            await().until(() -> pool.stats().leakedThreads() == 0);
            assertThat(future.get()).isEqualTo("second");
            assertThat(pool.submit(() -> 3).get()).isEqualTo(3);
        }
    }

    @Test
    void timeout_ofStubbornTask_carriesTheStackAndReplacesTheThread() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        List<WorkerExit.Reason> exits = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onWorkerExited(WorkerId worker, WorkerExit exit) {
                exits.add(exit.reason());
            }
        };
        try (ThreadPoolExecutor pool =
                ThreadPoolExecutor.open(o -> o.workers(1).grace(SHORT).listener(listener))) {
            TaskFuture<?> stuck = pool.with(o -> o.timeout(SHORT)).submit(() -> awaitStubbornly(gate));

            assertThatThrownBy(stuck::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(TaskTimeoutException.class, e -> {
                        assertThat(e.stuckStack())
                                .extracting(StackTraceElement::getMethodName)
                                .contains("awaitStubbornly")
                                .doesNotContain("run");
                        assertThat(e.worker())
                                .contains(
                                        new WorkerId(1, ProcessHandle.current().pid()));
                    });
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            assertThat(pool.stats().leakedThreads()).isEqualTo(1);
            assertThat(exits).isEmpty();

            gate.countDown();
            await().until(() -> pool.stats().leakedThreads() == 0);
            assertThat(exits).containsExactly(WorkerExit.Reason.TIMEOUT);
        }
    }

    @Test
    void shutdownNow_ofStubbornTask_endsThePoolAfterTheGracePeriod() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(SHORT))) {
            TaskFuture<?> stuck = pool.submit(() -> {
                started.countDown();
                awaitStubbornly(gate);
            });
            started.await();
            pool.shutdownNow();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(stuck::get)
                    .isInstanceOf(CancellationException.class)
                    .hasStackTraceContaining("its thread ignored the interrupt: thread=tandem-"); // JDK 25 wraps it
            assertThat(pool.stats().leakedThreads()).isEqualTo(1);
            gate.countDown();
            await().until(() -> pool.stats().leakedThreads() == 0);
        }
    }

    @Test
    void shutdownNow_duringInitializer_endsThePool() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).initializer(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        }))) {
            TaskFuture<?> pending = pool.submit(() -> 1);
            started.await();
            pool.shutdownNow();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pending.isCancelled()).isTrue();
            assertThat(interrupted).isTrue();
        }
    }
}
