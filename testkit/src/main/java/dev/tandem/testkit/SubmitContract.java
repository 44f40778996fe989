package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submission: its forms, its order, and when it is refused. */
@SuppressWarnings("FutureReturnValueIgnored")
interface SubmitContract extends PoolContract {
    // SPEC A1: a pool that waits for work is no reason for anything to stay in memory
    @Test
    default void idlePool_keepsNothingOfWhatItDid() throws Exception {
        try (PoolExecutor pool = open(2)) {
            List<WeakReference<Object>> used = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                used.addAll(useOnce(pool));
            }
            Poll.until("all that was used is collected", () -> {
                System.gc();
                return used.stream().allMatch(reference -> reference.refersTo(null));
            });
        }
    }

    private static List<WeakReference<Object>> useOnce(PoolExecutor pool) throws Exception {
        byte[] argument = new byte[1_000];
        TaskFuture<byte[]> future = pool.submit(x -> x, argument);
        return List.of(new WeakReference<>(argument), new WeakReference<>(future.get()), new WeakReference<>(future));
    }

    // SPEC A1
    @Test
    default void submit_callableLambda_givesItsResult() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> 6 * 7);

            assertThat(future.get()).isEqualTo(42);
        }
    }

    // SPEC A1
    @Test
    default void submit_runnableLambda_runsAndGivesNull(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                journal.note("ran");
            });

            assertThat(future.get()).isNull();
            assertThat(journal.lines()).containsExactly("ran");
        }
    }

    // SPEC A1
    @Test
    default void submit_runnableLambdaWithCheckedException_failsWithIt() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                throw new java.io.IOException("disk on fire");
            });

            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(java.io.IOException.class)
                    .hasMessage("disk on fire");
        }
    }

    // SPEC A1
    @Test
    default void submit_functionWithArguments_isApplied() throws Exception {
        try (PoolExecutor pool = open(1)) {
            int factor = 3;
            TaskFuture<Integer> one = pool.submit(Tasks::square, 7);
            TaskFuture<Integer> two = pool.submit(Tasks::add, 3, 4);
            TaskFuture<Integer> capturing = pool.submit(x -> x * factor, 5);

            assertThat(one.get()).isEqualTo(49);
            assertThat(two.get()).isEqualTo(7);
            assertThat(capturing.get()).isEqualTo(15);
        }
    }

    // SPEC A1
    @Test
    @SuppressWarnings("NullAway")
    default void submit_nullArgumentAndNullResult_travel() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<String> argument = pool.submit(Tasks::describe, null);
            TaskFuture<String> result = pool.submit(() -> (String) null);

            assertThat(argument.get()).isEqualTo("null");
            assertThat(result.get()).isNull();
        }
    }

    // SPEC A1
    @Test
    default void submit_objectsInVariables_areRun(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        Callable<Integer> callable = new Tasks.Constant(5);
        Runnable runnable = new Tasks.Note(journal, "ran");
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> value = pool.submit(callable);
            TaskFuture<?> nothing = pool.submit(runnable);

            assertThat(value.get()).isEqualTo(5);
            assertThat(nothing.get()).isNull();
            assertThat(journal.lines()).containsExactly("ran");
        }
    }

    // SPEC A1
    @Test
    default void submit_runnableWithResult_givesBackTheSameObject(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        Runnable runnable = new Tasks.Note(journal, "object");
        Object result = new Object();
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Object> ofObject = pool.submit(runnable, result);
            TaskFuture<Object> ofLambda = pool.submit(() -> journal.note("lambda"), result);

            assertThat(ofObject.get()).isSameAs(result);
            assertThat(ofLambda.get()).isSameAs(result);
            assertThat(journal.lines()).containsExactlyInAnyOrder("object", "lambda");
        }
    }

    // SPEC A1
    @Test
    default void submit_allWorkersBusy_doesNotBlock(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> first = pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            List<TaskFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                others.add(pool.submit(Tasks::square, i));
            }

            assertThat(first.isRunning()).isTrue();
            assertThat(others).allMatch(future -> future.status() == TaskStatus.PENDING);
            gate.open();
            for (int i = 0; i < 2000; i++) {
                assertThat(others.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    // SPEC A1
    @Test
    default void submit_byManyThreads_everyTaskRunsOnce(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(2)) {
            List<OtherThread<Boolean>> submitters = IntStream.range(0, 4)
                    .mapToObj(thread -> OtherThread.running(() -> {
                        for (int i = 0; i < 50; i++) {
                            String line = thread + "-" + i;
                            pool.submit(() -> journal.note(line));
                        }
                    }))
                    .toList();
            submitters.forEach(OtherThread::value);
            pool.shutdown(true, false);
        }

        assertThat(journal.lines()).hasSize(200).doesNotHaveDuplicates();
    }

    // SPEC A1
    @Test
    default void task_throwingAnything_failsOnlyItsOwnFuture() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> failing = pool.submit(Tasks::fail, "no luck");
            TaskFuture<?> error = pool.submit(() -> {
                throw new AssertionError("even this");
            });
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);

            assertThat(failing.exception().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no luck");
            assertThat(error.exception().orElseThrow())
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("even this");
            assertThat(next.get()).isEqualTo(9);
        }
    }

    // SPEC A5
    @Test
    default void tasks_ofOneWorker_startInOrderOfSubmission(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            for (int i = 0; i < 50; i++) {
                pool.submit(new Tasks.Note(journal, "task " + i));
            }
            gate.open();
            pool.shutdown(true, false);
        }

        assertThat(journal.lines())
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> "task " + i).toList());
    }

    // SPEC A5
    @Test
    default void tasks_ofTwoWorkers_completeInAnyOrder(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<String> slow = pool.submit(() -> gate.pass("slow"));
            gate.awaitArrivals(1);
            for (int i = 0; i < 20; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }

            assertThat(slow.isDone()).isFalse();
            gate.open();
            assertThat(slow.get()).isEqualTo("slow");
        }
    }

    // SPEC A5, C2: nothing waits behind a long task while another worker is idle.
    @Test
    default void task_behindLongOne_isRunByTheIdleWorker(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 500; i++) {
                pool.submit(Tasks::square, i);
            }
            pool.submit(() -> gate.pass());
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                behind.add(pool.submit(Tasks::square, i));
            }
            gate.awaitArrivals(1);

            for (int i = 0; i < 200; i++) {
                assertThat(behind.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    // SPEC A3
    @Test
    default void submit_afterShutdown_isRejected(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        PoolExecutor pool = open(1);
        pool.shutdown();

        for (ThrowingCallable submission : everyForm(pool, journal)) {
            assertThatThrownBy(submission)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("pool was shut down")
                    .hasMessageContaining(pool.stats().name());
        }
        pool.close();
        assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A3
    @Test
    default void submit_onBrokenPool_isRefusedWithTheReason(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        PoolOptions options = PoolOptions.workers(1).initializer(() -> {
            throw new IllegalStateException("no license");
        });
        try (PoolExecutor pool = open(options)) {
            TaskFuture<Integer> pending = pool.submit(() -> 1);

            assertThat(pending.exception().orElseThrow())
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining(pool.stats().name())
                    .hasStackTraceContaining("no license");
            for (ThrowingCallable submission : everyForm(pool, journal)) {
                assertThatThrownBy(submission)
                        .isInstanceOf(BrokenPoolException.class)
                        .hasMessageContaining("pool is broken")
                        .hasMessageContaining(pool.stats().name())
                        .hasStackTraceContaining("no license");
            }
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A3: broken is checked first.
    @Test
    default void submit_onBrokenPoolAfterShutdown_saysBroken() throws Exception {
        PoolOptions options = PoolOptions.workers(1).initializer(() -> {
            throw new IllegalStateException("no license");
        });
        try (PoolExecutor pool = open(options)) {
            assertThat(pool.submit(() -> 1).exception()).isPresent();
            pool.shutdown(true, false);

            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(BrokenPoolException.class);
        }
    }

    private static List<ThrowingCallable> everyForm(PoolExecutor pool, Journal journal) {
        Callable<Integer> callable = new Tasks.Constant(1);
        Runnable runnable = new Tasks.Note(journal, "ran");
        return List.of(
                () -> pool.submit(() -> 1),
                () -> pool.submit(() -> {
                    journal.note("ran");
                }),
                () -> pool.submit(Tasks::square, 1),
                () -> pool.submit(Tasks::add, 1, 2),
                () -> pool.submit(callable),
                () -> pool.submit(runnable),
                () -> pool.submit(runnable, "result"),
                () -> pool.submit(() -> journal.note("ran"), "result"),
                () -> pool.execute(runnable),
                () -> pool.execute(() -> journal.note("ran")),
                () -> pool.invokeAll(List.of(callable)),
                () -> pool.invokeAny(List.of(callable)),
                () -> pool.map(Tasks::square, List.of(1, 2)).toList(),
                () -> pool.with(o -> o.label("view")).submit(() -> 1));
    }
}
