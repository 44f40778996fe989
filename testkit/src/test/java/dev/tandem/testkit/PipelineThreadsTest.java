package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.Futures;
import dev.tandem.Pipeline;
import dev.tandem.PipelineResults;
import dev.tandem.PoolExecutor;
import dev.tandem.Progress;
import dev.tandem.StillRunningException;
import dev.tandem.TaskFuture;
import dev.tandem.TaskScope;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines and scopes on threads of this JVM, where tasks can share objects with the test. */
@ExtendWith(LeakCheck.class)
@Deadline
@SuppressWarnings("try")
class PipelineThreadsTest {
    // SPEC L1
    @Test
    void consumer_isATaskOfTheOnlyWorker_getsItsResults() {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            TaskFuture<List<Integer>> outer = pool.submit(() -> Pipeline.from(List.of(1, 2, 3))
                    .then(pool, Tasks::square)
                    .then(pool, Tasks::square)
                    .toList());
            assertThat(outer.join()).containsExactly(1, 16, 81);
        }
    }

    // SPEC L2
    @Test
    void owner_isATaskOfTheOnlyWorker_joinsItsTasks() {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            TaskFuture<Integer> outer = pool.submit(() -> {
                try (TaskScope scope = Futures.scope(pool)) {
                    TaskFuture<Integer> inner = scope.submit(() -> Tasks.square(3));
                    scope.join();
                    return inner.join();
                }
            });
            assertThat(outer.join()).isEqualTo(9);
        }
    }

    /** When the owner begins to wait there is no task of its own pool; one comes later. */
    // SPEC L2, A11
    @Test
    void owner_isATaskOfTheOnlyWorker_joinsWhatATaskOfAnotherPoolSubmits() {
        CountDownLatch joining = new CountDownLatch(1);
        try (PoolExecutor one = ThreadPoolExecutor.open(1);
                PoolExecutor two = ThreadPoolExecutor.open(1)) {
            TaskFuture<Integer> outer = one.submit(() -> {
                Thread owner = Thread.currentThread();
                try (TaskScope scope = Futures.scope(one)) {
                    TaskFuture<TaskFuture<Integer>> other = scope.add(two.submit(() -> {
                        joining.await();
                        awaitBlocked(owner);
                        TaskFuture<Integer> inner = scope.submit(() -> Tasks.square(3));
                        inner.join();
                        return inner;
                    }));
                    joining.countDown();
                    scope.join();
                    return other.join().join();
                }
            });
            assertThat(outer.join()).isEqualTo(9);
        }
    }

    /** What a stopped task does at its end needs the worker that waits for it. */
    // SPEC L2, A11
    @Test
    void owner_isATaskOfTheOnlyWorker_leavesTheBlockWhenItsTasksHaveEnded() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        try (PoolExecutor one = ThreadPoolExecutor.open(1);
                PoolExecutor two = ThreadPoolExecutor.open(o -> o.workers(1).grace(Poll.PATIENCE))) {
            TaskFuture<?> outer = one.submit(() -> {
                try (TaskScope scope = Futures.scope(one)) {
                    scope.add(two.submit(() -> {
                        started.countDown();
                        try {
                            never.await();
                        } finally {
                            one.submit(() -> ended.set(true)).join();
                        }
                    }));
                    started.await();
                }
                assertThat(ended).isTrue();
            });
            outer.join();
        }
    }

    private static void awaitBlocked(Thread thread) {
        Poll.until("its owner waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    // SPEC L2
    @Test
    void taskWithAScope_isStopped_stopsWhatItHasStarted(@TempDir Path dir) {
        AtomicBoolean innerEnded = new AtomicBoolean();
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            try (TaskScope outer = Futures.scope(pool)) {
                outer.submit(() -> {
                    try (TaskScope inner = Futures.scope(pool)) {
                        inner.submit(() -> {
                            try {
                                gate.pass();
                            } finally {
                                innerEnded.set(true);
                            }
                        });
                        inner.join();
                    }
                });
                gate.awaitArrivals(1);
            }
            assertThat(innerEnded).isTrue();
        }
    }

    // SPEC L2, T5
    @Test
    void scope_threadIgnoresItsInterrupt_saysSo(@TempDir Path dir) {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).grace(Duration.ofMillis(50)));
                Gate gate = Gate.in(dir)) {
            TaskScope scope = Futures.scope(pool.with(o -> o.label("stubborn")));
            scope.submit(gate::passStubbornly);
            gate.awaitArrivals(1);

            assertThatThrownBy(scope::close)
                    .isInstanceOf(StillRunningException.class)
                    .hasMessage("scope was left, but threads ignore their interrupt: still running=[stubborn]");
            Poll.until("the leak is counted", () -> pool.stats().leakedThreads() == 1);
        }
    }

    // SPEC L2, F6
    @Test
    void scope_futureIsCompletedByOthers_waitsForItsTask() throws Exception {
        List<Consumer<TaskFuture<Integer>>> completions = List.of(
                future -> future.complete(1),
                future -> future.completeExceptionally(new IllegalStateException("from outside")),
                future -> future.orTimeout(1, TimeUnit.MILLISECONDS));
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < completions.size(); i++) {
            CountDownLatch started = new CountDownLatch(1);
            AtomicBoolean ended = new AtomicBoolean();
            try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
                try (TaskScope scope = Futures.scope(pool)) {
                    TaskFuture<Integer> task = scope.submit(() -> {
                        started.countDown();
                        return awaitAndEndSlowly(never, ended);
                    });
                    started.await();
                    completions.get(i).accept(task);
                    Poll.until("the future is done", task::isDone);
                }
                assertThat(ended).as("completion %d", i).isTrue();
            }
        }
    }

    // SPEC L1, T5
    @Test
    void pipeline_threadIgnoresItsInterrupt_saysSo(@TempDir Path dir) {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).grace(Duration.ofMillis(50)));
                Gate gate = Gate.in(dir)) {
            PipelineResults<Integer> results = Pipeline.from(List.of(1))
                    .then(pool, x -> gate.passStubbornly(), s -> s.label("stubborn"))
                    .start();
            gate.awaitArrivals(1);

            assertThatThrownBy(results::close)
                    .isInstanceOf(StillRunningException.class)
                    .hasMessageEndingWith("still running=[task stubborn]");
        }
    }

    // SPEC L1, T5
    @Test
    void pipeline_endedByATimeout_hasNothingRunningAnyMore() {
        CountDownLatch never = new CountDownLatch(1);
        for (boolean collects : List.of(false, true)) {
            AtomicBoolean ended = new AtomicBoolean();
            try (PoolExecutor pool = ThreadPoolExecutor.open(2)) {
                Pipeline<Integer> pipeline = Pipeline.from(List.of(1))
                        .then(pool, x -> awaitAndEndSlowly(never, ended), s -> s.timeout(Duration.ofMillis(50)));
                if (collects) {
                    pipeline.onFailure(f -> {}).run();
                } else {
                    assertThatThrownBy(pipeline::run).hasCauseInstanceOf(TaskTimeoutException.class);
                }
                assertThat(ended).as("collects: %s", collects).isTrue();
            }
        }
    }

    /** Takes some time to end when it is interrupted: whoever does not wait for it comes too early. */
    private static int awaitAndEndSlowly(CountDownLatch never, AtomicBoolean ended) throws InterruptedException {
        try {
            never.await();
            return 1;
        } finally {
            Poll.untilPassed(Duration.ofMillis(50), System.nanoTime());
            ended.set(true);
        }
    }

    // SPEC L1
    @Test
    void pipeline_inputsIgnoreTheirInterrupt_saysSo() {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            Iterator<Integer> inputs = Stream.generate(() -> {
                        waiting.countDown();
                        awaitStubbornly(over);
                        return 1;
                    })
                    .iterator();
            PipelineResults<Integer> results =
                    Pipeline.from(inputs).then(pool, x -> x).start();
            awaitStubbornly(waiting);
            assertThatThrownBy(results::close)
                    .isInstanceOf(StillRunningException.class)
                    .hasMessageContaining("relay");
        } finally {
            over.countDown();
        }
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // that is what this is about
            }
        }
    }

    // SPEC L1
    @Test
    void pipeline_forgottenByItsConsumer_isStopped() {
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            assertThat(Pipeline.from(inputs)
                            .then(pool, x -> x)
                            .start()
                            .iterator()
                            .next())
                    .isZero();
            Poll.until("its threads end", () -> {
                System.gc();
                return Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("tandem-pipeline-"));
            });
        }
    }

    // SPEC L1
    @Test
    void pipeline_closedByItsOwnFunction_doesNotWaitForItself() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            CountDownLatch started = new CountDownLatch(1);
            PipelineResults<?>[] self = new PipelineResults<?>[1];
            self[0] = Pipeline.from(CountingIterator.endless())
                    .map(x -> {
                        started.await();
                        self[0].close();
                        return x;
                    })
                    .then(pool, x -> x)
                    .start();
            started.countDown();
            assertThat(self[0].iterator().hasNext()).isFalse();
            self[0].close();
        }
    }

    // SPEC L1
    @Test
    void pipeline_streamOfAFlatMap_isClosed() {
        AtomicInteger open = new AtomicInteger();
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            try (PipelineResults<Integer> results = Pipeline.from(List.of(1, 2))
                    .flatMap(x -> opened(open))
                    .then(pool, x -> x)
                    .flatMap(x -> opened(open))
                    .start()) {
                results.iterator().next();
                assertThat(open.get()).isPositive();
            }
            assertThat(open).hasValue(0);
            assertThat(Pipeline.from(List.of(1, 2))
                            .flatMap(pool, x -> opened(open).limit(3))
                            .toList())
                    .hasSize(6);
            assertThat(open).hasValue(0);
        }
    }

    private static Stream<Integer> opened(AtomicInteger open) {
        open.incrementAndGet();
        return Stream.iterate(1, x -> x + 1).onClose(open::decrementAndGet);
    }

    // SPEC L1, L3
    @Test
    void progress_countsWhatComesByAndWhatHasFailedBefore() {
        try (PoolExecutor pool = ThreadPoolExecutor.open(2);
                Progress progress = Progress.start(o -> o.sink(snapshot -> {}))) {
            Pipeline.from(IntStream.range(0, 20).boxed().toList())
                    .filter(x -> x != 1)
                    .then(pool, x -> Tasks.failOn(3, x))
                    .filter(pool, x -> x != 5)
                    .progress(progress)
                    .flatMap(x -> Stream.of(x, Tasks.failOn(7, x)))
                    .onFailure(f -> {})
                    .run();
            assertThat(progress.snapshot().total()).hasValue(20);
            assertThat(progress.snapshot().succeeded()).isEqualTo(19);
            assertThat(progress.snapshot().failed()).isEqualTo(1);
        }
    }

    /** Closes at any moment, over and over: nothing hangs, nothing is left running. */
    // SPEC L1
    @Test
    void pipeline_closedAtAnyMoment_leavesNothingRunning() {
        Random random = new Random(42);
        try (PoolExecutor pool = ThreadPoolExecutor.open(3)) {
            for (int round = 0; round < 300; round++) {
                AtomicInteger running = new AtomicInteger();
                int chunk = 1 + random.nextInt(3);
                boolean ordered = random.nextBoolean();
                PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                        .then(
                                pool,
                                x -> counted(running, x),
                                s -> s.chunkSize(chunk).buffer(12))
                        .then(pool, x -> counted(running, x), s -> ordered ? s : s.unordered())
                        .batch(2)
                        .flatMap(List::stream)
                        .start();
                int taken = random.nextInt(20);
                for (int i = 0; i < taken; i++) {
                    results.iterator().next();
                }
                results.close();
                assertThat(running).as("round %d", round).hasValue(0);
                assertThat(results.iterator().hasNext()).isFalse();
            }
        }
    }

    private static int counted(AtomicInteger running, int value) throws InterruptedException {
        running.incrementAndGet();
        try {
            if (value % 5 == 4) {
                Thread.sleep(0, 100_000);
            }
            return value;
        } finally {
            running.decrementAndGet();
        }
    }

    /** Fails at any moment, while others submit: nothing hangs, nothing is left running. */
    // SPEC L2
    @Test
    void scope_failsAtAnyMoment_leavesNothingRunning() throws Exception {
        Random random = new Random(43);
        try (PoolExecutor pool = ThreadPoolExecutor.open(3)) {
            for (int round = 0; round < 300; round++) {
                AtomicInteger running = new AtomicInteger();
                int failing = random.nextInt(12);
                boolean joins = random.nextBoolean();
                boolean failed = false;
                try (TaskScope scope = Futures.scope(pool)) {
                    for (int i = 0; i < 10; i++) {
                        int number = i;
                        scope.submit(() -> number == failing ? Tasks.fail("round") : counted(running, number));
                        if (number % 3 == 0) {
                            scope.submit(() -> scope.submit(() -> counted(running, 1)));
                        }
                    }
                    if (joins) {
                        scope.join();
                    }
                } catch (CompletionException | RejectedExecutionException e) {
                    failed = true;
                }
                assertThat(running).as("round %d", round).hasValue(0);
                assertThat(failed && failing >= 10).as("round %d", round).isFalse();
            }
        }
    }
}
