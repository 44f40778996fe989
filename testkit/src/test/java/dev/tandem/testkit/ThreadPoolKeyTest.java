package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks with keys in threads that come and go. In a pool of two workers, the keys 0 and 1 have different ones. */
@ExtendWith(LeakCheck.class)
@Deadline
class ThreadPoolKeyTest {
    @TempDir
    private Path dir;

    // SPEC A13, T1
    @Test
    void key_one_usesOneThread() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(4)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            for (int i = 0; i < 50; i++) {
                assertThat(keyed.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }

            assertThat(pool.stats().workers()).hasSize(1);
        }
    }

    // SPEC A13, T1: an idle thread is used before a new one is made.
    @Test
    void key_new_getsAnIdleWorkerWithoutKeys() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> one = pool.submit(() -> gate.pass());
            TaskFuture<?> two = pool.submit(() -> gate.pass());
            gate.awaitArrivals(2);
            gate.open();
            Poll.until("both done", () -> one.isDone() && two.isDone());
            WorkerId zero = workerOf(pool, 0);

            assertThat(workerOf(pool, 1)).isNotEqualTo(zero);
            assertThat(pool.stats().workers()).hasSize(2);
        }
    }

    // SPEC A13: no worker is idle, and none is to be made.
    @Test
    void key_new_allWorkersBusy_waitsForTheFirstThatIsFree() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Gate first = Gate.in(dir);
                Gate second = Gate.in(dir)) {
            TaskFuture<?> soonFree = pool.submit(() -> first.pass());
            pool.submit(() -> second.pass());
            first.awaitArrivals(1);
            second.awaitArrivals(1);
            TaskFuture<Integer> keyed = pool.with(o -> o.key("a")).submit(Tasks::square, 3);
            first.open();

            assertThat(keyed.get()).isEqualTo(9);
            assertThat(keyed.worker()).isEqualTo(soonFree.worker());
        }
    }

    // SPEC A13, T5
    @Test
    void worker_leaks_anotherTakesItsKeysOver() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).grace(Duration.ofMillis(50)));
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            TaskFuture<Integer> stuck = keyed.submit(() -> gate.passStubbornly());
            List<TaskFuture<Integer>> waiting = submitSome(keyed);
            gate.awaitArrivals(1);
            stuck.cancel(true);

            for (TaskFuture<Integer> future : waiting) {
                assertThat(future.get()).isEqualTo(9);
                assertThat(future.worker())
                        .isNotEqualTo(stuck.worker())
                        .isEqualTo(waiting.get(0).worker());
            }
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC A13, T1
    @Test
    void worker_idleForLong_anotherTakesItsKeysOver() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).keepAlive(Duration.ofMillis(20)))) {
            WorkerId first = workerOf(pool, 0);
            Poll.until("no worker", () -> pool.stats().workers().isEmpty());

            assertThat(workerOf(pool, 0)).isNotEqualTo(first);
        }
    }

    // SPEC A13, T1
    @Test
    void keepAlive_raceWithSubmit_losesNoTask() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).keepAlive(Duration.ofNanos(1)))) {
            for (int i = 0; i < 3_000; i++) {
                int key = i % 3;
                assertThat(pool.with(o -> o.key(key)).submit(Tasks::square, i).get())
                        .isEqualTo(i * i);
            }
        }
    }

    // SPEC A13, T2
    @Test
    void initializer_throws_failsTasksWithKeys() throws Exception {
        CountDownLatch submitted = new CountDownLatch(1);
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).initializer(() -> {
            submitted.await();
            throw new IllegalStateException("no database");
        }))) {
            List<TaskFuture<Integer>> pending = submitSome(pool.with(o -> o.key(0)));
            pending.addAll(submitSome(pool.with(o -> o.key(1))));
            submitted.countDown();

            for (TaskFuture<Integer> future : pending) {
                assertThat(future.exception().orElseThrow())
                        .isInstanceOf(BrokenPoolException.class)
                        .hasRootCauseMessage("no database");
            }
        }
    }

    // SPEC A13, A2: code of the user is called by the submitting thread, which hears of its failures.
    @Test
    void key_hashCodeThrows_submitThrows() throws Exception {
        Object bad = new Object() {
            @Override
            public int hashCode() {
                throw new IllegalStateException("no hash code");
            }
        };
        try (PoolExecutor pool = ThreadPoolExecutor.open(2)) {
            PoolExecutor keyed = pool.with(o -> o.key(bad));

            assertThatThrownBy(() -> keyed.submit(Tasks::square, 3)).hasMessage("no hash code");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().submitted()).isEqualTo(1);
        }
    }

    // SPEC A13: thousands of tasks that were cancelled while their worker was blocked do not harm the others.
    @Test
    void cancel_veryManyWaitingTasks_leavesTheOthersInOrder() throws Exception {
        List<TaskFuture<Integer>> kept = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            keyed.submit(() -> gate.pass());
            for (int i = 0; i < 5_000; i++) {
                int number = i;
                TaskFuture<Integer> future = keyed.with(o -> o.priority(number % 3 - 1))
                        .submit(() -> {
                            synchronized (order) {
                                order.add(number);
                            }
                            return number;
                        });
                if (i % 100 == 0) {
                    kept.add(future);
                } else {
                    future.cancel(false);
                }
            }
            gate.open();
            for (TaskFuture<Integer> future : kept) {
                future.get();
            }
        }
        List<Integer> expected = new ArrayList<>();
        for (int priority : new int[] {1, 0, -1}) {
            for (int i = 0; i < 5_000; i += 100) {
                if (i % 3 - 1 == priority) {
                    expected.add(i);
                }
            }
        }
        assertThat(order).isEqualTo(expected);
    }

    // ---- waiting for tasks of the own pool

    // SPEC A11, A13
    @Test
    void task_waitingForATaskOfItsOwnKey_makesProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2)) {
            assertThat(pool.with(o -> o.key("a")).submit(() -> depth(pool, 20)).get())
                    .isEqualTo(20);
            Poll.until("two workers at most", () -> pool.stats().workers().size() <= 2);
        }
    }

    // SPEC A11, A13: not only for tasks that it submits itself.
    @Test
    void task_waitingForATaskThatWaitsBehindIt_makesProgress() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            PoolExecutor patient = keyed.with(o -> o.priority(-10));
            keyed.submit(() -> gate.pass());
            TaskFuture<Integer> last = patient.submit(Tasks::square, 6);
            List<TaskFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(keyed.submit(() -> last.get()));
            }
            gate.open();

            for (TaskFuture<Integer> future : waiting) {
                assertThat(future.get()).isEqualTo(36);
            }
        }
    }

    // SPEC A11, A13: keys do not move for tasks without keys that somebody waits for, if no thread is in excess.
    @Test
    void task_waitingForTasksWithoutKey_keepsItsWorker() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(4)) {
            WorkerId first = workerOf(pool, 0);
            for (int i = 0; i < 20; i++) {
                TaskFuture<Integer> nested = pool.with(o -> o.key(0))
                        .submit(() -> pool.submit(Tasks::square, 5).get());

                assertThat(nested.get()).isEqualTo(25);
                assertThat(nested.worker()).contains(first);
            }
        }
    }

    private static int depth(PoolExecutor pool, int levels) throws Exception {
        return levels == 0
                ? 0
                : pool.with(o -> o.key("a"))
                                .submit(() -> depth(pool, levels - 1))
                                .get()
                        + 1;
    }

    private static WorkerId workerOf(PoolExecutor pool, int key) throws Exception {
        TaskFuture<Integer> future = pool.with(o -> o.key(key)).submit(Tasks::square, 3);
        assertThat(future.get()).isEqualTo(9);
        return future.worker().orElseThrow();
    }

    private static List<TaskFuture<Integer>> submitSome(PoolExecutor pool) {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(pool.submit(Tasks::square, 3));
        }
        return futures;
    }
}
