package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks of futures. */
@SuppressWarnings({"FutureReturnValueIgnored", "try"})
interface CallbackContract extends PoolContract {
    // SPEC F5
    @Test
    default void callbacks_areCalledOnceInOrderWithTheFuture(@TempDir Path dir) throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Object> arguments = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(1));
            for (int i = 0; i < 50; i++) {
                int number = i;
                future.addDoneCallback(done -> {
                    order.add(number);
                    arguments.add(done);
                });
            }
            assertThat(order).isEmpty();
            gate.open();
            pool.shutdown(true, false);
            assertThat(arguments).hasSize(50).allMatch(argument -> argument == future);
        }
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    // SPEC F5: the future is done when its callbacks are called.
    @Test
    default void callback_seesTheOutcome(@TempDir Path dir) throws Exception {
        CompletableFuture<TaskStatus> seen = new CompletableFuture<>();
        CompletableFuture<Integer> value = new CompletableFuture<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(1));
            future.addDoneCallback(done -> {
                seen.complete(done.status());
                value.complete(done.join());
            });
            gate.open();

            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(value.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    // SPEC F5
    @Test
    default void callback_ofTaskEndedByAWorker_runsInTheThreadThatCompletes(@TempDir Path dir) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(1));
            future.addDoneCallback(done -> thread.complete(Thread.currentThread()));
            gate.open();

            assertThat(thread.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        }
    }

    // SPEC F5
    @Test
    default void callback_ofTaskCancelledOrCompletedHere_runsHere(@TempDir Path dir) {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            TaskFuture<Integer> cancelled = pool.submit(() -> 1);
            TaskFuture<Integer> completed = pool.submit(() -> 2);
            cancelled.addDoneCallback(done -> threads.add(Thread.currentThread()));
            completed.addDoneCallback(done -> threads.add(Thread.currentThread()));

            cancelled.cancel(false);
            assertThat(threads).containsExactly(Thread.currentThread());
            completed.complete(5);
            assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
        }
    }

    // SPEC F5
    @Test
    default void callback_addedWhenDone_runsAtOnceHere() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> 1);
            future.get();
            pool.shutdown(true, false);

            future.addDoneCallback(done -> threads.add(Thread.currentThread()));
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    // SPEC F5
    @Test
    default void callback_thatThrows_isNotFeltByTheOthers(@TempDir Path dir) throws Exception {
        List<String> called = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(1));
            future.addDoneCallback(done -> {
                called.add("exception");
                throw new IllegalStateException("this failure belongs into the log");
            });
            future.addDoneCallback(done -> {
                called.add("error");
                throw new AssertionError("this failure belongs into the log");
            });
            future.addDoneCallback(done -> called.add("last"));
            gate.open();

            assertThat(future.get()).isEqualTo(1);
            Poll.until("all callbacks", () -> called.size() == 3);
            assertThat(called).containsExactly("exception", "error", "last");
            future.addDoneCallback(done -> {
                called.add("late");
                throw new AssertionError("this failure belongs into the log");
            });
            assertThat(called).endsWith("late");
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
        }
    }

    // SPEC F5: no callback is lost or called twice when it is added while the task ends.
    @Test
    default void callback_addedWhileTheTaskEnds_isCalledOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (PoolExecutor pool = open(2)) {
            for (int i = 0; i < 300; i++) {
                TaskFuture<Integer> future = pool.submit(Tasks::square, i);
                for (int k = 0; k < 10; k++) {
                    future.addDoneCallback(done -> calls.incrementAndGet());
                }
            }
            pool.shutdown(true, false);
        }
        assertThat(calls).hasValue(3000);
    }

    // SPEC F5
    @Test
    default void callback_maySubmitAndCancel(@TempDir Path dir) throws Exception {
        CompletableFuture<TaskFuture<Integer>> submitted = new CompletableFuture<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> first = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> second = pool.submit(() -> 2);
            first.addDoneCallback(done -> {
                // The worker may have taken the second task by now, so it is stopped whatever it does.
                second.cancel(true);
                submitted.complete(pool.submit(Tasks::square, 5));
            });
            gate.open();

            assertThat(submitted.get(20, TimeUnit.SECONDS).get()).isEqualTo(25);
            assertThat(second.isDone()).isTrue();
        }
    }

    // SPEC F5, A7: an orderly shutdown without waiting.
    @Test
    default void callback_mayCloseThePool(@TempDir Path dir) throws Exception {
        CompletableFuture<Boolean> returned = new CompletableFuture<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> first = pool.submit(() -> gate.pass(1));
            TaskFuture<Integer> second = pool.submit(() -> 2);
            first.addDoneCallback(done -> {
                pool.close();
                returned.complete(true);
            });
            gate.open();

            assertThat(returned.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.isShutdown()).isTrue();
            assertThat(second.get()).isEqualTo(2);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // SPEC A6, F5: whoever waits for the pool to end finds all callbacks done.
    @Test
    default void shutdownWait_returnsAfterTheCallbacks(@TempDir Path dir) {
        List<String> events = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = pool.submit(() -> gate.pass(1));
            future.addDoneCallback(done -> {
                Poll.until("shutdown", pool::isShutdown);
                events.add("callback");
            });
            try (OtherThread<Boolean> closer = OtherThread.running(() -> {
                pool.shutdown(true, false);
                events.add("closed");
            })) {
                gate.open();
                closer.value();
            }
        }
        assertThat(events).containsExactly("callback", "closed");
    }
}
