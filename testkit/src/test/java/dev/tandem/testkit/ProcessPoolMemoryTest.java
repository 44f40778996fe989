package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The resident memory of workers, which the pool watches. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolMemoryTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path dir;

    // SPEC P2, FAULTS row 22: what has leaked goes with the worker, and no task fails.
    @Test
    @EnabledOnOs(OS.LINUX)
    void softResidentMemory_grownWorker_isReplacedBetweenTasks() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).softResidentMemory("300m").listener(log))) {
            long small = pool.submit(WorkerTasks::pid).get();
            assertThat(pool.submit(Hoard::grow, 10).get()).isEqualTo(small);
            assertThat(pool.submit(Hoard::grow, 400).get()).isEqualTo(small);
            log.await("worker 1 exited RETIRED");

            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(small);
            assertThat(pool.stats().failed()).isZero();
            List<String> events = log.eventsOfWorkers();
            assertThat(events.indexOf("worker 2 started")).isLessThan(events.indexOf("worker 1 exited RETIRED"));
        }
    }

    // SPEC P2, P7
    @Test
    @EnabledOnOs(OS.LINUX)
    void maxResidentMemory_greedyTask_isKilledAndSaysWhy() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                        o -> o.workers(2).maxResidentMemory("400m").listener(log));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> modest = pool.submit(() -> gate.pass(1));
            TaskFuture<?> greedy = pool.with(o -> o.label("greedy")).submit(Hoard::growForEver);
            Throwable failure = greedy.exception().orElseThrow();

            assertThat(failure)
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("killed because it took too much memory")
                    .hasMessageContaining("task=greedy")
                    .hasMessageContaining("maxResidentMemory=" + 400L * MIB + " bytes");
            assertThat(((WorkerCrashedException) failure).kind()).isEqualTo(Kind.MEMORY_LIMIT);
            assertThat(Processes.isRunning(((WorkerCrashedException) failure).pid()))
                    .isFalse();
            int worker = ((WorkerCrashedException) failure).worker().number();
            log.await("worker " + worker + " exited MEMORY_LIMIT"); // which is told a little later
            gate.open();
            assertThat(modest.get()).isEqualTo(1);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC C1, FAULTS row 6: the kernel takes a worker before it takes the parent.
    @Test
    @EnabledOnOs(OS.LINUX)
    void workers_areOfferedToTheKernelFirst() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> oomScoreAdjustment("self")).get()).isGreaterThan(oomScoreAdjustment("self"));
        }
    }

    private static int oomScoreAdjustment(String process) throws Exception {
        return Integer.parseInt(
                Files.readString(Path.of("/proc", process, "oom_score_adj")).trim());
    }

    // SPEC A4
    @Test
    void badSizes_areRefused() {
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.maxResidentMemory("much")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxResidentMemory must be a size as -Xmx takes it, such as 512m or 2g:"
                        + " maxResidentMemory='much'");
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.softResidentMemory("-1g")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("softResidentMemory must be a size");
    }

    /** Memory that a worker does not let go of. */
    private static final class Hoard {
        private static final List<byte[]> HELD = new ArrayList<>();

        static long grow(int mebibytes) {
            for (int i = 0; i < mebibytes; i++) {
                HELD.add(new byte[MIB]);
            }
            return WorkerTasks.pid();
        }

        static int growForEver() throws InterruptedException {
            for (int i = 0; i < 100_000; i++) {
                if (i < 2_000) {
                    HELD.add(new byte[MIB]);
                }
                Thread.sleep(1);
            }
            return HELD.size();
        }
    }
}
