package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SPEC P15: workers that run several tasks at a time. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolThreadsTest {
    @TempDir
    private Path dir;

    private static ProcessPoolExecutor open(int workers, int threads) {
        return ProcessPoolExecutor.open(
                o -> o.workers(workers).threadsPerWorker(threads).grace(Duration.ofMillis(500)));
    }

    // SPEC P15
    @Test
    void tasks_ofOneWorker_runAtTheSameTime() throws Exception {
        try (PoolExecutor pool = open(1, 3);
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(pool.submit(ProcessPoolThreadsTest::passAndTellPid, gate));
            }
            gate.awaitArrivals(3);

            assertThat(pool.stats().running()).isEqualTo(3);
            WorkerStats worker = pool.stats().workers().get(0);
            assertThat(worker.state()).isEqualTo(WorkerStats.State.BUSY);
            assertThat(worker.currentTask()).isPresent();
            assertThat(futures).filteredOn(TaskFuture::isRunning).hasSize(3);
            assertThat(gate.arrivals()).isEqualTo(3);
            gate.open();
            assertThat(futures)
                    .extracting(TaskFuture::join)
                    .containsOnly(worker.id().pid());
        }
    }

    static long passAndTellPid(Gate gate) throws InterruptedException {
        gate.pass();
        return WorkerTasks.pid();
    }

    // SPEC P15, P1: a worker is started only when those there are have no room.
    @Test
    void workers_areStarted_whenThreadsAreUsedUp() throws Exception {
        try (PoolExecutor pool = open(2, 2);
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(ProcessPoolThreadsTest::passAndTellPid, gate));
            }
            gate.awaitArrivals(2);
            assertThat(pool.stats().workers()).hasSize(1);
            for (int i = 0; i < 2; i++) {
                futures.add(pool.submit(ProcessPoolThreadsTest::passAndTellPid, gate));
            }
            gate.awaitArrivals(4);

            assertThat(pool.stats().workers()).hasSize(2);
            gate.open();
            assertThat(futures.stream().map(TaskFuture::join).distinct()).hasSize(2);
        }
    }

    // SPEC P15, P14
    @Test
    void stateAndContext_areThoseOfTheWorker() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                        o -> o.workers(1).threadsPerWorker(3).initializer(() -> State.value = 41));
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<String>> futures = IntStream.range(0, 3)
                    .mapToObj(i -> pool.submit(ProcessPoolThreadsTest::describe, gate))
                    .toList();
            gate.awaitArrivals(3);
            gate.open();

            assertThat(futures).extracting(TaskFuture::join).containsOnly("41, worker 1, attempt 1");
        }
    }

    private static final class State {
        static volatile int value;
    }

    static String describe(Gate gate) throws InterruptedException {
        gate.pass();
        WorkerContext context = WorkerContext.current().orElseThrow();
        return State.value + ", worker " + context.workerNumber() + ", attempt " + context.attempt();
    }

    // SPEC P15, C2, C3: those that were running fail, all others run once.
    @Test
    void crash_failsWhatWasRunningThere_andNothingElse() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1, 3);
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<?>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                running.add(pool.submit(() -> gate.pass()));
            }
            gate.awaitArrivals(2);
            TaskFuture<Integer> culprit = pool.with(o -> o.label("culprit")).submit(WorkerTasks::halt, 9);
            List<TaskFuture<Integer>> waiting = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(ProcessPoolThreadsTest::noteAndReturn, journal, i))
                    .toList();
            running.add(culprit);

            for (TaskFuture<?> future : running) {
                WorkerCrashedException failure =
                        (WorkerCrashedException) future.exception().orElseThrow();
                assertThat(failure.kind()).isEqualTo(Kind.EXIT);
                assertThat(failure.exitCode()).hasValue(9);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(waiting.get(i).get()).isEqualTo(i);
            }
        }
        assertThat(journal.lines()).hasSize(20).doesNotHaveDuplicates();
    }

    static int noteAndReturn(Journal journal, int number) {
        journal.note(number);
        return number;
    }

    // SPEC P15, P9
    @Test
    void timeout_killsTheWorker_andTellsTheOthersWhy() throws Exception {
        try (PoolExecutor pool = open(1, 2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> innocent = pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Long> stuck = pool.with(
                            o -> o.timeout(Duration.ofMillis(300)).label("stuck"))
                    .submit(WorkerTasks::spin, gate);

            TaskTimeoutException failure =
                    (TaskTimeoutException) stuck.exception().orElseThrow();
            assertThat(failure.stuckStack().get(0).getMethodName()).startsWith("spin");
            assertThat(failure.stuckStack())
                    .noneMatch(frame -> frame.getClassName().equals("java.lang.Thread"));
            WorkerCrashedException crash =
                    (WorkerCrashedException) innocent.exception().orElseThrow();
            assertThat(crash.kind()).isEqualTo(Kind.OTHER_TASK_TIMEOUT);
            assertThat(crash).hasMessageContaining("it was killed to stop another of its tasks: task=stuck");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P15, F2: a task that ends when it is interrupted costs nobody else anything.
    @Test
    void cancel_ofATaskThatListens_sparesTheWorker() throws Exception {
        try (PoolExecutor pool = open(1, 3);
                Gate gate = Gate.in(dir);
                Gate other = Gate.in(dir)) {
            TaskFuture<Long> spared = pool.submit(ProcessPoolThreadsTest::passAndTellPid, other);
            List<TaskFuture<?>> cancelled = List.of(pool.submit(() -> gate.pass()), pool.submit(() -> gate.pass()));
            other.awaitArrivals(1);
            gate.awaitArrivals(2);
            long pid = pool.stats().workers().get(0).id().pid();
            for (TaskFuture<?> future : cancelled) {
                assertThat(future.cancel(true)).isTrue();
            }
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
            other.open();

            assertThat(spared.get()).isEqualTo(pid);
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC P15, F2: several that do not end are killed together.
    @Test
    void cancel_ofSeveralDeafTasks_killsTheWorker() throws Exception {
        try (PoolExecutor pool = open(1, 2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Long> first = pool.submit(WorkerTasks::spin, gate);
            TaskFuture<Long> second = pool.submit(WorkerTasks::spin, gate);
            gate.awaitArrivals(2);
            long pid = pool.stats().workers().get(0).id().pid();
            first.cancel(true);
            second.cancel(true);

            Processes.awaitGone(pid);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P15, P9, C4: the grace of one task is not the time of another.
    @Test
    void timeout_whileAnotherTaskHasItsGrace_isEnforced() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                        o -> o.workers(1).threadsPerWorker(2).grace(Duration.ofMinutes(5)));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Long> cancelled = pool.submit(WorkerTasks::spin, gate);
            TaskFuture<Long> limited =
                    pool.with(o -> o.timeout(Duration.ofSeconds(2))).submit(WorkerTasks::spin, gate);
            gate.awaitArrivals(2);
            assertThat(cancelled.cancel(true)).isTrue();

            assertThat(limited.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.stats().timedOut()).isEqualTo(1);
        }
    }

    // SPEC P15, A8
    @Test
    void shutdownNow_whileACancelledTaskEnds_stopsTheOthersToo() throws Exception {
        try (PoolExecutor pool = open(1, 2);
                Gate gate = Gate.in(dir);
                Gate deaf = Gate.in(dir)) {
            TaskFuture<?> listens = pool.submit(() -> gate.pass());
            TaskFuture<Long> spins = pool.submit(WorkerTasks::spin, deaf);
            gate.awaitArrivals(1);
            deaf.awaitArrivals(1);
            listens.cancel(true);
            pool.shutdownNow();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(spins.isDone()).isTrue();
        }
    }

    // SPEC P15, A7
    @Test
    void shutdownNow_interruptsAllTasksOfAWorker() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1, 3);
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 3; i++) {
                pool.submit(ProcessPoolThreadsTest::noteInterrupt, gate, journal);
            }
            gate.awaitArrivals(3);
            assertThat(pool.shutdownNow()).isEmpty();
            pool.close(); // before the gate opens
        }
        assertThat(journal.lines()).containsExactly("interrupted", "interrupted", "interrupted");
    }

    static int noteInterrupt(Gate gate, Journal journal) {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            journal.note("interrupted");
        }
        return 0;
    }

    // SPEC P15, P13: results too large for a ring do not meet.
    @Test
    void largeResults_ofOneWorker_areKeptApart() throws Exception {
        try (PoolExecutor pool = open(1, 3)) {
            List<TaskFuture<byte[]>> futures = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                futures.add(pool.submit(ProcessPoolThreadsTest::large, (byte) i));
            }
            for (int i = 0; i < 30; i++) {
                assertThat(futures.get(i).get()).hasSize(1_000_000).containsOnly((byte) i);
            }
        }
    }

    static byte[] large(byte value) {
        byte[] bytes = new byte[1_000_000];
        Arrays.fill(bytes, value);
        return bytes;
    }

    // SPEC P15, C3
    @Test
    void manySmallTasks_runEachOnce() throws Exception {
        try (PoolExecutor pool = open(2, 3)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                futures.add(pool.submit(Tasks::square, i));
            }
            for (int i = 0; i < 20_000; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i * i);
            }
            assertThat(pool.stats().workers().stream()
                            .mapToLong(WorkerStats::tasksDone)
                            .sum())
                    .isEqualTo(20_000);
        }
    }

    // SPEC P15, P3: the number counts the worker's tasks, whichever thread runs them.
    @Test
    void maxTasksPerWorker_countsTheTasksOfAllThreads() throws Exception {
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).threadsPerWorker(2).maxTasksPerWorker(4))) {
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(pool.submit(WorkerTasks::pid));
            }
            Map<Long, Integer> tasksOf = new HashMap<>();
            for (TaskFuture<Long> future : futures) {
                tasksOf.merge(future.get(), 1, Integer::sum);
            }
            assertThat(tasksOf.values()).containsOnly(4);
        }
    }

    // SPEC P15, A13: a key has a thread of a worker, not just a worker.
    @Test
    void key_tasksOfOneKey_runOneAfterTheOther() throws Exception {
        try (PoolExecutor pool = open(2, 3)) {
            Map<Integer, List<TaskFuture<String>>> futures = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                int key = i % 12;
                futures.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(pool.with(o -> o.key(key)).submit(ProcessPoolThreadsTest::overlaps, key));
            }
            for (List<TaskFuture<String>> ofKey : futures.values()) {
                assertThat(ofKey.stream().map(TaskFuture::join).distinct())
                        .hasSize(1)
                        .noneMatch(place -> place.contains("overlap"));
            }
            assertThat(futures.values().stream()
                            .map(ofKey -> ofKey.get(0).join())
                            .distinct())
                    .hasSize(6);
        }
    }

    private static final Map<Integer, Boolean> RUNNING = new ConcurrentHashMap<>();

    static String overlaps(int key) {
        boolean alone = RUNNING.putIfAbsent(key, true) == null;
        Thread.yield();
        RUNNING.remove(key);
        return WorkerTasks.pid() + " " + Thread.currentThread().getName() + (alone ? "" : " overlap");
    }

    // SPEC P15
    @Test
    void badNumbers_areRefused() {
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.threadsPerWorker(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threadsPerWorker must be positive: threadsPerWorker=0");
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.threadsPerWorker(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threadsPerWorker must be at most 256: threadsPerWorker=257");
    }
}
