package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.AwaitResult;
import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.ReturnWhen;
import dev.tandem.TaskFuture;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** asCompleted and await. */
@SuppressWarnings("FutureReturnValueIgnored")
interface WaitContract extends PoolContract {
    // ---- asCompleted

    // SPEC W2
    @Test
    default void asCompleted_doneOnesFirst_thenInOrderOfCompletion(@TempDir Path dir) {
        try (PoolExecutor pool = open(3);
                Gate one = Gate.in(dir);
                Gate two = Gate.in(dir);
                Gate three = Gate.in(dir)) {
            TaskFuture<Integer> first = pool.submit(() -> one.pass(1));
            TaskFuture<Integer> second = pool.submit(() -> two.pass(2));
            three.open();
            TaskFuture<Integer> third = pool.submit(() -> three.pass(3));
            third.join();
            Iterator<TaskFuture<Integer>> walk =
                    Futures.asCompleted(List.of(first, second, third)).iterator();

            assertThat(walk.next()).isSameAs(third);
            assertThat(walk.hasNext()).isTrue();
            two.open();
            assertThat(walk.next()).isSameAs(second);
            one.open();
            assertThat(walk.next()).isSameAs(first);
            assertThat(walk.hasNext()).isFalse();
            assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    // SPEC W2: also when nobody is waiting while they complete.
    @Test
    default void asCompleted_completedBetweenCalls_keepsTheOrder(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(pool.submit(Tasks::square, i));
            }
            Iterator<TaskFuture<Integer>> walk = Futures.asCompleted(futures).iterator();
            futures.get(7).cancel(false);
            gate.open();
            pool.shutdown(true, false);

            assertThat(walk.next()).isSameAs(futures.remove(7));
            assertThat(collected(() -> walk)).isEqualTo(futures);
        }
    }

    // SPEC W1
    @Test
    default void asCompleted_duplicates_collapse() {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> one = pool.submit(() -> 1);
            TaskFuture<Integer> two = pool.submit(() -> 2);

            assertThat(collected(Futures.asCompleted(List.of(one, two, one, one, two))))
                    .containsExactlyInAnyOrder(one, two);
        }
    }

    // SPEC W1
    @Test
    default void waits_noFutures_returnAtOnce() throws Exception {
        List<TaskFuture<Integer>> none = List.of();

        assertThat(collected(Futures.asCompleted(none))).isEmpty();
        assertThat(collected(Futures.asCompleted(none, Duration.ZERO))).isEmpty();
        for (ReturnWhen returnWhen : ReturnWhen.values()) {
            AwaitResult<TaskFuture<Integer>> result = Futures.await(none, returnWhen);
            assertThat(result.done()).isEmpty();
            assertThat(result.notDone()).isEmpty();
        }
    }

    // SPEC W1
    @Test
    default void waits_futuresOfSeveralPoolsAndPlainOnes_mix() throws Exception {
        CompletableFuture<Integer> plain = new CompletableFuture<>();
        try (PoolExecutor pool = open(1);
                PoolExecutor otherPool = open(1)) {
            List<CompletableFuture<Integer>> futures = List.of(pool.submit(() -> 1), otherPool.submit(() -> 2), plain);
            Iterator<CompletableFuture<Integer>> walk =
                    Futures.asCompleted(futures).iterator();
            Set<CompletableFuture<Integer>> seen = new HashSet<>(List.of(walk.next(), walk.next()));
            plain.complete(3);
            seen.add(walk.next());

            assertThat(seen).containsExactlyInAnyOrderElementsOf(futures);
            assertThat(Futures.await(futures).done()).containsExactlyInAnyOrderElementsOf(futures);
        }
    }

    // SPEC W2
    @Test
    default void asCompleted_timePassed_throwsAndCancelsNothing(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            TaskFuture<Integer> one = pool.submit(() -> 1);
            TaskFuture<Integer> two = pool.submit(() -> 2);
            one.get();
            two.get();
            TaskFuture<Integer> alsoRunning = pool.submit(() -> gate.pass(2));
            Iterator<TaskFuture<Integer>> walk = Futures.asCompleted(
                            List.of(running, one, alsoRunning, two), Duration.ofMillis(200))
                    .iterator();

            assertThat(List.of(walk.next(), walk.next())).containsExactlyInAnyOrder(one, two);
            assertThatThrownBy(walk::next)
                    .isInstanceOf(WaitTimeoutException.class)
                    .hasMessageContaining("2 of 4 futures unfinished");
            assertThat(running.isDone()).isFalse();
            assertThat(alsoRunning.isDone()).isFalse();
            gate.open();
            assertThat(running.get()).isEqualTo(1);
            assertThat(alsoRunning.get()).isEqualTo(2);
        }
    }

    // SPEC W2: one deadline from the call.
    @Test
    default void asCompleted_timePassedBeforeTheFirstNext_throwsWithoutFurtherWaiting() {
        Duration timeout = Duration.ofSeconds(1);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        long start = System.nanoTime();
        Iterable<CompletableFuture<Integer>> futures = Futures.asCompleted(List.of(never), timeout);
        Poll.untilPassed(timeout, start);
        long call = System.nanoTime();

        assertThatThrownBy(() -> futures.iterator().next())
                .isInstanceOf(WaitTimeoutException.class)
                .hasMessageContaining("1 of 1 futures unfinished");
        assertThat(Duration.ofNanos(System.nanoTime() - call)).isLessThan(timeout);
    }

    // SPEC W2
    @Test
    default void asCompleted_interrupted_throwsAndMayGoOn() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        Iterator<CompletableFuture<Integer>> walk =
                Futures.asCompleted(List.of(future)).iterator();
        try (OtherThread<CompletableFuture<Integer>> reader =
                OtherThread.calling(() -> walk.next()).awaitBlocked()) {
            reader.interrupt();

            assertThat(reader.failure())
                    .isInstanceOf(WaitInterruptedException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(reader.wasInterruptedAtEnd()).isTrue();
        }
        future.complete(1);
        assertThat(walk.next()).isSameAs(future);
    }

    // SPEC W2: yielded futures are let go.
    @Test
    default void asCompleted_yieldedFutures_canBeCollected() {
        try (PoolExecutor pool = open(1)) {
            List<WeakReference<Object>> references = new ArrayList<>();
            Iterator<TaskFuture<byte[]>> walk = walkOver(pool, 10);
            for (int i = 0; i < 9; i++) {
                references.add(new WeakReference<>(walk.next()));
            }

            Poll.until("yielded futures are collected", () -> {
                System.gc();
                return references.stream().allMatch(reference -> reference.get() == null);
            });
            assertThat(walk.next().join()).hasSize(1000);
        }
    }

    // SPEC W2, W3*: none is lost when very many complete at once.
    @Test
    default void waits_tenThousandFuturesAtOnce_loseNone() {
        List<CompletableFuture<Integer>> futures = IntStream.range(0, 10_000)
                .mapToObj(i -> new CompletableFuture<Integer>())
                .toList();
        try (OtherThread<Integer> walk = OtherThread.calling(() -> {
                    Set<Object> seen = new HashSet<>();
                    Futures.asCompleted(futures).forEach(seen::add);
                    return seen.size();
                });
                OtherThread<AwaitResult<CompletableFuture<Integer>>> await =
                        OtherThread.calling(() -> Futures.await(futures))) {
            walk.awaitBlocked();
            await.awaitBlocked();
            List<OtherThread<Boolean>> completers = IntStream.range(0, 4)
                    .mapToObj(thread -> OtherThread.running(() -> {
                        for (int i = thread; i < futures.size(); i += 4) {
                            futures.get(i).complete(i);
                        }
                    }))
                    .toList();
            completers.forEach(OtherThread::value);

            assertThat(walk.value()).isEqualTo(10_000);
            assertThat(await.value().done()).hasSize(10_000);
            assertThat(await.value().notDone()).isEmpty();
        }
    }

    // SPEC W3*
    @Test
    default void await_tenThousandTasks_losesNone() throws Exception {
        try (PoolExecutor pool = open(2)) {
            List<TaskFuture<Integer>> futures = IntStream.range(0, 10_000)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            AwaitResult<TaskFuture<Integer>> result = Futures.await(futures);

            assertThat(result.done()).hasSize(10_000);
            assertThat(result.notDone()).isEmpty();
            assertThat(new HashSet<>(collected(Futures.asCompleted(futures)))).hasSize(10_000);
        }
    }

    // ---- await

    // SPEC W3
    @Test
    default void await_allCompleted_waitsForTheLast(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> failing = pool.submit(Tasks::fail, "failed");
            TaskFuture<Integer> cancelled = pool.submit(() -> 3);
            cancelled.cancel(true);
            List<TaskFuture<Integer>> futures = List.of(slow, failing, cancelled);
            try (OtherThread<AwaitResult<TaskFuture<Integer>>> await =
                    OtherThread.calling(() -> Futures.await(futures)).awaitBlocked()) {
                gate.open();

                assertThat(await.value().done()).containsExactlyInAnyOrderElementsOf(futures);
                assertThat(await.value().notDone()).isEmpty();
            }
        }
    }

    // SPEC W3
    @Test
    default void await_firstCompleted_returnsWithOne(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> quick = pool.submit(() -> 2);

            AwaitResult<TaskFuture<Integer>> result = Futures.await(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);
            assertThat(result.done()).containsExactly(quick);
            assertThat(result.notDone()).containsExactly(slow);
            assertThat(Futures.await(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED)
                            .done())
                    .containsExactly(quick);
        }
    }

    // SPEC W3
    @Test
    default void await_firstException_returnsWithTheFailure(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> failing = pool.submit(Tasks::fail, "failed");

            AwaitResult<TaskFuture<Integer>> result = Futures.await(List.of(slow, failing), ReturnWhen.FIRST_EXCEPTION);
            assertThat(result.done()).containsExactly(failing);
            assertThat(result.notDone()).containsExactly(slow);
            assertThat(Futures.await(List.of(slow, failing), ReturnWhen.FIRST_EXCEPTION)
                            .done())
                    .containsExactly(failing);
        }
    }

    // SPEC W3: cancelled counts as done but not as exception.
    @Test
    default void await_firstException_waitsOnAfterSuccessAndCancellation(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                Gate lastGate = Gate.in(dir)) {
            TaskFuture<Integer> first = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> cancelledBefore = pool.submit(() -> 2);
            TaskFuture<Integer> cancelledLater = pool.submit(() -> 3);
            TaskFuture<Integer> last = pool.submit(() -> lastGate.pass(4));
            cancelledBefore.cancel(false);
            List<TaskFuture<Integer>> futures = List.of(first, cancelledBefore, cancelledLater, last);
            try (OtherThread<AwaitResult<TaskFuture<Integer>>> await = OtherThread.calling(
                            () -> Futures.await(futures, ReturnWhen.FIRST_EXCEPTION))
                    .awaitBlocked()) {
                cancelledLater.cancel(false);
                gate.open();
                first.join();
                lastGate.awaitArrivals(1);
                await.awaitBlocked();
                lastGate.open();

                assertThat(await.value().done()).containsExactlyInAnyOrderElementsOf(futures);
            }
        }
    }

    // SPEC W3: that the time passes is no error.
    @Test
    default void await_timePassed_tellsWhatIsDone(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> quick = pool.submit(() -> 2);
            quick.get();

            for (Duration timeout : List.of(Duration.ofMillis(50), Duration.ZERO)) {
                AwaitResult<TaskFuture<Integer>> result = Futures.await(List.of(slow, quick), timeout);
                assertThat(result.done()).containsExactly(quick);
                assertThat(result.notDone()).containsExactly(slow);
            }
            assertThat(slow.isDone()).isFalse();
            AwaitResult<TaskFuture<Integer>> none =
                    Futures.await(List.of(slow), Duration.ofMillis(20), ReturnWhen.FIRST_COMPLETED);
            assertThat(none.done()).isEmpty();
            assertThat(none.notDone()).containsExactly(slow);
        }
    }

    // SPEC W3
    @Test
    default void await_duplicates_collapseAndSetsAreFixed(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.submit(() -> gate.pass(1));
            AwaitResult<TaskFuture<Integer>> result = Futures.await(List.of(slow, slow), Duration.ZERO);
            gate.open();
            slow.get();

            assertThat(result.notDone()).containsExactly(slow);
            assertThatThrownBy(() -> result.notDone().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    // SPEC W3, FAULTS 25
    @Test
    default void await_interrupted_throwsAndLeavesTheFuturesAlone() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        for (ReturnWhen returnWhen : ReturnWhen.values()) {
            try (OtherThread<AwaitResult<CompletableFuture<Integer>>> await = OtherThread.calling(
                            () -> Futures.await(List.of(future), Duration.ofMinutes(1), returnWhen))
                    .awaitBlocked()) {
                await.interrupt();

                assertThat(await.failure()).isInstanceOf(InterruptedException.class);
            }
        }
        assertThat(future).isNotDone();
    }

    /** Iterates over futures, which can be done once. */
    private static <F> List<F> collected(Iterable<F> futures) {
        List<F> list = new ArrayList<>();
        futures.forEach(list::add);
        return list;
    }

    private static Iterator<TaskFuture<byte[]>> walkOver(PoolExecutor pool, int count) {
        List<TaskFuture<byte[]>> futures = IntStream.range(0, count)
                .mapToObj(i -> pool.submit(() -> new byte[1000]))
                .toList();
        return Futures.asCompleted(futures).iterator();
    }
}
