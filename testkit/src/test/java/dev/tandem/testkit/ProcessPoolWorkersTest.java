package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerId;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes: how many there are, when they are started, replaced and let go, and what they remember. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolWorkersTest {
    /** Static state of a worker, which tasks and initializers change. */
    private static int counter;

    private static String greeting = "none";

    @TempDir
    private Path dir;

    // SPEC P1
    @Test
    void workers_default_isOneForEachProcessor() {
        assertThat(ProcessPoolOptions.defaults().workers())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    // SPEC P1
    @Test
    void tasks_runInOtherProcesses() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Long> future = pool.submit(WorkerTasks::pid);

            assertThat(future.get()).isNotEqualTo(WorkerTasks.pid());
            assertThat(ProcessHandle.of(future.get()).orElseThrow().parent().map(ProcessHandle::pid))
                    .contains(WorkerTasks.pid());
        }
    }

    // SPEC P1
    @Test
    void workers_areStartedOnDemandAndReused() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            assertThat(pool.stats().workers()).isEmpty();
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                pids.add(pool.submit(WorkerTasks::pid).get());
                Poll.until("an idle worker", () -> pool.stats().workers().get(0).state() == WorkerStats.State.IDLE);
            }

            assertThat(pids).hasSize(1);
            assertThat(pool.stats().workers()).hasSize(1);
        }
    }

    // SPEC P1
    @Test
    void prestarted_startsAllWorkersBeforeTheFirstTask() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).prestarted())) {
            awaitIdle(pool, 2);
            Set<Long> pids = pids(pool);

            assertThat(pids).contains(pool.submit(WorkerTasks::pid).get());
            assertThat(pids(pool)).isEqualTo(pids);
        }
    }

    // SPEC P1
    @Test
    void idleTimeout_endsIdleWorkersDownToTheMinimum() {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).idleTimeout(Duration.ofMillis(200), 1));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> one = pool.submit(() -> gate.pass());
            TaskFuture<?> two = pool.submit(() -> gate.pass());
            gate.awaitArrivals(2);
            Set<Long> before = pids(pool);
            gate.open();
            one.join();
            two.join();

            Poll.until("one worker", () -> pool.stats().workers().size() == 1);
            assertThat(before).hasSize(2).containsAll(pids(pool));
            assertThat(pool.submit(WorkerTasks::pid).join()).isIn(before);
        }
    }

    // SPEC P1
    @Test
    void idleTimeout_withoutMinimum_endsTheLastWorkerAndStartsAgainOnDemand() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).idleTimeout(Duration.ofMillis(100), 0))) {
            long first = pool.submit(WorkerTasks::pid).get();
            Poll.until("no worker", () -> pool.stats().workers().isEmpty());
            Processes.awaitGone(first);

            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(first);
        }
    }

    // SPEC P1: a spare is there already when a worker is killed.
    @Test
    void spares_standByAndTakeThePlaceOfAKilledWorker() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).spares(1))) {
            pool.submit(WorkerTasks::pid).get();
            awaitIdle(pool, 2);
            Set<Long> before = pids(pool);
            TaskFuture<Integer> crash = pool.submit(WorkerTasks::halt, 1);
            TaskFuture<Long> next = pool.submit(WorkerTasks::pid);

            assertThat(crash.exception()).isPresent();
            assertThat(next.get())
                    .isIn(before)
                    .isNotEqualTo(crash.worker().orElseThrow().pid());
        }
    }

    // SPEC P3
    @Test
    void maxTasksPerWorker_replacesTheWorkerAfterThem() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).maxTasksPerWorker(3))) {
            Map<Long, Integer> tasksOf = new LinkedHashMap<>();
            for (int i = 0; i < 10; i++) {
                tasksOf.merge(pool.submit(WorkerTasks::pid).get(), 1, Integer::sum);
            }

            assertThat(tasksOf.values()).containsExactly(3, 3, 3, 1);
        }
    }

    // SPEC P2
    @Test
    void maxTasksPerWorker_withJitter_differsBetweenWorkers() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).maxTasksPerWorker(3, 4))) {
            Map<Long, Integer> tasksOf = new LinkedHashMap<>();
            for (int i = 0; i < 30; i++) {
                tasksOf.merge(pool.submit(WorkerTasks::pid).get(), 1, Integer::sum);
            }
            List<Integer> counts = new ArrayList<>(tasksOf.values());
            counts.remove(counts.size() - 1); // it is not used up

            assertThat(counts).allMatch(count -> count >= 3 && count <= 7);
            assertThat(counts.stream().distinct()).hasSizeGreaterThan(1);
        }
    }

    // SPEC P3: the replacement is ready before the old one goes.
    @Test
    void maxTasksPerWorker_startsTheReplacementFirst() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).maxTasksPerWorker(2).listener(log))) {
            for (int i = 0; i < 2; i++) {
                pool.submit(WorkerTasks::pid).get();
            }
            log.await("worker 1 exited RETIRED");

            List<String> events = log.eventsOfWorkers();
            assertThat(events).contains("worker 2 started");
            assertThat(events.indexOf("worker 2 started")).isLessThan(events.indexOf("worker 1 exited RETIRED"));
        }
    }

    // SPEC P3, C3: recycling under load loses and repeats nothing.
    @Test
    void maxTasksPerWorker_manyTasks_runEachOnce() {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).maxTasksPerWorker(20))) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                String line = "task " + i;
                futures.add(pool.submit(() -> {
                    journal.note(line);
                    return 1;
                }));
            }
            assertThat(futures).allMatch(future -> future.join() == 1);
            Map<WorkerId, Long> tasksOf = futures.stream()
                    .collect(Collectors.groupingBy(future -> future.worker().orElseThrow(), Collectors.counting()));
            assertThat(tasksOf.values()).allMatch(count -> count <= 20);
        }
        assertThat(journal.lines()).hasSize(120).doesNotHaveDuplicates();
    }

    // SPEC P3
    @Test
    void maxAge_replacesTheWorkerBetweenTasks() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).maxAge(Duration.ofMillis(300)))) {
            long first = pool.submit(WorkerTasks::pid).get();
            Processes.awaitGone(first);

            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(first);
        }
    }

    // SPEC P3: age is judged between tasks.
    @Test
    void maxAge_passedDuringATask_letsTheTaskEnd() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).maxAge(Duration.ofMillis(300)));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            Poll.untilPassed(Duration.ofMillis(600), System.nanoTime());
            gate.open();

            assertThat(running.get()).isEqualTo(1);
        }
    }

    // SPEC P14
    @Test
    void staticState_belongsToTheWorker() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(pool.submit(() -> ++counter).get()).isEqualTo(i);
            }
            assertThat(counter).isZero();
        }
    }

    // SPEC P14
    @Test
    void initializer_setsStaticStateOfEveryWorker() throws Exception {
        String text = "hello from the parent";
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).initializer(() -> greeting = text));
                Gate gate = Gate.in(dir)) {
            TaskFuture<String> one = pool.submit(() -> greeting + gate.pass(""));
            TaskFuture<String> two = pool.submit(() -> greeting + gate.pass(""));
            gate.awaitArrivals(2);
            gate.open();

            assertThat(one.get()).isEqualTo(text);
            assertThat(two.get()).isEqualTo(text);
            assertThat(one.worker()).isNotEqualTo(two.worker());
            assertThat(greeting).isEqualTo("none");
        }
    }

    // SPEC P2
    @Test
    void exitHook_runsInAWorkerThatRetires() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                .initializer(() -> greeting = "initialized")
                .exitHook(() -> journal.note(greeting + " in " + WorkerTasks.pid() + ", context "
                        + WorkerContext.current().isPresent())))) {
            long pid = pool.submit(WorkerTasks::pid).get();
            pool.shutdown(true, false);

            assertThat(journal.lines()).containsExactly("initialized in " + pid + ", context true");
        }
    }

    // SPEC P2
    @Test
    void exitHook_thatThrowsOrHangs_doesNotHoldUpTheEnd() throws Exception {
        try (PoolExecutor throwing = ProcessPoolExecutor.open(o -> o.workers(1).exitHook(() -> {
            throw new IllegalStateException("this failure belongs into the log");
        }))) {
            assertThat(throwing.submit(() -> 1).get()).isEqualTo(1);
        }
        try (PoolExecutor hanging = ProcessPoolExecutor.open(
                o -> o.workers(1).grace(Duration.ofMillis(100)).exitHook(() -> Thread.sleep(600_000)))) {
            assertThat(hanging.submit(() -> 1).get()).isEqualTo(1);
        }
    }

    // SPEC P2
    @Test
    void exitHook_doesNotRunInAWorkerThatIsKilled() throws Exception {
        Journal journal = Journal.in(dir);
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).exitHook(() -> journal.note("hook")))) {
            pool.submit(WorkerTasks::pid).get();
            pool.killWorkers();
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A12
    @Test
    void stats_workers_tellProcessAndMemory() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            WorkerStats worker = pool.stats().workers().get(0);

            assertThat(worker.id()).isEqualTo(new WorkerId(1, pid));
            assertThat(worker.thread()).isEmpty();
            assertThat(pool.stats().leakedThreads()).isZero();
            Poll.until("a worker's memory", () -> {
                WorkerStats now = pool.stats().workers().get(0);
                return now.residentBytes().orElse(0) > 10_000_000
                        && now.heapBytes().orElse(0) > 100_000;
            });
        }
    }

    // SPEC P1, A6: nothing is started for a pool that is not used.
    @Test
    void close_unusedPool_neverStartsAProcess() {
        EventLog log = new EventLog();
        PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).listener(log));
        pool.close();

        assertThat(log.events()).isEmpty();
    }

    // SPEC A6, P12: a worker that is still starting goes as well.
    @Test
    void close_whileWorkersAreStarting_endsThem() {
        for (int i = 0; i < 3; i++) {
            try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).prestarted())) {
                assertThat(pool.isTerminated()).isFalse();
            }
            assertThat(ProcessHandle.current().descendants()).isEmpty();
        }
    }

    // SPEC A12
    @Test
    void stats_idleWorker_tellHowMuchItHasDone() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }
            Poll.until("an idle worker that has done five tasks", () -> {
                WorkerStats worker = pool.stats().workers().get(0);
                return worker.state() == WorkerStats.State.IDLE && worker.tasksDone() == 5;
            });
            WorkerStats idle = pool.stats().workers().get(0);

            assertThat(idle.currentTask()).isEmpty();
            assertThat(idle.currentTaskAge()).isEmpty();
        }
    }

    // SPEC A4
    @Test
    void options_badValues_nameParameterRuleAndValue() {
        assertThatThrownBy(() -> ProcessPoolExecutor.open(0).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers must be positive: workers=0");
        assertRefused("workers must be positive: workers=-1", o -> o.workers(-1));
        assertRefused("spares must not be negative: spares=-1", o -> o.spares(-1));
        assertRefused("idleTimeout must be positive: idleTimeout=PT0S", o -> o.idleTimeout(Duration.ZERO, 0));
        assertRefused("minWorkers must not be negative: minWorkers=-1", o -> o.idleTimeout(Duration.ofSeconds(1), -1));
        assertRefused("maxTasksPerWorker must be positive: maxTasksPerWorker=0", o -> o.maxTasksPerWorker(0));
        assertRefused("maxTasksJitter must not be negative: maxTasksJitter=-1", o -> o.maxTasksPerWorker(3, -1));
        assertRefused("maxAge must be positive: maxAge=PT-1S", o -> o.maxAge(Duration.ofSeconds(-1)));
        assertRefused("startTimeout must be positive: startTimeout=PT0S", o -> o.startTimeout(Duration.ZERO));
        assertRefused("grace must not be negative: grace=PT-1S", o -> o.grace(Duration.ofSeconds(-1)));
        assertRefused("queueLimit must be positive: queueLimit=0", o -> o.queueLimit(0));
        assertRefused("name must not be blank: name=' '", o -> o.name(" "));
        assertRefused(
                "heap must be a size as -Xmx takes it, such as 512m or 2g: heap='much'",
                o -> o.worker(w -> w.heap("much")));
        assertRefused(
                "a JVM flag must start with a dash: jvmFlags contains 'Xss4m'",
                o -> o.worker(w -> w.jvmFlags("Xss4m")));
        assertRefused(
                "workingDirectory must be a directory: workingDirectory=/no/such/directory",
                o -> o.worker(w -> w.workingDirectory(Path.of("/no/such/directory"))));
        assertRefused(
                "javaHome must contain bin/java: javaHome=/no/such/jdk",
                o -> o.worker(w -> w.javaHome(Path.of("/no/such/jdk"))));
    }

    private static void assertRefused(String message, UnaryOperator<ProcessPoolOptions> options) {
        assertThatThrownBy(() -> ProcessPoolExecutor.open(options).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static void awaitIdle(PoolExecutor pool, int count) {
        Poll.until(
                count + " idle workers",
                () -> pool.stats().workers().stream()
                                .filter(worker -> worker.state() == WorkerStats.State.IDLE)
                                .count()
                        == count);
    }

    private static Set<Long> pids(PoolExecutor pool) {
        return pool.stats().workers().stream().map(worker -> worker.id().pid()).collect(Collectors.toSet());
    }
}
