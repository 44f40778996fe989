package dev.tandem.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.BrokenPoolException;
import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** T1, T2, A11: how many threads there are, and when. */
@Timeout(60)
class CrewTest {
    @Test
    void submit_oneAfterTheOther_usesOneThread() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(8)) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                names.add(pool.submit(() -> Thread.currentThread().getName()).get());
                await().until(() -> pool.stats().running() == 0);
            }
            assertThat(names).hasSize(1).allMatch(name -> name.matches("tandem-threads-\\d+-worker-1"));
        }
    }

    @Test
    void submit_manyAtOnce_usesAllThreadsAndNoMore() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(4)) {
            CountDownLatch allRun = new CountDownLatch(4);
            List<TaskFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(pool.submit(() -> {
                    allRun.countDown();
                    allRun.await();
                }));
            }
            for (TaskFuture<?> future : futures) {
                future.get();
            }
            assertThat(pool.stats().workers()).hasSize(4);
        }
    }

    @Test
    void keepAlive_expired_threadGoesAndComesBack() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).keepAlive(Duration.ofMillis(10)))) {
            for (int round = 0; round < 3; round++) {
                assertThat(pool.submit(() -> 5).get()).isEqualTo(5);
                await().until(() -> pool.stats().workers().isEmpty());
            }
        }
    }

    @Test
    void keepAlive_raceWithSubmit_losesNoTask() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).keepAlive(Duration.ofNanos(1)))) {
            for (int i = 0; i < 5_000; i++) {
                int expected = i;
                assertThat(pool.submit(() -> expected).get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void key_raceWithRest_losesNoTask() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(2)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            for (int i = 0; i < 30_000; i++) {
                int expected = i;
                TaskFuture<Integer> future = keyed.submit(() -> expected);
                while (i % 4 != 0 && !future.isDone()) {
                    Thread.onSpinWait(); // not get(), which would give the worker the time to rest
                }
                for (int spins = i % 100; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                assertThat(keyed.submit(() -> expected).get(20, TimeUnit.SECONDS))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void resize_downAndUp_isTheNumberOfRunningTasks() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(4)) {
            for (int size : new int[] {4, 1, 3, 2}) {
                pool.resize(size);
                AtomicInteger running = new AtomicInteger();
                Set<Integer> seen = ConcurrentHashMap.newKeySet();
                CountDownLatch full = new CountDownLatch(size);
                List<TaskFuture<?>> futures = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    futures.add(pool.submit(() -> {
                        seen.add(running.incrementAndGet());
                        full.countDown();
                        full.await();
                        Thread.yield();
                        running.decrementAndGet();
                    }));
                }
                Futures.await(futures);
                assertThat(seen).contains(size).allMatch(n -> n <= size);
                await().until(() -> pool.stats().workers().size() <= size);
            }
        }
    }

    @Test
    void initializer_throws_failsEverythingAndEndsTheThreads() throws Exception {
        CountDownLatch submitted = new CountDownLatch(1);
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(3).initializer(() -> {
            submitted.await();
            throw new IllegalStateException("no database");
        }))) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(pool.submit(() -> 1));
            }
            submitted.countDown();
            for (TaskFuture<Integer> future : futures) {
                assertThatThrownBy(future::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(BrokenPoolException.class)
                        .hasRootCauseMessage("no database");
            }
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(BrokenPoolException.class);
            await().until(pool::isTerminated);
        }
    }

    @Test
    void nestedWait_inSaturatedPool_isCompensatedAndTakenBack() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(2)) {
            assertThat(pool.submit(() -> fibonacci(pool, 9)).get()).isEqualTo(34);
            await().until(() -> pool.stats().workers().size() <= 2);
        }
    }

    private static int fibonacci(PoolExecutor pool, int n) throws Exception {
        if (n < 2) {
            return n;
        }
        TaskFuture<Integer> left = pool.submit(() -> fibonacci(pool, n - 1));
        TaskFuture<Integer> right = pool.submit(() -> fibonacci(pool, n - 2));
        return left.get() + right.get();
    }

    @Test
    void nestedWait_forDerivedStageOrMapOrMany_isCompensated() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> pool.submit(() -> 1)
                                    .thenApply(x -> x + 1)
                                    .thenApply(x -> x + 1)
                                    .join())
                            .get())
                    .isEqualTo(3);
            assertThat(pool.submit(() -> pool.map(x -> x + 1, List.of(1, 2, 3)).toList())
                            .get())
                    .containsExactly(2, 3, 4);
            assertThat(pool.submit(() -> pool.map(x -> x + 1, List.of(1), o -> o.unordered())
                                    .toList())
                            .get())
                    .containsExactly(2);
            assertThat(pool.submit(() -> Futures.await(List.of(pool.submit(() -> 1)))
                                    .done()
                                    .size())
                            .get())
                    .isEqualTo(1);
            assertThat(pool.submit(() -> Futures.asCompleted(List.of(pool.submit(() -> 1)))
                                    .iterator()
                                    .next()
                                    .get())
                            .get())
                    .isEqualTo(1);
        }
    }

    @Test
    void nestedWait_tooDeep_failsWithAClearMessage() {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            assertThatThrownBy(() -> pool.submit(() -> descend(pool, 0)).get())
                    .hasRootCauseInstanceOf(RejectedExecutionException.class)
                    .rootCause()
                    .hasMessageStartingWith("too many tasks wait for tasks of their own pool: pool=");
        }
    }

    private static int descend(PoolExecutor pool, int depth) throws Exception {
        return pool.submit(() -> descend(pool, depth + 1)).get();
    }

    @Test
    void task_throwsAnything_threadSurvives() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            for (Throwable failure : List.of(
                    new StackOverflowError(),
                    new OutOfMemoryError("not really"),
                    new LinkageError(),
                    new Exception())) {
                TaskFuture<?> future = pool.submit(() -> {
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) failure;
                });
                assertThatThrownBy(future::get).hasCause(failure);
            }
            assertThat(pool.stats().workers()).hasSize(1);
            assertThat(pool.stats().failed()).isEqualTo(4);
        }
    }
}
