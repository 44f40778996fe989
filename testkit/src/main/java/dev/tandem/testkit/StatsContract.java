package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolStats;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pool tells about itself, what a task can find out about its worker, and the number of workers. */
@SuppressWarnings("FutureReturnValueIgnored")
interface StatsContract extends PoolContract {
    // SPEC A12
    @Test
    default void stats_countWhatHappened(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            assertThat(pool.submit(Tasks::fail, "failed").exception()).isPresent();
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            TaskFuture<Integer> pending = pool.submit(() -> 2);
            TaskFuture<Integer> cancelled = pool.submit(() -> 3);
            cancelled.cancel(false);

            Poll.until("running task is counted", () -> pool.stats().running() == 1);
            PoolStats stats = pool.stats();
            assertThat(stats.name()).isNotBlank();
            assertThat(stats.submitted()).isEqualTo(5);
            assertThat(stats.completed()).isEqualTo(1);
            assertThat(stats.failed()).isEqualTo(1);
            assertThat(stats.cancelled()).isEqualTo(1);
            assertThat(stats.queued()).isEqualTo(1);
            assertThat(stats.timedOut()).isZero();
            assertThat(stats.retried()).isZero();
            assertThat(stats.leakedThreads()).isZero();
            assertThat(stats.restarts()).isZero();

            gate.open();
            assertThat(running.get()).isEqualTo(1);
            assertThat(pending.get()).isEqualTo(2);
            assertThat(stats.completed()).as("of the snapshot").isEqualTo(1);
            Poll.until("nothing runs", () -> pool.stats().running() == 0);
            assertThat(pool.stats().completed()).isEqualTo(3);
            assertThat(pool.stats().queued()).isZero();
        }
    }

    // SPEC A12
    @Test
    default void stats_busyWorker_tellWhatItDoes(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> running = pool.with(o -> o.label("render page 3")).submit(() -> gate.pass());
            gate.awaitArrivals(1);
            Poll.until(
                    "a busy worker",
                    () -> pool.stats().workers().stream().anyMatch(worker -> worker.state() == WorkerStats.State.BUSY));

            PoolStats stats = pool.stats();
            assertThat(stats.workers()).hasSize(1);
            WorkerStats worker = stats.workers().get(0);
            assertThat(worker.currentTask()).contains("render page 3");
            assertThat(worker.currentTaskAge().orElseThrow()).isPositive();
            assertThat(worker.id()).isEqualTo(running.worker().orElseThrow());
            assertThatThrownBy(() -> stats.workers().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    // SPEC A12
    @Test
    default void stats_nameGiven_isThatName() {
        try (PoolExecutor pool = open(PoolOptions.workers(1).name("render"))) {
            assertThat(pool.stats().name()).isEqualTo("render");
            assertThat(pool.with(o -> o.priority(1)).stats().name()).isEqualTo("render");
            assertThat(pool.toString()).contains("render");
        }
    }

    // SPEC A12
    @Test
    default void stats_readWhileThePoolWorks_neverFail() {
        try (PoolExecutor pool = open(2)) {
            List<TaskFuture<Integer>> futures = IntStream.range(0, 2000)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            while (!futures.get(1999).isDone()) {
                PoolStats stats = pool.stats();
                assertThat(stats.queued()).isBetween(0L, 2000L);
                assertThat(stats.running()).isBetween(0L, 2000L);
                assertThat(stats.completed()).isBetween(0L, 2000L);
                assertThat(stats.workers()).hasSizeLessThanOrEqualTo(2);
            }
        }
    }

    // SPEC P1: live resize.
    @Test
    default void resize_up_runsMoreTasksAtATime(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 4; i++) {
                pool.submit(() -> gate.pass());
            }
            gate.awaitArrivals(1);
            pool.resize(3);

            gate.awaitArrivals(3);
            assertThat(pool.stats().queued()).isEqualTo(1);
        }
    }

    // SPEC P1: surplus workers retire when their current task is done.
    @Test
    default void resize_down_retiresWorkersAfterTheirTasks(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(3);
                Gate gate = Gate.in(dir);
                Gate secondGate = Gate.in(dir)) {
            List<TaskFuture<Integer>> running = IntStream.range(0, 3)
                    .mapToObj(i -> pool.submit(() -> gate.pass(i)))
                    .toList();
            gate.awaitArrivals(3);
            pool.resize(1);

            assertThat(running).noneMatch(TaskFuture::isDone);
            gate.open();
            for (int i = 0; i < 3; i++) {
                assertThat(running.get(i).get()).isEqualTo(i);
            }
            Poll.until("one worker", () -> pool.stats().workers().size() <= 1);
            TaskFuture<Integer> first = pool.submit(() -> secondGate.pass(1));
            TaskFuture<Integer> second = pool.submit(() -> secondGate.pass(2));
            secondGate.awaitArrivals(1);
            assertThat(pool.stats().workers()).hasSize(1);
            assertThat(second.isRunning()).isFalse();
            secondGate.open();
            assertThat(first.get()).isEqualTo(1);
            assertThat(second.get()).isEqualTo(2);
        }
    }

    // SPEC P14
    @Test
    default void workerContext_inTask_tellsWhereItRuns() throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).name("render"))) {
            TaskFuture<List<String>> future = pool.submit(StatsContract::context);

            assertThat(future.get())
                    .containsExactly(
                            "render",
                            "worker " + future.worker().orElseThrow().number(),
                            "attempt 1",
                            "stop requested false");
            assertThat(WorkerContext.current()).isEmpty();
        }
    }

    // SPEC P14
    @Test
    default void workerContext_inInitializer_isPresentOutsideOfATask(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        PoolOptions options = PoolOptions.workers(1)
                .name("render")
                .initializer(() -> context().forEach(journal::note));
        try (PoolExecutor pool = open(options)) {
            pool.submit(() -> 1).get();
        }
        assertThat(journal.lines()).contains("render", "attempt 0", "stop requested false");
    }

    // SPEC P14, F2
    @Test
    default void workerContext_afterCancel_saysThatAStopIsRequested(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(CancelContract.LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> running = pool.submit(() -> {
                WorkerContext context = WorkerContext.current().orElseThrow();
                gate.arrive();
                while (!context.isStopRequested() && !gate.isOpen()) {
                    Thread.onSpinWait();
                }
                journal.note("stop requested " + context.isStopRequested());
            });
            gate.awaitArrivals(1);
            running.cancel(true);

            assertThat(journal.awaitLines(1)).containsExactly("stop requested true");
        }
    }

    // SPEC T2, P14: once in each worker, before its first task.
    @Test
    default void initializer_runsBeforeTheFirstTaskOfAWorker(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        List<String> lines = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool = open(PoolOptions.workers(1).initializer(() -> journal.note("initializer")))) {
            pool.submit(() -> journal.note("task")).get();
            lines.addAll(journal.lines());
        }
        assertThat(lines).containsExactly("initializer", "task");
    }

    // SPEC T2, P10, A3: the reason says whose failure it is, also of a failure that has no message.
    @Test
    default void initializer_throwsWithoutAMessage_isNamedAsTheReason() throws Exception {
        String reason = "its initializer failed: java.lang.IllegalStateException";
        try (PoolExecutor pool = open(PoolOptions.workers(1).name("render").initializer(() -> {
            throw new IllegalStateException();
        }))) {
            assertThat(pool.submit(() -> 1).exception().orElseThrow())
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessage("pool broke: pool=render, reason: " + reason)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.submit(() -> 2))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessage("pool is broken: pool=render, reason: " + reason)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    private static List<String> context() {
        WorkerContext context = WorkerContext.current().orElseThrow();
        return List.of(
                context.poolName(),
                "worker " + context.workerNumber(),
                "attempt " + context.attempt(),
                "stop requested " + context.isStopRequested());
    }
}
