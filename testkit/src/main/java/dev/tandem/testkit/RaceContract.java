package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolStats;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everything at once, by several threads, at random: the seed is in the messages. */
@SuppressWarnings("FutureReturnValueIgnored")
interface RaceContract extends PoolContract {
    // SPEC C1, C3, A12, FAULTS 26: each future is done exactly once, and the counts add up.
    @Test
    default void everything_atRandom_leavesNothingPendingAndCountsAddUp() {
        long seed = System.nanoTime();
        List<TaskFuture<?>> accepted = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger callbacks = new AtomicInteger();
        try (PoolExecutor pool = open(PoolOptions.workers(2).grace(CancelContract.LONG_GRACE))) {
            List<OtherThread<Boolean>> threads = IntStream.range(0, 4)
                    .mapToObj(thread -> OtherThread.running(() -> {
                        Random random = new Random(seed + thread);
                        for (int i = 0; i < 250; i++) {
                            TaskFuture<?> future = submitSomething(pool, random);
                            future.addDoneCallback(done -> callbacks.incrementAndGet());
                            accepted.add(future);
                            doSomething(pool, accepted.get(random.nextInt(accepted.size())), random);
                        }
                    }))
                    .toList();
            threads.forEach(OtherThread::value);
            pool.shutdown(true, false);

            assertThat(accepted).as("seed " + seed).hasSize(1000).allMatch(TaskFuture::isDone);
            assertThat(callbacks).as("seed " + seed).hasValue(1000);
            PoolStats stats = pool.stats();
            assertThat(stats.submitted()).as("seed " + seed).isEqualTo(1000);
            assertThat(stats.completed() + stats.failed() + stats.cancelled())
                    .as("seed " + seed + ", " + stats)
                    .isEqualTo(1000);
            assertThat(stats.queued()).as("seed " + seed).isZero();
            assertThat(stats.running()).as("seed " + seed).isZero();
            assertThat(stats.workers()).as("seed " + seed).isEmpty();
        }
    }

    // SPEC A6, A8, C1: the end comes in the middle of all that.
    @Test
    default void end_atRandom_leavesNothingPending() throws Exception {
        for (int round = 0; round < 4; round++) {
            long seed = System.nanoTime();
            List<TaskFuture<?>> accepted = Collections.synchronizedList(new ArrayList<>());
            try (PoolExecutor pool = open(2)) {
                List<OtherThread<Boolean>> threads = IntStream.range(0, 3)
                        .mapToObj(thread -> OtherThread.running(() -> {
                            Random random = new Random(seed + thread);
                            try {
                                for (int i = 0; i < 100_000; i++) {
                                    accepted.add(submitSomething(pool, random));
                                    doSomething(pool, accepted.get(random.nextInt(accepted.size())), random);
                                }
                            } catch (RejectedExecutionException e) {
                                // This is how it ends.
                            }
                        }))
                        .toList();
                Poll.until("some tasks", () -> accepted.size() > 100);
                switch (round) {
                    case 0 -> pool.shutdown(true, true);
                    case 1 -> pool.shutdown(true, false);
                    default -> pool.shutdownNow();
                }
                threads.forEach(OtherThread::value);

                assertThat(pool.awaitTermination(20, TimeUnit.SECONDS))
                        .as("seed " + seed)
                        .isTrue();
                assertThat(accepted).as("seed " + seed).allMatch(TaskFuture::isDone);
                assertThat(pool.stats().submitted()).as("seed " + seed).isEqualTo(accepted.size());
            }
        }
    }

    private static TaskFuture<?> submitSomething(PoolExecutor pool, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> pool.submit(Tasks::fail, "on purpose");
            case 1 -> pool.with(o -> o.priority(random.nextInt(3))).submit(Tasks::square, 3);
            case 2 -> pool.with(o -> o.retries(RetryPolicy.attempts(2))).submit(Tasks::fail, "on purpose");
            case 3 ->
                pool.with(o -> o.timeout(Duration.ofSeconds(30)).deadline(Duration.ofSeconds(40)))
                        .submit(Tasks::square, 3);
            case 4 -> pool.submit(() -> Thread.sleep(1));
            default -> pool.submit(Tasks::square, 3);
        };
    }

    private static void doSomething(PoolExecutor pool, TaskFuture<?> future, Random random) {
        switch (random.nextInt(12)) {
            case 0, 1 -> future.cancel(false);
            case 2 -> future.cancel(true);
            case 3 -> future.completeExceptionally(new IllegalStateException("from outside"));
            case 4 -> pool.resize(1 + random.nextInt(3));
            case 5 -> assertThat(pool.stats().queued()).isNotNegative();
            case 6 -> assertThat(future.toString()).contains(future.label());
            // In this order: what is done stays done, whereas what is running may be done a moment later.
            case 7 -> assertThat(future.isDone() && future.isRunning()).isFalse();
            default -> {}
        }
    }
}
