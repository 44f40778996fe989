package dev.tandem.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.Futures;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W1, W2. */
@Timeout(60)
class CompletionWalkTest {
    private static List<CompletableFuture<Integer>> futures(int count) {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(new CompletableFuture<>());
        }
        return futures;
    }

    @Test
    void asCompleted_doneFirst_thenInOrderOfCompletion() {
        List<CompletableFuture<Integer>> futures = futures(4);
        futures.get(2).complete(2);
        Iterator<CompletableFuture<Integer>> walk = Futures.asCompleted(futures).iterator();
        futures.get(3).completeExceptionally(new IllegalStateException());
        futures.get(0).cancel(false);
        assertThat(walk.next()).isSameAs(futures.get(2));
        assertThat(walk.next()).isSameAs(futures.get(3));
        futures.get(1).complete(1);
        assertThat(walk.next()).isSameAs(futures.get(0));
        assertThat(walk.next()).isSameAs(futures.get(1));
        assertThat(walk.hasNext()).isFalse();
        assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void asCompleted_duplicatesAndEmpty() {
        CompletableFuture<Integer> one = CompletableFuture.completedFuture(1);
        List<CompletableFuture<Integer>> seen = new ArrayList<>();
        Futures.asCompleted(List.of(one, one, one)).forEach(seen::add);
        assertThat(seen).hasSize(1);
        assertThat(Futures.asCompleted(List.<CompletableFuture<Integer>>of())
                        .iterator()
                        .hasNext())
                .isFalse();
    }

    @Test
    void asCompleted_timeout_saysHowManyAreUnfinished_andCancelsNothing() {
        List<CompletableFuture<Integer>> futures = futures(4);
        futures.get(0).complete(0);
        futures.get(1).complete(1);
        Iterator<CompletableFuture<Integer>> walk =
                Futures.asCompleted(futures, Duration.ofMillis(5)).iterator();
        walk.next();
        walk.next();
        assertThatThrownBy(walk::next)
                .isInstanceOf(WaitTimeoutException.class)
                .hasMessage("2 of 4 futures unfinished: waited=PT0.005S");
        assertThat(walk.hasNext()).isFalse();
        assertThat(futures.get(2)).isNotDone();
    }

    @Test
    void asCompleted_iteratedTwice_isRefused() {
        Iterable<CompletableFuture<Integer>> walk = Futures.asCompleted(futures(1));
        walk.iterator();
        assertThatThrownBy(walk::iterator).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void asCompleted_interrupted_mayGoOn() {
        List<CompletableFuture<Integer>> futures = futures(1);
        Iterator<CompletableFuture<Integer>> walk = Futures.asCompleted(futures).iterator();
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(walk::next);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown)
                .isInstanceOf(WaitInterruptedException.class)
                .hasMessage("interrupted while waiting: 1 of 1 futures unfinished");
        futures.get(0).complete(1);
        assertThat(walk.next()).isSameAs(futures.get(0));
    }

    @Test
    void asCompleted_tenThousandAtOnce_losesNone() {
        int count = 10_000;
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(4)) {
            CountDownLatch gate = new CountDownLatch(1);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                futures.add(pool.submit(() -> {
                    gate.await();
                    return number;
                }));
            }
            Iterable<TaskFuture<Integer>> walk = Futures.asCompleted(futures);
            gate.countDown();
            boolean[] seen = new boolean[count];
            for (TaskFuture<Integer> future : walk) {
                int number = future.join();
                assertThat(seen[number]).isFalse();
                seen[number] = true;
            }
            assertThat(seen).doesNotContain(false);
        }
    }

    @Test
    void asCompleted_cancelled_wakesAtOnce() {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            CountDownLatch gate = new CountDownLatch(1);
            TaskFuture<?> running = pool.submit(() -> gate.await());
            TaskFuture<Integer> pending = pool.submit(() -> 1);
            Iterator<TaskFuture<?>> walk = Futures.<TaskFuture<?>>asCompleted(List.of(running, pending))
                    .iterator();
            new Thread(() -> pending.cancel(false)).start();
            assertThat(walk.next()).isSameAs(pending);
            gate.countDown();
            assertThat(walk.next()).isSameAs(running);
        }
    }
}
