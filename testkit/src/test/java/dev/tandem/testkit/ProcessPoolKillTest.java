package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerCrashedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed from outside at a step of a task: that task fails, and nothing else. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class ProcessPoolKillTest {
    /** Goes into a file, of which there are two parts. */
    private static final int LARGE = 5_000_000;

    @TempDir
    private Path dir;

    // SPEC C2, FAULTS row 1 (S5)
    @Test
    void killed_whileTheArgumentIsRead_failsThatTaskAlone() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<String> victim = pool.submit(Tasks::describe, new Slow(gate, true, false));
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            gate.awaitArrivals(1);
            kill(victim);

            assertKilled(victim);
            assertThat(next.get()).isEqualTo(9);
            assertThat(next.attempts()).isEqualTo(1);
        }
    }

    // SPEC C2, FAULTS row 1 (S7)
    @Test
    void killed_whileTheResultIsWritten_failsThatTaskAlone() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Slow> victim = pool.submit(() -> new Slow(gate, false, true));
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            gate.awaitArrivals(1);
            kill(victim);

            assertKilled(victim);
            assertThat(next.get()).isEqualTo(9);
            assertThat(next.attempts()).isEqualTo(1);
        }
    }

    // SPEC C2, P13, FAULTS row 1 (S8), FAULTS row 14
    @Test
    void killed_withHalfALargeResultWritten_failsThatTaskAlone() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
            Path files = WorkerTasks.poolDirectoryOf(pid).resolve("worker-1");
            TaskFuture<Object[]> victim =
                    pool.submit(() -> new Object[] {new byte[LARGE], new Slow(gate, false, true), new byte[LARGE]});
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            gate.awaitArrivals(1);
            assertThat(sizeOfOutcome(files)).as("half written").isBetween((long) LARGE, 2L * LARGE - 1);
            worker.destroyForcibly();

            assertKilled(victim);
            assertThat(next.get()).isEqualTo(9);
            assertThat(files).doesNotExist();
        }
    }

    // SPEC C2, FAULTS row 1: by a task of another worker.
    @Test
    void killedByANeighboursTask_failsOnlyWhatItRan() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> victim = pool.submit(() -> gate.passStubbornly());
            gate.awaitArrivals(1);
            long pid = victim.worker().orElseThrow().pid();
            TaskFuture<Long> murderer = pool.submit(() -> {
                Processes.signal(pid, "KILL");
                return WorkerTasks.pid();
            });
            List<TaskFuture<Integer>> bystanders = Stream.iterate(0, i -> i + 1)
                    .limit(20)
                    .map(i -> pool.submit(Tasks::square, i))
                    .toList();

            assertThat(murderer.get()).isNotEqualTo(pid);
            assertKilled(victim);
            for (int i = 0; i < 20; i++) {
                assertThat(bystanders.get(i).get()).isEqualTo(i * i);
            }
            assertThat(pool.stats().failed()).isEqualTo(1);
        }
    }

    private static void kill(TaskFuture<?> victim) throws Exception {
        Processes.signal(victim.worker().orElseThrow().pid(), "KILL");
    }

    private static void assertKilled(TaskFuture<?> victim) throws Exception {
        assertThat(victim.exception().orElseThrow())
                .isInstanceOf(WorkerCrashedException.class)
                .hasMessageContaining("ended by SIGKILL (exit code 137)")
                .hasMessageContaining("task=" + victim.label());
    }

    /** How much there is of a large result. */
    private static long sizeOfOutcome(Path files) throws IOException {
        try (Stream<Path> found = Files.list(files)) {
            return found.filter(file -> file.getFileName().toString().startsWith("outcome-"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Waits at a gate while it is read or written in a worker. */
    private static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Gate gate;
        private final boolean whenRead;
        private final boolean whenWritten;

        Slow(Gate gate, boolean whenRead, boolean whenWritten) {
            this.gate = gate;
            this.whenRead = whenRead;
            this.whenWritten = whenWritten;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            waitIf(whenWritten);
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            waitIf(whenRead);
        }

        private void waitIf(boolean now) {
            if (now && WorkerContext.current().isPresent()) {
                gate.passStubbornly();
            }
        }
    }
}
