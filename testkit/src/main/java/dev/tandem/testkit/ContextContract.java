package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.ContextCarrierException;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.QueuePolicy;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Context carriers: tasks have what belongs to the thread that submitted them, and leave nothing of it. */
@SuppressWarnings({"FutureReturnValueIgnored", "try"})
interface ContextContract extends PoolContract {
    // SPEC A14, P14
    @Test
    default void context_ofTheSubmitter_isThatOfTheTask_inAllFormsOfSubmission(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(carryingUser(1));
                ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
            Callable<String> callable = (Callable<String> & java.io.Serializable) () -> ThreadContext.tell("user");
            List<Future<String>> futures = new ArrayList<>();
            futures.add(pool.submit(() -> ThreadContext.tell("user")));
            futures.add(pool.submit(callable));
            futures.add(pool.submit(ThreadContext::tell, "user"));
            futures.add(pool.submit((a, b) -> ThreadContext.tell(a + b), "us", "er"));
            futures.addAll(pool.invokeAll(List.of(callable, callable)));
            for (Future<String> future : futures) {
                assertThat(future.get()).isEqualTo("ann");
            }
            assertThat(pool.invokeAny(List.of(callable))).isEqualTo("ann");
            assertThat(pool.submit(() -> journal.note(ThreadContext.tell("user")), 7)
                            .get())
                    .isEqualTo(7);
            pool.execute(() -> journal.note(ThreadContext.tell("user")));
            assertThat(journal.awaitLines(2)).containsExactly("ann", "ann");
            assertThat(ThreadContext.tell("user")).isEqualTo("ann");
        }
    }

    // SPEC A14, P14
    @Test
    default void context_isThatOfEachSubmission(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(carryingUser(2));
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<String>> futures = new ArrayList<>();
            for (String user : List.of("ann", "bob", "cid")) {
                try (ThreadContext.Holding holding = ThreadContext.with("user", user)) {
                    futures.add(pool.submit(ContextContract::passAndTell, gate));
                }
            }
            futures.add(pool.submit(ContextContract::passAndTell, gate));
            gate.open();

            assertThat(futures).extracting(TaskFuture::join).containsExactly("ann", "bob", "cid", "none");
        }
    }

    // SPEC A14, A13
    @Test
    default void context_ofAView_isCarriedToo() throws Exception {
        try (PoolExecutor pool = open(carryingUser(1));
                ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
            assertThat(pool.with(o -> o.label("view"))
                            .submit(ThreadContext::tell, "user")
                            .get())
                    .isEqualTo("ann");
        }
    }

    // SPEC A14
    @Test
    default void carriers_several_restoreInTheirOrder_andTakeBackInTheOpposite(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        PoolOptions options = PoolOptions.workers(1)
                .carry(
                        new ThreadContext.Noting("a", journal),
                        new ThreadContext.Noting("b", journal),
                        new ThreadContext.Noting("c", journal));
        try (PoolExecutor pool = open(options);
                ThreadContext.Holding a = ThreadContext.with("a", "1");
                ThreadContext.Holding c = ThreadContext.with("c", "3")) {
            pool.submit(() -> journal.note("task")).get();
            journal.note("b");
            try (ThreadContext.Holding b = ThreadContext.with("b", "2")) {
                TaskFuture<Integer> failing = pool.submit(() -> Tasks.fail("a bad day"));
                assertThat(failing.exception().orElseThrow()).hasMessage("a bad day");
            }
        }
        assertThat(journal.lines())
                .containsExactly(
                        "restore a",
                        "restore c",
                        "task",
                        "close c",
                        "close a", // nothing was captured for b
                        "b",
                        "restore a",
                        "restore b",
                        "restore c",
                        "close c",
                        "close b",
                        "close a");
    }

    // SPEC A14
    @Test
    default void context_afterItsTask_isGone_howeverThatEnded(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(carryingUser(1).grace(Duration.ofSeconds(30)));
                Gate gate = Gate.in(dir)) {
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                pool.submit(ThreadContext::tell, "user").get();
            }
            assertThat(pool.submit(ThreadContext::tell, "user").get()).isEqualTo("none");
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                assertThat(pool.submit(() -> Tasks.fail("a bad day")).exception())
                        .isPresent();
            }
            assertThat(pool.submit(ThreadContext::tell, "user").get()).isEqualTo("none");
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                TaskFuture<?> cancelled = pool.submit(() -> gate.pass());
                gate.awaitArrivals(1);
                cancelled.cancel(true);
            }
            assertThat(pool.submit(ThreadContext::tell, "user").get()).isEqualTo("none");
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                TaskFuture<?> late =
                        pool.with(o -> o.timeout(Duration.ofMillis(200))).submit(() -> gate.pass());
                assertThat(late.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            }
            assertThat(pool.submit(ThreadContext::tell, "user").get()).isEqualTo("none");
        }
    }

    // SPEC A14, A13: what the submitter does afterwards is nothing to it.
    @Test
    default void context_ofARetriedTask_isTheSameInEachAttempt(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(carryingUser(1))) {
            TaskFuture<Integer> future;
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                future = pool.with(o -> o.retries(RetryPolicy.attempts(3))).submit(() -> {
                    journal.note(ThreadContext.tell("user"));
                    ThreadContext.set("user", "somebody else");
                    return Tasks.fail("a bad day");
                });
            }
            try (ThreadContext.Holding bob = ThreadContext.with("user", "bob")) {
                assertThat(future.exception()).isPresent();
            }
        }
        assertThat(journal.lines()).containsExactly("ann", "ann", "ann");
    }

    // SPEC A14, M1
    @Test
    default void context_ofMap_isThatOfItsCall_forEachElement() throws Exception {
        try (PoolExecutor pool = open(carryingUser(2))) {
            List<String> names = Collections.nCopies(100, "user");
            MapResults<String> chunks;
            MapResults<String> pairs;
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                chunks = pool.map(
                        ContextContract::tellAndSpoil,
                        names,
                        o -> o.chunkSize(7).buffer(14));
                pairs = pool.map((a, b) -> tellAndSpoil(a + b), List.of("us", "us"), List.of("er", "er"));
            }
            try (ThreadContext.Holding bob = ThreadContext.with("user", "bob")) {
                assertThat(chunks.toList()).hasSize(100).containsOnly("ann");
                assertThat(pairs.toList()).containsExactly("ann", "ann");
                assertThat(pool.map(ThreadContext::tell, Stream.of("user")).toList())
                        .containsExactly("bob");
            }
        }
    }

    // SPEC A2, A14
    @Test
    default void context_ofATaskThatRunsInItsCaller_isInPlace_andTheCallersIsBackAfterwards(@TempDir Path dir)
            throws Exception {
        PoolOptions options = carryingUser(1).queueLimit(1, QueuePolicy.callerRuns());
        try (PoolExecutor pool = open(options);
                Gate gate = Gate.in(dir);
                ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            pool.submit(Tasks::square, 2);
            TaskFuture<String> here = pool.submit(ContextContract::tellAndSpoil, "user");

            assertThat(here.get()).isEqualTo("ann");
            assertThat(ThreadContext.tell("user")).isEqualTo("ann");
        }
    }

    // SPEC F5
    @Test
    default void initializerAndCallbacks_runWithout(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        List<String> seen = new CopyOnWriteArrayList<>();
        PoolOptions options = carryingUser(1).initializer(() -> journal.note("init " + ThreadContext.tell("user")));
        try (PoolExecutor pool = open(options);
                Gate gate = Gate.in(dir)) {
            try (ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
                TaskFuture<String> future = pool.submit(ContextContract::passAndTell, gate);
                future.addDoneCallback(f -> seen.add("callback " + ThreadContext.tell("user")));
                gate.open();
                assertThat(future.get()).isEqualTo("ann");
            }
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).containsExactly("init none");
        assertThat(seen).containsExactly("callback none");
    }

    // SPEC A4, C1: decision 1: the future tells.
    @Test
    default void capture_thatThrows_failsItsOwnFuture_andNamesTheCarrier(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(moody())) {
            TaskFuture<?> future;
            try (ThreadContext.Holding mood = ThreadContext.with("mood", "capture throws")) {
                future = pool.with(o -> o.retries(RetryPolicy.attempts(3))).submit(() -> journal.note("ran"));
                assertThat(future.isDone()).isTrue();
                assertThatThrownBy(() -> pool.map(Tasks::square, List.of(1))).hasMessage(message("capture"));
                assertThatThrownBy(() -> pool.execute(() -> journal.note("ran")))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasRootCauseMessage("no luck at capture");
            }
            ContextCarrierException failure =
                    (ContextCarrierException) future.exception().orElseThrow();
            assertThat(failure).hasMessage(message("capture")).hasRootCauseMessage("no luck at capture");
            assertThat(failure.carrier()).isEqualTo(ThreadContext.Moody.class.getName());
            assertThat(future.attempts()).isZero();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC C1, C2
    @Test
    default void restore_thatThrows_failsTheTask_andTakesTheOthersBack(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        PoolOptions options =
                PoolOptions.workers(1).carry(new ThreadContext.Noting("user", journal), ThreadContext.Moody.INSTANCE);
        try (PoolExecutor pool = open(options);
                ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
            try (ThreadContext.Holding mood = ThreadContext.with("mood", "restore throws")) {
                assertThat(pool.submit(() -> journal.note("ran")).exception().orElseThrow())
                        .isInstanceOf(ContextCarrierException.class)
                        .hasMessage(message("restore"));
                assertThatThrownBy(() -> pool.map(Tasks::square, List.of(1, 2), o -> o.chunkSize(2))
                                .toList())
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining(message("restore"));
            }
            try (ThreadContext.Holding mood = ThreadContext.with("mood", "restore gives null")) {
                assertThat(pool.submit(() -> journal.note("ran")).exception().orElseThrow())
                        .isInstanceOf(ContextCarrierException.class)
                        .hasMessageEndingWith("it returned null instead of a scope");
            }
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // a task, two elements, a task, a task
            pairs.addAll(List.of("restore user", "close user"));
        }
        assertThat(journal.lines()).isEqualTo(pairs);
    }

    // SPEC C2
    @Test
    default void close_thatThrows_changesNothingAboutTheOutcome(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        PoolOptions options =
                PoolOptions.workers(1).carry(new ThreadContext.Noting("user", journal), ThreadContext.Moody.INSTANCE);
        try (PoolExecutor pool = open(options);
                ThreadContext.Holding ann = ThreadContext.with("user", "ann");
                ThreadContext.Holding mood = ThreadContext.with("mood", "close throws")) {
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.submit(() -> Tasks.fail("a bad day")).exception().orElseThrow())
                    .hasMessage("a bad day");
        }
        assertThat(journal.lines()).containsExactly("restore user", "close user", "restore user", "close user");
    }

    private static PoolOptions carryingUser(int workers) {
        return PoolOptions.workers(workers).carry(new ThreadContext.Carrier("user"));
    }

    private static PoolOptions moody() {
        return PoolOptions.workers(1).carry(ThreadContext.Moody.INSTANCE);
    }

    private static String message(String deed) {
        return "context carrier could not " + deed + ": carrier=" + ThreadContext.Moody.class.getName()
                + ": java.lang.IllegalStateException: no luck at " + deed;
    }

    private static String passAndTell(Gate gate) throws InterruptedException {
        gate.pass();
        return ThreadContext.tell("user");
    }

    /** Tells what there is, and leaves something else. */
    private static String tellAndSpoil(String name) {
        String told = ThreadContext.tell(name);
        ThreadContext.set(name, "spoiled");
        return told;
    }
}
