package dev.tandem.internal.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.AwaitResult;
import dev.tandem.Futures;
import dev.tandem.ReturnWhen;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W1, W3. */
@Timeout(60)
class CompletionWaitTest {
    private final CompletableFuture<Integer> done = CompletableFuture.completedFuture(1);
    private final CompletableFuture<Integer> failed = CompletableFuture.failedFuture(new IllegalStateException());
    private final CompletableFuture<Integer> cancelled = new CompletableFuture<>();
    private final CompletableFuture<Integer> pending = new CompletableFuture<>();
    private final Duration tick = Duration.ofMillis(5);

    {
        cancelled.cancel(false);
    }

    @Test
    void await_allDone_isInDone() throws Exception {
        AwaitResult<CompletableFuture<Integer>> result = Futures.await(List.of(done, failed, cancelled, done));
        assertThat(result.done()).containsExactly(done, failed, cancelled);
        assertThat(result.notDone()).isEmpty();
        assertThat(Futures.await(List.of()).done()).isEmpty();
    }

    @Test
    void await_timeout_isNoError() throws Exception {
        AwaitResult<CompletableFuture<Integer>> result = Futures.await(List.of(pending, done), tick);
        assertThat(result.done()).containsExactly(done);
        assertThat(result.notDone()).containsExactly(pending);
        assertThat(Futures.await(List.of(pending), Duration.ZERO).notDone()).hasSize(1);
    }

    @Test
    void await_firstCompleted_returnsWithAnyThatIsDone() throws Exception {
        for (CompletableFuture<Integer> first : List.of(done, failed, cancelled)) {
            assertThat(Futures.await(List.of(pending, first), ReturnWhen.FIRST_COMPLETED)
                            .done())
                    .containsExactly(first);
        }
    }

    @Test
    void await_firstException_passesOverCancelled() throws Exception {
        List<CompletableFuture<Integer>> futures = List.of(pending, cancelled, done);
        assertThat(Futures.await(futures, tick, ReturnWhen.FIRST_EXCEPTION).notDone())
                .containsExactly(pending);
        assertThat(Futures.await(List.of(pending, failed), ReturnWhen.FIRST_EXCEPTION)
                        .done())
                .containsExactly(failed);
        assertThat(Futures.await(List.of(cancelled, done), ReturnWhen.FIRST_EXCEPTION)
                        .notDone())
                .isEmpty();
    }

    @Test
    void await_interrupted_throws() {
        for (ReturnWhen when : ReturnWhen.values()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Futures.await(List.of(pending), when)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void await_completedLater_wakes() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(4)) {
            for (ReturnWhen when : ReturnWhen.values()) {
                CountDownLatch gate = new CountDownLatch(1);
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    futures.add(pool.submit(() -> {
                        gate.await();
                        throw new IllegalStateException();
                    }));
                }
                new Thread(gate::countDown).start();
                AwaitResult<TaskFuture<Integer>> result = Futures.await(futures, when);
                assertThat(result.done()).isNotEmpty();
                assertThat(result.done().size() + result.notDone().size()).isEqualTo(2_000);
            }
        }
    }

    @Test
    void await_again_leavesNoCallbacksBehind() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            CountDownLatch gate = new CountDownLatch(1);
            List<String> calls = new ArrayList<>();
            PoolFuture<?> blocked = (PoolFuture<?>) pool.submit(() -> gate.await());
            blocked.addDoneCallback(f -> calls.add("first"));
            for (int i = 0; i < 10; i++) {
                Futures.await(List.of(blocked), Duration.ofNanos(1), ReturnWhen.FIRST_COMPLETED);
            }
            blocked.addDoneCallback(f -> calls.add("second"));
            assertThat(blocked.callbackCount()).isEqualTo(2);
            gate.countDown();
            pool.shutdown(true, false);
            assertThat(calls).containsExactly("first", "second");
        }
    }
}
