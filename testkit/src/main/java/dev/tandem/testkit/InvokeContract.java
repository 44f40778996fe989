package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rest of {@link java.util.concurrent.ExecutorService}: execute, invokeAll, invokeAny. */
@SuppressWarnings("FutureReturnValueIgnored")
interface InvokeContract extends PoolContract {
    // SPEC A1
    @Test
    default void execute_objectAndLambda_areRun(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        Runnable object = new Tasks.Note(journal, "object");
        try (PoolExecutor pool = open(1)) {
            pool.execute(object);
            pool.execute(() -> journal.note("lambda"));
            pool.shutdown(true, false);
        }

        assertThat(journal.lines()).containsExactly("object", "lambda");
    }

    // SPEC A1
    @Test
    default void execute_commandThatFails_hurtsNobody() throws Exception {
        try (PoolExecutor pool = open(1)) {
            pool.execute(() -> Tasks.fail("this failure belongs into the log"));

            assertThat(pool.submit(Tasks::square, 4).get()).isEqualTo(16);
        }
    }

    // SPEC A1
    @Test
    default void invokeAll_tasks_givesDoneFuturesInOrder() throws Exception {
        List<TaskCallable<Integer>> tasks = List.of(() -> 1, () -> Tasks.fail("two is out"), () -> 3);
        try (PoolExecutor pool = open(2)) {
            List<Future<Integer>> futures = pool.invokeAll(tasks);

            assertThat(futures)
                    .hasSize(3)
                    .allMatch(Future::isDone)
                    .allSatisfy(future -> assertThat(future).isInstanceOf(TaskFuture.class));
            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThatThrownBy(futures.get(1)::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("two is out");
            assertThat(futures.get(2).get()).isEqualTo(3);
        }
    }

    // SPEC A1
    @Test
    default void invokeAll_noTasks_givesNothing() throws Exception {
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.invokeAll(List.<Callable<Integer>>of())).isEmpty();
        }
    }

    // SPEC A1
    @Test
    default void invokeAll_timePassed_cancelsTheUnfinished(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            List<TaskCallable<Integer>> tasks =
                    List.of(() -> 1, () -> gate.passStubbornly(), () -> journal.noteAndCount("started"));
            List<Future<Integer>> futures = pool.invokeAll(tasks, 2, TimeUnit.SECONDS);

            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThat(futures.get(1).isCancelled()).isTrue();
            assertThat(futures.get(2).isCancelled()).isTrue();
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A1
    @Test
    default void invokeAny_someFail_givesAResultAndCancelsTheRest(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            List<TaskCallable<Integer>> tasks = List.of(
                    () -> Tasks.fail("not me"),
                    () -> 7,
                    () -> gate.passStubbornly(),
                    () -> journal.noteAndCount("started"));

            assertThat(pool.invokeAny(tasks)).isEqualTo(7);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A1
    @Test
    default void invokeAny_allFail_throwsAFailure() {
        List<TaskCallable<Integer>> tasks = List.of(() -> Tasks.fail("one"), () -> Tasks.fail("two"));
        try (PoolExecutor pool = open(1)) {
            assertThatThrownBy(() -> pool.invokeAny(tasks))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .message()
                    .isIn("one", "two");
        }
    }

    // SPEC A1
    @Test
    default void invokeAny_timePassed_throwsTimeout(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            List<TaskCallable<Integer>> tasks = List.of(() -> gate.pass(1));

            assertThatThrownBy(() -> pool.invokeAny(tasks, 50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("1 of 1 futures unfinished");
        }
    }

    // SPEC A1
    @Test
    default void invokeAny_noTasks_isAnError() {
        try (PoolExecutor pool = open(1)) {
            assertThatThrownBy(() -> pool.invokeAny(List.<Callable<Integer>>of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tasks must not be empty");
        }
    }

    // SPEC A1, F4
    @Test
    default void invokeAll_interrupted_throwsAndCancelsTheUnfinished(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            List<TaskCallable<Integer>> tasks =
                    List.of(() -> gate.passStubbornly(), () -> journal.noteAndCount("started"));
            try (OtherThread<List<Future<Integer>>> waiter = OtherThread.calling(() -> pool.invokeAll(tasks))) {
                gate.awaitArrivals(1);
                waiter.interrupt();

                assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
            }
            assertThat(pool.submit(Tasks::square, 2).get()).isEqualTo(4);
        }
        assertThat(journal.lines()).isEmpty();
    }
}
