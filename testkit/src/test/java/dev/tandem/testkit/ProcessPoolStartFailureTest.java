package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerCrashedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that cannot be started: the pool breaks at once, with the worker's own words. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolStartFailureTest {
    @TempDir
    private Path dir;

    // SPEC P10
    @Test
    void initializer_throws_breaksThePoolWithItsWords() throws Exception {
        assertBreaks(
                o -> o.initializer(() -> {
                    throw new IllegalStateException("cannot reach the license server");
                }),
                "cannot reach the license server");
    }

    // SPEC P10: its cause is the reason.
    @Test
    void initializer_throws_givesTheExceptionAsCause() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).initializer(() -> {
            throw new IllegalStateException("cannot reach the license server");
        }))) {
            Throwable failure = pool.submit(() -> 1).exception().orElseThrow();

            assertThat(causes(failure))
                    .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("cannot reach the license server"));
        }
    }

    // SPEC P10
    @Test
    void initializer_exits_breaksThePool() throws Exception {
        assertBreaks(
                o -> o.initializer(() -> {
                    System.err.println("last words of the initializer");
                    System.exit(9);
                }),
                "last words of the initializer");
    }

    // SPEC P10
    @Test
    void initializer_hangs_breaksThePoolAfterTheStartTimeout() throws Exception {
        assertBreaks(o -> o.startTimeout(Duration.ofSeconds(2)).initializer(() -> Thread.sleep(600_000)), "not ready");
    }

    // SPEC P10
    @Test
    void jvmFlag_unknown_breaksThePoolWithTheJvmsWords() throws Exception {
        assertBreaks(o -> o.worker(w -> w.jvmFlags("-XX:+NoSuchFlag")), "Unrecognized VM option 'NoSuchFlag'");
    }

    // SPEC P10
    @Test
    void java_missing_breaksThePoolNamingIt() throws Exception {
        Files.createDirectory(dir.resolve("bin"));
        assertBreaks(o -> o.worker(w -> w.javaHome(dir)), dir.resolve("bin").toString());
    }

    // SPEC P10
    @Test
    void commandPrefix_missing_breaksThePoolNamingIt() throws Exception {
        assertBreaks(o -> o.worker(w -> w.commandPrefix("no-such-command")), "Cannot run program \"no-such-command\"");
    }

    // SPEC P10
    @Test
    void command_thatIsNoJvm_breaksThePool() throws Exception {
        assertBreaks(
                o -> o.worker(w -> w.commandPrefix("sh", "-c", "echo this is no worker >&2; exit 5", "sh")),
                "this is no worker");
    }

    // SPEC P10, FAULTS 2: a worker that says nothing.
    @Test
    void command_thatHangs_breaksThePoolAfterTheStartTimeout() throws Exception {
        assertBreaks(
                o -> o.startTimeout(Duration.ofSeconds(1))
                        .worker(w -> w.commandPrefix("sh", "-c", "exec sleep 600", "sh")),
                "not ready");
    }

    // SPEC P10, A6: a broken pool leaves nothing behind and can be closed in any way.
    @Test
    void brokenPool_canBeEndedInAnyWay() throws Exception {
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(2).prestarted().worker(w -> w.jvmFlags("-XX:+NoSuchFlag")))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            pool.submit(() -> 1).get(20, TimeUnit.SECONDS);
                        }
                    })
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isInstanceOf(BrokenPoolException.class),
                            failure -> assertThat(failure).hasCauseInstanceOf(BrokenPoolException.class));
            pool.killWorkers();
            pool.terminateWorkers();
            assertThat(pool.shutdownNow()).isEmpty();
            pool.shutdown(true, true);
            assertThat(pool.isTerminated()).isTrue();
        }
    }

    // SPEC P10: the options are encoded when the pool is opened.
    @Test
    void initializer_thatCannotBeSerialized_isRefusedByOpen() {
        Object unserializable = new Object();
        TaskRunnable initializer = () -> System.out.println(unserializable);

        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.workers(1).initializer(initializer))
                        .close())
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("java.lang.Object");
    }

    // SPEC P10, FAULTS row 6, FAULTS row 23: the JVM cannot even reserve its heap.
    @Test
    @EnabledOnOs(OS.LINUX)
    void heap_thatTheSystemDoesNotGive_breaksThePoolWithTheJvmsWords() throws Exception {
        assertBreaks(
                o -> o.worker(w -> w.heap("2g").commandPrefix("sh", "-c", "ulimit -v 1000000; exec \"$@\"", "sh")),
                "Could not reserve enough space");
    }

    // SPEC P10, FAULTS row 23: once is enough.
    @Test
    void initializer_throws_isNotTriedAgain() throws Exception {
        Journal journal = Journal.in(dir);
        assertBreaks(
                o -> o.initializer(() -> {
                    journal.note("initialized");
                    throw new IllegalStateException("no license");
                }),
                "no license");
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC P10, C1: not the first worker, but the one that is to replace it.
    @Test
    void initializer_failsInAReplacement_breaksThePoolWithItsWords() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).initializer(() -> {
                    if (journal.noteAndCount("initialized") > 1) {
                        throw new IllegalStateException("only one may have it");
                    }
                }));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> crash = pool.submit(() -> gate.pass(WorkerTasks.halt(1)));
            TaskFuture<Integer> gated = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = pool.submit(Tasks::square, 3);

            assertThat(crash.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            for (TaskFuture<Integer> future : List.of(gated, pending)) {
                assertThat(future.exception(Duration.ofSeconds(20)).orElseThrow())
                        .isInstanceOf(BrokenPoolException.class)
                        .hasMessageContaining("only one may have it");
            }
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(journal.lines()).hasSize(2);
    }

    // SPEC P10, C7: workers get ready and die, again and again, without ever having had a task.
    @Test
    @EnabledOnOs(OS.LINUX)
    void workersThatDieIdle_sixInARow_breakThePoolWithTheLastDeath() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).prestarted().listener(log))) {
            for (int i = 1; i <= 6; i++) {
                log.await("worker " + i + " started");
                Processes.signal(pool.stats().workers().get(0).id().pid(), "KILL");
                log.await("worker " + i + " exited CRASHED");
            }
            Poll.until("end of the pool", pool::isTerminated);

            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining("ended by SIGKILL (exit code 137), worker 6")
                    .hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    private static void assertBreaks(UnaryOperator<ProcessPoolOptions> options, String words) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> options.apply(o.workers(1)))) {
            List<TaskFuture<Integer>> pending = new ArrayList<>(List.of(pool.submit(() -> 1)));
            try {
                pending.add(pool.submit(() -> 2));
                pending.add(pool.submit(Tasks::square, 3));
            } catch (BrokenPoolException e) {
                // It broke so soon; what was accepted before is looked at below.
            }
            for (TaskFuture<Integer> future : pending) {
                assertThat(future.exception(Duration.ofSeconds(20)).orElseThrow())
                        .isInstanceOf(BrokenPoolException.class)
                        .hasMessageContaining(pool.stats().name())
                        .hasMessageContaining(words)
                        .cause()
                        .isNotNull()
                        .isNotInstanceOf(BrokenPoolException.class);
            }
            assertThatThrownBy(() -> pool.submit(() -> 4))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining(words);
            assertThat(pool.stats().failed()).isEqualTo(pending.size());
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        return java.util.stream.Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .toList();
    }

    // SPEC P10, P7
    @Test
    void startFailure_cause_tellsHowTheWorkerDied() throws Exception {
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.jvmFlags("-XX:+NoSuchFlag")))) {
            Throwable failure = pool.submit(() -> 1).exception().orElseThrow();

            assertThat(failure.getCause()).isInstanceOf(WorkerCrashedException.class);
            WorkerCrashedException crash = (WorkerCrashedException) failure.getCause();
            assertThat(crash.kind()).isEqualTo(WorkerCrashedException.Kind.START_FAILED);
            assertThat(crash.exitCode()).hasValue(1);
            assertThat(crash.stderrTail()).anyMatch(line -> line.contains("NoSuchFlag"));
            assertThat(crash.label()).isEmpty();
        }
    }
}
