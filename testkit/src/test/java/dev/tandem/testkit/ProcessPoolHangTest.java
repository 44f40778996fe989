package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** However a task hangs, it can be stopped: each way of hanging, by each way of stopping, in one pool. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class ProcessPoolHangTest {
    /** Long enough for a worker that has just started, on a loaded machine, to get to where it hangs. */
    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    private static final Duration GRACE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    // SPEC C4, P9, F2, C2, FAULTS row 8, FAULTS row 2
    @TestFactory
    Stream<DynamicTest> hungTask_stopped_isGoneAndNobodyElseIsHarmed() {
        PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(4).spares(1).grace(GRACE).worker(w -> w.heap("64m")));
        Gate gate = Gate.in(dir);
        TaskFuture<Integer> neighbour = pool.submit(() -> gate.passStubbornly());
        gate.awaitArrivals(1);
        // several at a time, since the time of each has to pass
        Map<Hang, TaskFuture<?>> limited = new EnumMap<>(Hang.class);
        for (Hang way : Hang.values()) {
            limited.put(way, submitLimited(pool, way));
        }
        Stream<DynamicTest> byTimeout = Arrays.stream(Hang.values())
                .map(way -> dynamicTest(way + " by timeout", () -> assertStopped(way, limited.get(way))));
        Stream<DynamicTest> byCancel = Arrays.stream(Hang.values())
                .map(way -> dynamicTest(way + " by cancel", () -> stopByCancel(pool, way, neighbour)));
        DynamicTest last = dynamicTest("neighbour", () -> {
            gate.open();
            assertThat(neighbour.get()).as("interrupts").isZero();
            assertThat(neighbour.attempts()).isEqualTo(1);
        });
        return Stream.of(byTimeout, byCancel, Stream.of(last))
                .flatMap(tests -> tests)
                .onClose(() -> {
                    gate.open();
                    pool.close();
                });
    }

    private TaskFuture<?> submitLimited(PoolExecutor pool, Hang way) {
        Gate gate = Gate.in(dir);
        return pool.with(o -> o.timeout(TIMEOUT).label("hung")).submit(() -> way.hang(gate));
    }

    private static void assertStopped(Hang way, TaskFuture<?> hung) throws Exception {
        Throwable failure = hung.exception(PATIENCE).orElseThrow();

        assertThat(failure).isInstanceOf(TaskTimeoutException.class);
        TaskTimeoutException timeout = (TaskTimeoutException) failure;
        assertThat(Processes.isRunning(timeout.worker().orElseThrow().pid())).isFalse();
        assertThat(timeout.elapsed()).isGreaterThanOrEqualTo(TIMEOUT);
        switch (way.tongue()) {
            case TELLS -> {
                assertThat(timeout.stuckStack())
                        .anyMatch(frame -> frame.getClassName().startsWith(Hang.class.getName())
                                && frame.getMethodName().equals("hang"));
                assertThat(timeout).hasMessageContaining("task=hung").hasMessageContaining("stuck at");
            }
            case SILENT -> assertThat(timeout).hasMessageContaining("stack unknown: the worker did not answer");
            case MUMBLES -> {}
        }
    }

    private void stopByCancel(PoolExecutor pool, Hang way, TaskFuture<?> neighbour) throws Exception {
        Gate gate = Gate.in(dir);
        TaskFuture<?> hung = pool.submit(() -> way.hang(gate));
        gate.awaitArrivals(1);
        long pid = hung.worker().orElseThrow().pid();

        assertThat(hung.cancel(true)).isTrue();
        assertThat(hung.isCancelled()).isTrue();
        if (way.ear() == Hang.Ear.LISTENS) {
            Poll.until(
                    "worker " + pid + " is idle",
                    () -> pool.stats().workers().stream()
                            .anyMatch(worker -> worker.id().pid() == pid && worker.state() == WorkerStats.State.IDLE));
        } else {
            Processes.awaitGone(pid);
        }
        assertGoesOn(pool, neighbour);
    }

    private static void assertGoesOn(PoolExecutor pool, TaskFuture<?> neighbour) throws Exception {
        assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        assertThat(neighbour.isDone()).isFalse();
        assertThat(Processes.isRunning(neighbour.worker().orElseThrow().pid())).isTrue();
    }

    // SPEC P9, FAULTS row 8: compiled without any safepoint poll, the loop cannot even be asked where it is.
    @Test
    void loopWithoutSafepoints_timesOut_isGone() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                        .worker(w -> w.jvmFlags(
                                "-XX:+UseSerialGC", "-XX:-UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=0")));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> hung =
                    pool.with(o -> o.timeout(Duration.ofMillis(500))).submit(() -> Hang.COUNTED_LOOP.hang(gate));
            TaskTimeoutException timeout =
                    (TaskTimeoutException) hung.exception(PATIENCE).orElseThrow();

            assertThat(Processes.isRunning(timeout.worker().orElseThrow().pid()))
                    .isFalse();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }
}
