package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are stopped: when the time is over they are dead, process and all. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolStopTest {
    private static final Duration GRACE = Duration.ofMillis(200);

    @TempDir
    private Path dir;

    // ---- timeout

    // SPEC P9
    @Test
    void timeout_busyLoop_isKilledAndItsStackIsTold() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Long> stuck = pool.with(
                            o -> o.timeout(Duration.ofMillis(500)).label("spin"))
                    .submit(WorkerTasks::spin, gate);
            TaskTimeoutException failure =
                    (TaskTimeoutException) stuck.exception().orElseThrow();

            assertThat(Processes.isRunning(failure.worker().orElseThrow().pid()))
                    .isFalse();
            assertThat(failure.stuckStack())
                    .anyMatch(frame -> frame.getMethodName().equals("spinHere"));
            assertThat(failure)
                    .hasMessageContaining("task exceeded its timeout: task=spin, timeout=PT0.5S, elapsed=PT")
                    .hasMessageContaining("stuck at")
                    .hasMessageContaining("WorkerTasks.spinHere");
            assertThat(failure.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P9: a loop without safepoints cannot hold up the kill.
    @Test
    void timeout_countedLoop_isKilled() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> stuck =
                    pool.with(o -> o.timeout(Duration.ofMillis(500))).submit(WorkerTasks::spinCounted, gate);
            TaskTimeoutException failure =
                    (TaskTimeoutException) stuck.exception().orElseThrow();

            assertThat(Processes.isRunning(failure.worker().orElseThrow().pid()))
                    .isFalse();
        }
    }

    // SPEC P9
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void timeout_workerStoppedBySignal_isKilledWithoutAStack() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<?> stuck =
                    pool.with(o -> o.timeout(Duration.ofSeconds(1))).submit(() -> gate.pass());
            gate.awaitArrivals(1);
            Processes.signal(pid, "STOP");
            TaskTimeoutException failure =
                    (TaskTimeoutException) stuck.exception().orElseThrow();

            assertThat(Processes.isRunning(pid)).isFalse();
            assertThat(failure.stuckStack()).isEmpty();
            assertThat(failure).hasMessageContaining("stack unknown: the worker did not answer");
            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
        }
    }

    // SPEC P9, C2: only the task that exceeded its timeout.
    @Test
    void timeout_tasksBehind_runElsewhere() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 500; i++) {
                pool.submit(Tasks::square, i);
            }
            TaskFuture<Long> stuck =
                    pool.with(o -> o.timeout(Duration.ofMillis(300))).submit(WorkerTasks::spin, gate);
            List<TaskFuture<Integer>> behind = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(() -> {
                        journal.note(i);
                        return i;
                    }))
                    .toList();

            assertThat(stuck.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            for (int i = 0; i < 20; i++) {
                assertThat(behind.get(i).get()).isEqualTo(i);
            }
        }
        assertThat(journal.lines()).hasSize(20).doesNotHaveDuplicates();
    }

    // SPEC P9: many at once.
    @Test
    void timeout_everyTask_endsEveryFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            PoolExecutor limited = pool.with(o -> o.timeout(Duration.ofMillis(200)));
            List<TaskFuture<Long>> stuck = java.util.stream.IntStream.range(0, 4)
                    .mapToObj(i -> limited.submit(WorkerTasks::spin, gate))
                    .toList();

            for (TaskFuture<Long> future : stuck) {
                assertThat(future.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            }
            assertThat(pool.stats().timedOut()).isEqualTo(4);
            assertThat(pool.submit(WorkerTasks::pid).get()).isPositive();
            assertThat(pool.stats().restarts()).isBetween(1L, 4L);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC A12, P9
    @Test
    void timeout_listener_isToldTheReason() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(log));
                Gate gate = Gate.in(dir)) {
            assertThat(pool.with(o -> o.timeout(Duration.ofMillis(200)))
                            .submit(WorkerTasks::spin, gate)
                            .exception())
                    .isPresent();
            log.await("worker 1 exited TIMEOUT");
        }
    }

    // ---- cancel

    // SPEC F2, C4
    @Test
    void cancelTrue_taskThatIgnoresInterrupts_isKilledWithItsProcessAndReplaced() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool =
                        ProcessPoolExecutor.open(o -> o.workers(1).grace(GRACE).listener(log));
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Long> stuck = pool.submit(WorkerTasks::spin, gate);
            gate.awaitArrivals(1);
            long start = System.nanoTime();

            assertThat(stuck.cancel(true)).isTrue();
            assertThat(stuck.isCancelled()).isTrue();
            Processes.awaitGone(pid);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(GRACE);
            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
            log.await("worker 1 exited CANCELLED");
            assertThat(pool.stats().cancelled()).isEqualTo(1);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // SPEC F2
    @Test
    void cancelTrue_taskThatObeysTheInterrupt_keepsItsWorker() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(CancelContract.LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<?> running = pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);

            assertThat(running.cancel(true)).isTrue();
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC F2, F6
    @Test
    void complete_fromOutside_killsATaskThatIgnoresInterrupts() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(GRACE));
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Long> stuck = pool.submit(WorkerTasks::spin, gate);
            gate.awaitArrivals(1);

            assertThat(stuck.complete(5L)).isTrue();
            Processes.awaitGone(pid);
            assertThat(stuck.get()).isEqualTo(5);
        }
    }

    // SPEC F2, C2
    @Test
    void cancelTrue_tasksBehindTheKilledOne_runElsewhere() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(GRACE));
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 500; i++) {
                pool.submit(Tasks::square, i);
            }
            TaskFuture<Long> stuck = pool.submit(WorkerTasks::spin, gate);
            List<TaskFuture<Integer>> behind = java.util.stream.IntStream.range(0, 50)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            gate.awaitArrivals(1);
            stuck.cancel(true);

            for (int i = 0; i < 50; i++) {
                assertThat(behind.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    // SPEC A8
    @Test
    void shutdownNow_taskThatIgnoresInterrupts_isKilledAfterTheGracePeriod() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(GRACE));
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Long> stuck = pool.submit(WorkerTasks::spin, gate);
            TaskFuture<Integer> pending = pool.submit(Tasks::square, 3);
            gate.awaitArrivals(1);

            assertThat(pool.shutdownNow()).hasSize(1);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Processes.isRunning(pid)).isFalse();
            assertThat(stuck.isCompletedExceptionally()).isTrue();
            assertThat(pending.isCancelled()).isTrue();
        }
    }

    // SPEC FAULTS 21: what a task started dies with it.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void timeout_childrenOfTheTask_areKilledToo() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> stuck = pool.with(o -> o.timeout(Duration.ofSeconds(1)))
                    .submit(() -> {
                        journal.note(new ProcessBuilder("sleep", "600").start().pid());
                        gate.passStubbornly();
                    });
            long child = Long.parseLong(journal.awaitLines(1).get(0));

            try {
                assertThat(stuck.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
                Processes.awaitGone(child);
            } finally {
                ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    // ---- terminateWorkers, killWorkers

    // SPEC A9
    @Test
    void killAndTerminateWorkers_failRunningCancelQueuedRejectLater() throws Exception {
        for (boolean hard : List.of(true, false)) {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(2);
                    Gate gate = Gate.in(dir)) {
                List<TaskFuture<Integer>> running =
                        List.of(pool.submit(() -> gate.passStubbornly()), pool.submit(() -> gate.passStubbornly()));
                gate.awaitArrivals(2);
                List<TaskFuture<Integer>> queued = java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> pool.submit(Tasks::square, i))
                        .toList();
                end(pool, hard);

                for (TaskFuture<Integer> future : running) {
                    Throwable failure = future.exception().orElseThrow();
                    assertThat(failure).isInstanceOf(WorkerCrashedException.class);
                    assertThat(((WorkerCrashedException) failure).kind()).isEqualTo(Kind.KILLED);
                    assertThat(failure).hasMessageContaining("killed by the pool");
                }
                for (TaskFuture<Integer> future : queued) {
                    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                            .isInstanceOf(CancellationException.class);
                }
                assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
                assertThat(pool.isShutdown()).isTrue();
                assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
                assertThat(gate.isOpen()).isFalse();
            }
        }
    }

    // SPEC A9: idempotent, and safe before the first worker and after the last.
    @Test
    void killAndTerminateWorkers_atAnyTime_areSafe() throws Exception {
        for (boolean hard : List.of(true, false)) {
            try (ProcessPoolExecutor unused = ProcessPoolExecutor.open(2)) {
                end(unused, hard);
                end(unused, !hard);
                assertThatThrownBy(() -> unused.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
                assertThat(unused.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
                end(unused, hard);
            }
            try (ProcessPoolExecutor idle = ProcessPoolExecutor.open(1)) {
                long pid = idle.submit(WorkerTasks::pid).get();
                end(idle, hard);
                assertThat(idle.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
                assertThat(Processes.isRunning(pid)).isFalse();
                end(idle, hard);
                idle.shutdown(true, true);
                assertThat(idle.shutdownNow()).isEmpty();
            }
            try (ProcessPoolExecutor starting =
                    ProcessPoolExecutor.open(o -> o.workers(2).prestarted())) {
                end(starting, hard);
                assertThat(starting.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    // SPEC A9: on dead workers.
    @Test
    void killWorkers_afterTheWorkerDied_isSafe() throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            pool.killWorkers();
            pool.terminateWorkers();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // SPEC A9: SIGTERM does not reach a stopped process, but killWorkers does.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void killWorkers_stoppedWorker_endsIt() throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            Processes.signal(pid, "STOP");
            pool.killWorkers();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Processes.isRunning(pid)).isFalse();
        }
    }

    // SPEC A12, A9
    @Test
    void killWorkers_listener_isToldTheReason() throws Exception {
        EventLog log = new EventLog();
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).listener(log))) {
            pool.submit(WorkerTasks::pid).get();
            pool.killWorkers();
            log.await("worker 1 exited KILLED");
        }
    }

    private static void end(ProcessPoolExecutor pool, boolean hard) {
        if (hard) {
            pool.killWorkers();
        } else {
            pool.terminateWorkers();
        }
    }
}
