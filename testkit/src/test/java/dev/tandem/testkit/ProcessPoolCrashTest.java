package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die: only the task that was running fails, and its failure says how. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolCrashTest {
    @TempDir
    private Path dir;

    // SPEC P7: 0 included.
    @Test
    void systemExit_failsTheTaskWithTheCode() throws Exception {
        for (int code : new int[] {0, 3}) {
            WorkerCrashedException crash = crashOf(() -> WorkerTasks.exit(code));

            assertThat(crash.kind()).isEqualTo(Kind.EXIT);
            assertThat(crash.exitCode()).hasValue(code);
            assertThat(crash.signal()).isEmpty();
            assertThat(crash).hasMessageContaining("worker process died: it exited with code " + code);
        }
    }

    // SPEC P7
    @Test
    void halt_failsTheTaskWithTheCode() throws Exception {
        WorkerCrashedException crash = crashOf(() -> WorkerTasks.halt(7));

        assertThat(crash.kind()).isEqualTo(Kind.EXIT);
        assertThat(crash.exitCode()).hasValue(7);
    }

    // SPEC P7
    @Test
    void crash_tellsWorkerTaskAgeAndLastWords() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<?> future = pool.with(o -> o.label("render page 3")).submit(() -> {
                for (int i = 0; i < 100; i++) {
                    System.err.println("last words " + i);
                }
                System.exit(3);
            });
            WorkerCrashedException crash =
                    (WorkerCrashedException) future.exception().orElseThrow();

            assertThat(crash.pid()).isEqualTo(pid);
            assertThat(crash.worker()).isEqualTo(future.worker().orElseThrow());
            assertThat(crash.label()).contains("render page 3");
            assertThat(crash.taskAge().orElseThrow()).isPositive();
            assertThat(crash.stderrTail()).hasSizeBetween(5, 50).endsWith("last words 98", "last words 99");
            assertThat(crash.crashLog()).isEmpty();
            assertThat(crash)
                    .hasMessageContaining("worker 1 (pid " + pid + ")")
                    .hasMessageContaining("task=render page 3")
                    .hasMessageContaining("last words 99");
        }
    }

    // SPEC P7
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void signal_failsTheTaskNamingIt() throws Exception {
        WorkerCrashedException killed = crashOf(() -> WorkerTasks.signalSelf("KILL"));

        assertThat(killed.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(killed.exitCode()).hasValue(137);
        assertThat(killed.signal()).contains("SIGKILL");
        assertThat(killed).hasMessageContaining("ended by SIGKILL (exit code 137)");
    }

    // SPEC P7
    @Test
    void heapExhaustion_failsTheTaskAsOutOfMemory() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.heap("64m")))) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Integer> future = pool.submit(WorkerTasks::exhaustHeap);
            Throwable failure = future.exception().orElseThrow();

            assertThat(failure).isInstanceOf(WorkerCrashedException.class).hasMessageContaining("out of memory");
            assertThat(((WorkerCrashedException) failure).kind()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
        }
    }

    // SPEC P7
    @Test
    void nativeCrash_failsTheTaskWithTheCrashLog() throws Exception {
        WorkerCrashedException crash = crashOf(WorkerTasks::crashTheJvm);
        Path log = crash.crashLog().orElseThrow();
        try {
            assertThat(crash.kind()).isEqualTo(Kind.NATIVE_CRASH);
            assertThat(log).exists();
            assertThat(Files.readString(log)).contains("pid=" + crash.pid());
            assertThat(crash.crashLogHead()).containsAnyOf("SIGSEGV", "EXCEPTION_ACCESS_VIOLATION");
            assertThat(crash).hasMessageContaining("the JVM crashed").hasMessageContaining("crash log: " + log);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    // SPEC C2, C3: what waited behind it runs elsewhere, once.
    @Test
    void crash_tasksWaitingBehind_runElsewhereExactlyOnce() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            // Short tasks first, so that many are sent ahead to the worker that dies.
            List<TaskFuture<Integer>> before = IntStream.range(0, 500)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            TaskFuture<Integer> crash = pool.submit(WorkerTasks::halt, 1);
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                behind.add(pool.submit(() -> {
                    journal.note("task " + number);
                    return number;
                }));
            }

            assertThat(crash.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            for (int i = 0; i < 500; i++) {
                assertThat(before.get(i).get()).isEqualTo(i * i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(behind.get(i).get()).isEqualTo(i);
                assertThat(behind.get(i).attempts()).isEqualTo(1);
            }
            assertThat(pool.stats().restarts()).isEqualTo(1);
            assertThat(pool.stats().failed()).isEqualTo(1);
        }
        assertThat(journal.lines()).hasSize(50).doesNotHaveDuplicates();
    }

    // SPEC C2
    @Test
    void crash_tasksOfOtherWorkers_areUnaffected() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<String> healthy = pool.submit(() -> gate.pass("healthy"));
            gate.awaitArrivals(1);
            for (int i = 0; i < 3; i++) {
                assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            }
            assertThat(healthy.isDone()).isFalse();
            gate.open();

            assertThat(healthy.get()).isEqualTo("healthy");
            assertThat(healthy.attempts()).isEqualTo(1);
        }
    }

    // SPEC C2: results that were produced before the death are delivered.
    @Test
    void crash_resultsProducedBefore_areDelivered() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                    Gate gate = Gate.in(dir)) {
                pool.submit(() -> gate.pass());
                gate.awaitArrivals(1);
                List<TaskFuture<Integer>> before = IntStream.range(0, 100)
                        .mapToObj(i -> pool.submit(Tasks::square, i))
                        .toList();
                TaskFuture<Integer> crash = pool.submit(WorkerTasks::halt, 1);
                gate.open();

                assertThat(crash.exception()).isPresent();
                for (int i = 0; i < 100; i++) {
                    assertThat(before.get(i).get()).isEqualTo(i * i);
                }
            }
        }
    }

    // SPEC C2, FAULTS 1: killed while it idles, nothing fails.
    @Test
    void idleWorker_killed_failsNothing() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            Processes.signal(pid, "KILL");
            Processes.awaitGone(pid);

            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // SPEC FAULTS 3: what a terminal sends to the whole group is the parent's business.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void worker_interruptAndHangupSignals_areIgnored() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            Processes.signal(pid, "INT");
            Processes.signal(pid, "HUP");
            gate.open();

            assertThat(running.get()).isEqualTo(1);
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC C2, FAULTS 1: of all workers at once.
    @Test
    void allWorkers_killedAtOnce_failOnlyTheirTasks() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<Integer>> running =
                    List.of(pool.submit(() -> gate.pass(1)), pool.submit(() -> gate.pass(2)));
            gate.awaitArrivals(2);
            List<TaskFuture<Integer>> pending = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            for (var worker : pool.stats().workers()) {
                Processes.signal(worker.id().pid(), "KILL");
            }

            for (TaskFuture<Integer> future : running) {
                Throwable failure = future.exception().orElseThrow();
                assertThat(failure).isInstanceOf(WorkerCrashedException.class);
                assertThat(((WorkerCrashedException) failure).signal()).contains("SIGKILL");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(pending.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    // SPEC P7: an exit that a hook holds up for ever.
    @Test
    void systemExit_hookNeverEnds_failsTheTaskAllTheSame() throws Exception {
        WorkerCrashedException crash = crashOf(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(WorkerTasks::spinHere));
            return WorkerTasks.exit(3);
        });

        assertThat(crash.kind()).isIn(Kind.EXIT, Kind.KILLED, Kind.SIGNAL);
    }

    // SPEC A12
    @Test
    void crash_listener_isToldAboutIt() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(log))) {
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            log.await("worker 1 exited CRASHED");
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
            assertThat(log.eventsOfWorkers())
                    .containsExactly("worker 1 started", "worker 1 exited CRASHED", "worker 2 started");
        }
    }

    // SPEC P8
    @Test
    void breakingOnCrash_failsEveryPendingFutureAndThePool() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).breakingOnCrash());
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> crash = pool.submit(() -> gate.pass(WorkerTasks.halt(1)));
            TaskFuture<Integer> gated = pool.submit(() -> gate.pass(1));
            List<TaskFuture<Integer>> pending = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();

            assertThat(crash.exception().orElseThrow())
                    .isInstanceOfAny(WorkerCrashedException.class, BrokenPoolException.class);
            for (TaskFuture<Integer> future : pending) {
                assertThat(future.exception().orElseThrow())
                        .isInstanceOf(BrokenPoolException.class)
                        .hasMessageContaining("it exited with code 1")
                        .hasCauseInstanceOf(WorkerCrashedException.class);
            }
            assertThat(gated.exception()).isPresent();
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    // SPEC P8, A13, C3: not unless it was asked for.
    @Test
    void retries_onCrash_onlyIfAskedFor() throws Exception {
        Journal unasked = Journal.in(dir);
        Journal asked = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> once =
                    pool.with(o -> o.retries(RetryPolicy.attempts(3))).submit(() -> haltBefore(2, unasked));
            TaskFuture<Integer> again =
                    pool.with(o -> o.retries(RetryPolicy.attempts(3).onCrash())).submit(() -> haltBefore(2, asked));

            assertThat(once.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            assertThat(again.get()).isEqualTo(2);
            assertThat(again.attempts()).isEqualTo(2);
        }
        assertThat(unasked.lines()).hasSize(1);
        assertThat(asked.lines()).hasSize(2);
    }

    // SPEC P8
    @Test
    void retries_taskThatKilledThreeWorkers_isNotRunAgain() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> poison = pool.with(
                            o -> o.retries(RetryPolicy.attempts(10).onCrash()))
                    .submit(() -> haltBefore(100, journal));

            assertThat(poison.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            assertThat(poison.attempts()).isEqualTo(3);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        assertThat(journal.lines()).hasSize(3);
    }

    // SPEC P10, C7: the pool heals itself, later and later, and goes on.
    @Test
    @Deadline(seconds = 120)
    void crashLoop_pastTheRestartBudget_backsOffAndEveryFutureEnds() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<TaskFuture<Integer>> crashes = IntStream.range(0, 7)
                    .mapToObj(i -> pool.submit(WorkerTasks::halt, 1))
                    .toList();
            TaskFuture<Integer> good = pool.submit(Tasks::square, 3);

            for (TaskFuture<Integer> crash : crashes) {
                assertThat(crash.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            }
            assertThat(good.get()).isEqualTo(9);
            assertThat(pool.stats().restarts()).isEqualTo(7);
        }
    }

    // SPEC M3, C2: of a chunk, what had run before the worker died shares its fate; the rest is run.
    @Test
    void map_workerDies_losesAtMostItsChunk() {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<String> outcomes = new ArrayList<>();
            var iterator = pool.map(
                            x -> x == 4 ? WorkerTasks.halt(1) : x,
                            IntStream.range(0, 9).boxed().toList(),
                            o -> o.chunkSize(3))
                    .iterator();
            while (iterator.hasNext()) {
                try {
                    outcomes.add("" + iterator.next());
                } catch (java.util.concurrent.CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
                    outcomes.add("crash");
                }
            }

            assertThat(outcomes).hasSize(9).startsWith("0", "1", "2").endsWith("6", "7", "8");
            assertThat(outcomes.get(4)).isEqualTo("crash");
            assertThat(outcomes.get(5)).isEqualTo("5");
        }
    }

    // SPEC C1, C2, C3, FAULTS 1: chaos. The seed is in the message.
    @Test
    @Deadline(seconds = 120)
    void workers_killedAtRandom_everyFutureEndsAndNoTaskRunsTwice() throws Exception {
        long seed = System.nanoTime();
        java.util.Random random = new java.util.Random(seed);
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int number = i;
                futures.add(pool.submit(() -> {
                    journal.note(number);
                    Thread.sleep(2);
                    return number;
                }));
            }
            for (int kill = 0; kill < 4; kill++) {
                Poll.untilPassed(java.time.Duration.ofMillis(100 + random.nextInt(200)), System.nanoTime());
                pool.stats().workers().stream()
                        .skip(random.nextInt(2))
                        .findFirst()
                        .ifPresent(worker ->
                                ProcessHandle.of(worker.id().pid()).ifPresent(ProcessHandle::destroyForcibly));
            }
            int failures = 0;
            for (int i = 0; i < futures.size(); i++) {
                var failure = futures.get(i).exception();
                if (failure.isPresent()) {
                    assertThat(failure.get()).as("seed " + seed).isInstanceOf(WorkerCrashedException.class);
                    failures++;
                } else {
                    assertThat(futures.get(i).get()).isEqualTo(i);
                }
            }
            assertThat(failures).as("seed " + seed).isLessThanOrEqualTo(4);
        }
        assertThat(journal.lines()).as("seed " + seed).doesNotHaveDuplicates();
    }

    private WorkerCrashedException crashOf(TaskCallable<Integer> task) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> future = pool.submit(task);
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            Throwable failure = future.exception().orElseThrow();

            assertThat(failure).isInstanceOf(WorkerCrashedException.class);
            assertThat(next.get()).isEqualTo(9);
            WorkerCrashedException crash = (WorkerCrashedException) failure;
            assertThat(crash.pid()).isNotEqualTo(WorkerTasks.pid());
            assertThat(crash.label()).contains(future.label());
            return crash;
        }
    }

    private static int haltBefore(int goodAttempt, Journal journal) {
        int attempt = journal.noteAndCount("attempt");
        return attempt < goodAttempt ? WorkerTasks.halt(1) : attempt;
    }
}
