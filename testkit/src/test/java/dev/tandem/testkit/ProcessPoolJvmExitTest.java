package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tasks when the JVM exits while their pool is open. */
@ExtendWith(LeakCheck.class)
@Deadline
@DisabledOnOs(OS.WINDOWS)
class ProcessPoolJvmExitTest {
    @TempDir
    private Path dir;

    // SPEC P12, C1: a hook of the user's gets the result of what runs, and is told that nothing else comes.
    @Test
    void exitGrace_runningTaskEnds_whatWaitsIsCancelled() throws Exception {
        Journal journal = Journal.in(dir);
        try (Gate gate = Gate.in(dir);
                ChildJvm parent = start(gate, journal, Duration.ofMinutes(2))) {
            journal.awaitLines(1);
            Processes.signal(parent.pid(), "TERM");
            journal.awaitLines(2); // the waiting one's end, while the other one runs
            assertThat(parent.isAlive()).isTrue();
            gate.open();

            assertThat(parent.awaitExit()).isEqualTo(143);
            assertThat(journal.lines())
                    .startsWith("ready")
                    .containsExactlyInAnyOrder(
                            "ready",
                            "waiting: java.util.concurrent.CancellationException: "
                                    + "task was cancelled: task=task-2, this JVM exits: pool=exiting",
                            "running: 7",
                            "exit hook of the worker");
        }
    }

    // SPEC P12, C5
    @Test
    void exitGrace_isOver_workersAreKilled() throws Exception {
        Journal journal = Journal.in(dir);
        try (Gate gate = Gate.in(dir);
                ChildJvm parent = start(gate, journal, Duration.ofMillis(50))) {
            journal.awaitLines(1);
            Processes.signal(parent.pid(), "TERM");

            assertThat(parent.awaitExit()).isEqualTo(143);
            assertThat(journal.lines()).hasSize(3);
            assertThat(journal.lines().get(2))
                    .startsWith(
                            "running: dev.tandem.WorkerCrashedException: worker process died: killed by the pool, ");
        }
    }

    // SPEC A3
    @Test
    void exitGrace_negative_isRefused() {
        assertThatThrownBy(() -> ProcessPoolOptions.defaults().exitGrace(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("exitGrace must not be negative: exitGrace=PT-1S");
    }

    private ChildJvm start(Gate gate, Journal journal, Duration grace) throws Exception {
        return ChildJvm.start(
                dir, Program.class, gate.directory(), journal.file().toString(), grace.toString());
    }

    /** Has a task that runs and one that waits, and a hook that waits for both. */
    static final class Program {
        public static void main(String[] args) {
            Gate gate = Gate.at(args[0]);
            Journal journal = Journal.at(Path.of(args[1]));
            Duration grace = Duration.parse(args[2]);
            PoolExecutor pool = ProcessPoolExecutor.open(o -> o.name("exiting")
                    .workers(1)
                    .exitGrace(grace)
                    .exitHook(() -> journal.note("exit hook of the worker")));
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(7));
            gate.awaitArrivals(1);
            TaskFuture<Integer> waiting = pool.submit(() -> gate.pass(8));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                journal.note("waiting: " + outcome(waiting));
                journal.note("running: " + outcome(running));
            }));
            journal.note("ready");
        }

        private static String outcome(TaskFuture<Integer> task) {
            try {
                String text = task.exception().map(Throwable::toString).orElseGet(() -> String.valueOf(task.join()));
                return text.lines().findFirst().orElseThrow();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (CancellationException e) {
                return String.valueOf(e.getCause() == null ? e : e.getCause()); // from JDK 23 on it is in another one
            }
        }
    }
}
