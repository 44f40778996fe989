package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.QueuePolicy;
import dev.tandem.ReturnWhen;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that use their own pool. */
@ExtendWith(LeakCheck.class)
@Deadline
class ThreadPoolNestingTest {
    @TempDir
    private Path dir;

    // SPEC A11
    @Test
    void task_waitingForATaskOfItsOwnSaturatedPool_makesProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            TaskFuture<Integer> outer =
                    pool.submit(() -> pool.submit(Tasks::square, 5).get() + 1);

            assertThat(outer.get()).isEqualTo(26);
        }
    }

    // SPEC A11
    @Test
    void task_waitingInAnyWay_makesProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            List<TaskCallable<Integer>> ways = List.of(
                    () -> pool.submit(Tasks::square, 5).join(),
                    () -> pool.submit(Tasks::square, 5).get(Duration.ofSeconds(30)),
                    () -> pool.submit(Tasks::square, 5).get(30, TimeUnit.SECONDS),
                    () -> pool.submit(Tasks::square, 5).exception().isPresent() ? -1 : 25,
                    () -> Futures.await(List.of(pool.submit(Tasks::square, 5)), ReturnWhen.FIRST_COMPLETED)
                            .done()
                            .iterator()
                            .next()
                            .get(),
                    () -> Futures.asCompleted(List.of(pool.submit(Tasks::square, 5)))
                            .iterator()
                            .next()
                            .get(),
                    () -> pool.map(Tasks::square, List.of(5)).toList().get(0),
                    () -> pool.map(Tasks::square, List.of(5), o -> o.unordered())
                            .iterator()
                            .next(),
                    () -> {
                        List<Future<Integer>> futures = pool.invokeAll(List.of(new Tasks.Constant(25)));
                        return futures.get(0).get();
                    },
                    () -> pool.invokeAny(List.of(new Tasks.Constant(25))));
            for (int way = 0; way < ways.size(); way++) {
                assertThat(pool.submit(ways.get(way)).get()).as("way " + way).isEqualTo(25);
            }
        }
    }

    // SPEC A11
    @Test
    void tasks_nestedDeeply_makeProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2)) {
            assertThat(pool.submit(() -> depth(pool, 60)).get()).isEqualTo(60);
        }
    }

    // SPEC A11
    @Test
    void tasks_forkingAndJoining_makeProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2)) {
            assertThat(pool.submit(() -> fibonacci(pool, 9)).get()).isEqualTo(34);
        }
    }

    // SPEC A11: more tasks wait than there are threads, and all for one.
    @Test
    void tasks_allWaitingForAPendingOne_makeProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<Integer>> waiting = new ArrayList<>();
            pool.submit(() -> gate.pass());
            pool.submit(() -> gate.pass());
            TaskFuture<Integer> last = pool.with(o -> o.priority(-10)).submit(Tasks::square, 6);
            for (int i = 0; i < 8; i++) {
                waiting.add(pool.submit(() -> last.get()));
            }
            gate.open();

            for (TaskFuture<Integer> future : waiting) {
                assertThat(future.get()).isEqualTo(36);
            }
        }
    }

    // SPEC A11: the additional threads go when nobody waits any more.
    @Test
    void workers_afterNesting_areAsManyAsBefore() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            assertThat(pool.submit(() -> depth(pool, 20)).get()).isEqualTo(20);
            Poll.until("two workers at most", () -> pool.stats().workers().size() <= 2);
            for (int i = 0; i < 4; i++) {
                pool.submit(() -> gate.pass());
            }
            gate.awaitArrivals(2);

            assertThat(pool.stats().workers()).hasSize(2);
            assertThat(pool.stats().queued()).isEqualTo(2);
        }
    }

    // SPEC A11: progress or an error, never a silent deadlock. The first inner task takes the room in the queue.
    @Test
    void task_submittingToItsOwnFullPool_getsProgressOrAnError() throws Exception {
        try (PoolExecutor pool =
                ThreadPoolExecutor.open(o -> o.workers(1).queueLimit(1).whenFull(QueuePolicy.block()))) {
            TaskFuture<Integer> outer = pool.submit(() -> {
                List<TaskFuture<Integer>> inner = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    inner.add(pool.submit(Tasks::square, i));
                }
                int sum = 0;
                for (TaskFuture<Integer> future : inner) {
                    sum += future.get();
                }
                return sum;
            });

            Futures.await(List.of(outer), Duration.ofSeconds(30));
            assertThat(outer.isDone()).isTrue();
        }
    }

    // SPEC A7
    @Test
    void close_insideATask_isAnOrderlyShutdownWithoutWaiting() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            TaskFuture<String> closing = pool.submit(() -> {
                pool.close();
                pool.shutdown(true, false);
                return pool.isShutdown() && !pool.isTerminated() ? "shut down" : "?";
            });

            assertThat(closing.get()).isEqualTo("shut down");
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // SPEC A7: tasks that were accepted before are still run.
    @Test
    void close_insideATask_runsWhatWasAccepted() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> closing = pool.submit(() -> {
                gate.pass();
                pool.close();
            });
            TaskFuture<Integer> pending = pool.submit(Tasks::square, 4);
            gate.open();

            assertThat(closing.exception()).isEmpty();
            assertThat(pending.get()).isEqualTo(16);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // SPEC A8: a task may stop its own pool, itself included.
    @Test
    void shutdownNow_insideATask_doesNotDeadlock() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> stopping = pool.submit(() -> {
                gate.pass();
                pool.shutdownNow();
            });
            TaskFuture<Integer> pending = pool.submit(Tasks::square, 4);
            gate.open();
            Futures.await(List.of(stopping, pending), Duration.ofSeconds(30));

            assertThat(stopping.isDone()).isTrue();
            assertThat(pending.isCancelled()).isTrue();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int depth(PoolExecutor pool, int levels) throws Exception {
        return levels == 0 ? 0 : pool.submit(() -> depth(pool, levels - 1)).get() + 1;
    }

    private static int fibonacci(PoolExecutor pool, int n) throws Exception {
        if (n < 2) {
            return n;
        }
        TaskFuture<Integer> one = pool.submit(() -> fibonacci(pool, n - 1));
        TaskFuture<Integer> two = pool.submit(() -> fibonacci(pool, n - 2));
        return one.get() + two.get();
    }
}
