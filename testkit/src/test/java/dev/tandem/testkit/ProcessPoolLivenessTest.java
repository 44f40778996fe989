package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers, or their parent, that do nothing for a while, without having ended. */
@ExtendWith(LeakCheck.class)
@Deadline
@DisabledOnOs(OS.WINDOWS)
class ProcessPoolLivenessTest {
    @TempDir
    private Path dir;

    // SPEC C1, FAULTS row 2: a worker is stopped while it is idle, and then given a task.
    @Test
    void idleWorker_stopped_isReplaced_andItsTaskRunsElsewhere() throws Exception {
        CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onWorkerExited(WorkerId worker, WorkerExit how) {
                exit.complete(how);
            }
        };
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(listener))) {
            long stopped = pool.submit(WorkerTasks::pid).get();
            Processes.stop(stopped);
            TaskFuture<Long> future = pool.submit(WorkerTasks::pid);

            assertThat(future.get(20, TimeUnit.SECONDS)).isNotEqualTo(stopped);
            assertThat(future.attempts()).isEqualTo(1);
            assertThat(exit.get(20, TimeUnit.SECONDS).reason()).isEqualTo(WorkerExit.Reason.UNRESPONSIVE);
            assertThat(Processes.isRunning(stopped)).isFalse();
            assertThat(pool.stats().restarts()).isEqualTo(1);
        }
    }

    // FAULTS row 2: one that is continued in time is left alone.
    @Test
    void idleWorker_stoppedForAMoment_keepsItsTask() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long worker = pool.submit(WorkerTasks::pid).get();
            Processes.stop(worker);
            TaskFuture<Long> future = pool.submit(WorkerTasks::pid);
            Poll.untilPassed(Duration.ofMillis(500), System.nanoTime());
            assertThat(future.isRunning()).isFalse();
            Processes.signal(worker, "CONT");

            assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo(worker);
        }
    }

    // FAULTS row 20: the parent is stopped, its workers with it or not; nobody is killed for it.
    @Test
    void parent_stoppedForLongerThanAllLimits_losesNoWorkerAndNoTask() throws Exception {
        Journal journal = Journal.at(dir.resolve("journal"));
        try (ChildJvm parent = ChildJvm.start(
                dir, Program.class, dir.toString(), journal.file().toString())) {
            List<String> lines = journal.awaitLines(1);
            long worker = Long.parseLong(lines.get(0));
            Processes.stop(worker);
            Processes.stop(parent.pid());
            long since = System.nanoTime();
            Poll.untilPassed(Duration.ofSeconds(4), since);
            Processes.signal(parent.pid(), "CONT");
            Processes.signal(worker, "CONT");

            assertThat(parent.awaitExit()).as(parent::output).isZero();
        }
    }

    /** The parent. Arguments: directory, journal. Its workers have a second to start and to take leave. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            Gate gate = Gate.in(Path.of(args[0]));
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(
                    o -> o.workers(2).startTimeout(Duration.ofSeconds(2)).grace(Duration.ofSeconds(2)))) {
                TaskFuture<Long> running =
                        pool.with(o -> o.timeout(Duration.ofSeconds(60))).submit(() -> gate.pass(WorkerTasks.pid()));
                gate.awaitArrivals(1);
                TaskFuture<Long> starting = pool.submit(WorkerTasks::pid); // its worker is being started just now
                Journal.at(Path.of(args[1])).note(running.worker().orElseThrow().pid());
                long one = starting.get(40, TimeUnit.SECONDS);
                gate.open();
                long two = running.get(40, TimeUnit.SECONDS);
                if (one == two || pool.stats().restarts() != 0) {
                    throw new IllegalStateException("restarts: " + pool.stats());
                }
            }
        }
    }
}
