package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes that tasks have started: what becomes of them when the worker ends, and that they hold up nobody. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class ProcessPoolFamilyTest {
    @TempDir
    private Path dir;

    // SPEC C4, FAULTS row 21: the worker dies by itself, so that nobody could ask it for its children before.
    @Test
    void workerCrashes_itsChildren_areKilled() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> crash = pool.submit(() -> {
                journal.note(start("sleep", "600"));
                WorkerTasks.halt(1);
            });
            assertThat(crash.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);

            assertGone(journal);
        }
    }

    // SPEC C4, FAULTS row 21: their own parent has ended, so that they are no descendants any more.
    @Test
    void workerCrashesOrIsKilled_itsOrphanedGrandchildren_areKilled() throws Exception {
        Journal crashed = Journal.in(dir);
        Journal killed = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> crash = pool.submit(() -> {
                startOrphan(crashed);
                WorkerTasks.halt(1);
            });
            TaskFuture<?> stuck = pool.with(o -> o.timeout(Duration.ofSeconds(1)))
                    .submit(() -> {
                        startOrphan(killed);
                        gate.passStubbornly();
                    });
            assertThat(crash.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            assertThat(stuck.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);

            assertGone(crashed);
            assertGone(killed);
        }
    }

    // FAULTS row 21: what was let go on purpose.
    @Test
    void workerCrashes_childWithoutTheMark_goesOn() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> crash = pool.submit(() -> {
                journal.note(start("env", "-u", "TANDEM_WORKER", "sleep", "600"));
                WorkerTasks.halt(1);
            });
            assertThat(crash.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);

            assertGoesOn(journal);
        }
    }

    // FAULTS row 21: a worker that was told to end has done nothing wrong, and neither have its children.
    @Test
    void workerRetires_itsChildren_goOn() throws Exception {
        Journal journal = Journal.in(dir);
        EventLog log = new EventLog();
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).maxTasksPerWorker(1).listener(log))) {
            pool.submit(() -> journal.note(start("sleep", "600"))).get();
            log.await("worker 1 exited RETIRED");

            assertGoesOn(journal);
        }
    }

    // FAULTS row 21: the pipes of the worker are those of its child, too, and stay open.
    @Test
    void childKeepsTheWorkersPipesOpen_doesNotHoldUpTheFailure() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> crash = pool.submit(() -> {
                Process child = new ProcessBuilder("env", "-u", "TANDEM_WORKER", "sleep", "600")
                        .redirectOutput(Redirect.INHERIT)
                        .redirectError(Redirect.INHERIT)
                        .start();
                System.err.println("last words");
                journal.note(child.pid());
                WorkerTasks.halt(1);
            });
            Throwable failure = crash.exception(Duration.ofSeconds(20)).orElseThrow();

            assertThat(failure).isInstanceOf(WorkerCrashedException.class).hasMessageContaining("last words");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertGoesOn(journal);
        }
    }

    private static long start(String... command) throws IOException {
        return new ProcessBuilder(command).start().pid();
    }

    /** Starts a process that starts a process, and ends. */
    private static void startOrphan(Journal journal) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $! >> " + journal.file())
                .start()
                .waitFor();
    }

    private static void assertGone(Journal journal) {
        long pid = Long.parseLong(journal.awaitLines(1).get(0));
        try {
            Processes.awaitGone(pid);
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Tells that a process is alive, and ends it. */
    private static void assertGoesOn(Journal journal) {
        long pid = Long.parseLong(journal.awaitLines(1).get(0));
        try {
            assertThat(Processes.isRunning(pid)).isTrue();
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            Processes.awaitGone(pid);
        }
    }
}
