package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.QueuePolicy;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import dev.tandem.WorkerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks with keys: the same key, the same worker. */
@SuppressWarnings("FutureReturnValueIgnored")
interface KeyContract extends PoolContract {
    private PoolExecutor openForKeys(int workers) {
        return openForKeys(PoolOptions.workers(workers));
    }

    private PoolExecutor openForKeys(PoolOptions options) {
        assumeTrue(supportsKeys(), "workers run one task each");
        return open(options);
    }

    // ---- which worker

    // SPEC A13: whatever else the workers do meanwhile; keys are compared by equals.
    @Test
    default void key_equalKeys_runOnTheSameWorker() throws Exception {
        Map<Integer, Set<WorkerId>> workers = new HashMap<>();
        try (PoolExecutor pool = openForKeys(3)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                int key = i % 10;
                futures.add(pool.with(o -> o.key(List.of("key", key))).submit(Tasks::square, i));
                pool.submit(Tasks::square, i);
                if (i % 50 == 0) {
                    futures.get(i).get(); // so that workers also rest in between
                }
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).get()).isEqualTo(i * i);
                workers.computeIfAbsent(i % 10, key -> new HashSet<>())
                        .add(futures.get(i).worker().orElseThrow());
            }
        }
        assertThat(workers)
                .hasSize(10)
                .allSatisfy((key, used) -> assertThat(used).as("key " + key).hasSize(1));
    }

    // SPEC A13
    @Test
    default void key_manyKeys_useMoreThanOneWorker() throws Exception {
        Set<WorkerId> workers = new HashSet<>();
        try (PoolExecutor pool = openForKeys(3)) {
            List<TaskFuture<Integer>> futures = IntStream.range(0, 30)
                    .mapToObj(key -> pool.with(o -> o.key(key)).submit(Tasks::square, key))
                    .toList();
            for (TaskFuture<Integer> future : futures) {
                future.get();
                workers.add(future.worker().orElseThrow());
            }
        }
        assertThat(workers).hasSizeBetween(2, 3);
    }

    // SPEC A13
    @Test
    default void key_workerIsBlocked_tasksWithoutKeyGoOn(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = openForKeys(2);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> blocked = pool.with(o -> o.key("a")).submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            for (int i = 0; i < 50; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }

            assertThat(blocked.isDone()).isFalse();
            gate.open();
            assertThat(blocked.get()).isEqualTo(1);
        }
    }

    // SPEC A13, F3
    @Test
    default void key_workerIsBlocked_tasksOfTheKeyWaitAndCanBeCancelled(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = openForKeys(3);
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            TaskFuture<?> blocked = keyed.submit(() -> gate.pass());
            List<TaskFuture<?>> waiting = new ArrayList<>();
            for (String line : List.of("politely", "firmly", "kept")) {
                waiting.add(keyed.submit(new Tasks.Note(journal, line)));
            }
            gate.awaitArrivals(1);
            for (int i = 0; i < 30; i++) {
                pool.submit(Tasks::square, i).get();
            }

            assertThat(waiting).allSatisfy(future -> assertThat(future.status()).isEqualTo(TaskStatus.PENDING));
            assertThat(waiting.get(0).cancel(false)).isTrue();
            assertThat(waiting.get(1).cancel(true)).isTrue();
            gate.open();
            waiting.get(2).get();
            assertThat(waiting.get(2).worker()).isPresent().isEqualTo(blocked.worker());
        }
        assertThat(journal.lines()).containsExactly("kept");
    }

    // SPEC A13
    @Test
    default void retry_taskWithKey_runsOnTheSameWorker(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = openForKeys(3)) {
            PoolExecutor keyed = pool.with(o -> o.key("a").retries(RetryPolicy.attempts(5)));
            TaskFuture<Integer> first = keyed.submit(Tasks::square, 2);
            TaskFuture<Integer> retried = keyed.submit(() -> RetryContract.failBefore(5, journal));

            assertThat(retried.get()).isEqualTo(5);
            assertThat(first.get()).isEqualTo(4);
            assertThat(retried.worker()).isPresent().isEqualTo(first.worker());
        }
    }

    // SPEC A13, A4: the submission fails, and nothing else.
    @Test
    default void key_hashCodeThrows_isThrownToTheSubmitter() throws Exception {
        Object broken = new Object() {
            @Override
            public int hashCode() {
                throw new IllegalStateException("no hash code");
            }
        };
        try (PoolExecutor pool = openForKeys(2)) {
            PoolExecutor keyed = pool.with(o -> o.key(broken));
            assertThatThrownBy(() -> keyed.submit(Tasks::square, 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no hash code");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().submitted()).isEqualTo(1);
        }
    }

    // ---- in which order

    // SPEC A13
    @Test
    default void key_tasksOfOneKey_runOneAfterTheOtherInOrder(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        List<String> expected = new ArrayList<>();
        try (PoolExecutor pool = openForKeys(3)) {
            for (int i = 0; i < 100; i++) {
                String number = String.valueOf(i);
                pool.with(o -> o.key("a")).submit(() -> startAndEnd(journal, number));
                pool.submit(Tasks::square, i);
                expected.add("start " + number);
                expected.add("end " + number);
            }
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).isEqualTo(expected);
    }

    // SPEC A5, A13
    @Test
    default void priority_withinAKey_startsBeforeLower(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = openForKeys(2);
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            PoolExecutor urgent = keyed.with(o -> o.priority(5));
            PoolExecutor patient = keyed.with(o -> o.priority(-5));
            keyed.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            patient.submit(new Tasks.Note(journal, "patient"));
            keyed.submit(new Tasks.Note(journal, "normal 1"));
            urgent.submit(new Tasks.Note(journal, "urgent 1"));
            keyed.submit(new Tasks.Note(journal, "normal 2"));
            urgent.submit(new Tasks.Note(journal, "urgent 2"));
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).containsExactly("urgent 1", "urgent 2", "normal 1", "normal 2", "patient");
    }

    // SPEC A5, A13: a worker with many tasks of its keys does not forget those that anybody may run, nor the reverse.
    @Test
    default void priority_withAndWithoutKey_startsBeforeLower(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = openForKeys(1);
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            keyed.submit(new Tasks.Note(journal, "keyed"));
            pool.submit(new Tasks.Note(journal, "common"));
            keyed.with(o -> o.priority(-1)).submit(new Tasks.Note(journal, "patient keyed"));
            pool.with(o -> o.priority(-2)).submit(new Tasks.Note(journal, "very patient common"));
            pool.with(o -> o.priority(1)).submit(new Tasks.Note(journal, "urgent common"));
            keyed.with(o -> o.priority(2)).submit(new Tasks.Note(journal, "very urgent keyed"));
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).hasSize(6).startsWith("very urgent keyed", "urgent common");
        assertThat(journal.lines()).endsWith("patient keyed", "very patient common");
    }

    // ---- the end, limits, sizes

    // SPEC A6, A13
    @Test
    default void shutdownWait_runsWaitingTasksWithKeys(@TempDir Path dir) {
        try (PoolExecutor pool = openForKeys(2);
                Gate gate = Gate.in(dir)) {
            pool.with(o -> o.key(0)).submit(() -> gate.pass());
            gate.awaitArrivals(1);
            List<TaskFuture<Integer>> waiting = IntStream.range(0, 40)
                    .mapToObj(i -> pool.with(o -> o.key(i % 4)).submit(Tasks::square, i))
                    .toList();
            pool.shutdown();
            gate.open();
            pool.shutdown(true, false);

            assertThat(waiting).allSatisfy(future -> assertThat(future.status()).isEqualTo(TaskStatus.SUCCEEDED));
        }
    }

    // SPEC A8, A13
    @Test
    default void shutdownNow_returnsWaitingTasksWithKeys(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        Runnable object = new Tasks.Note(journal, "object");
        try (PoolExecutor pool = openForKeys(2);
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            keyed.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            List<TaskFuture<?>> waiting = new ArrayList<>();
            waiting.add(keyed.submit(object));
            waiting.add(keyed.submit(() -> journal.note("lambda")));
            List<Runnable> neverStarted = pool.shutdownNow();

            assertThat(neverStarted).hasSize(2).contains(object);
            assertThat(waiting).allMatch(TaskFuture::isCancelled);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC A5, A13
    @Test
    default void queueLimit_countsWaitingTasksWithKeys(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = openForKeys(PoolOptions.workers(2).queueLimit(2, QueuePolicy.reject()));
                Gate gate = Gate.in(dir)) {
            PoolExecutor keyed = pool.with(o -> o.key("a"));
            keyed.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Integer> first = keyed.submit(Tasks::square, 2);
            TaskFuture<Integer> second = keyed.submit(Tasks::square, 3);

            assertThatThrownBy(() -> keyed.submit(Tasks::square, 4)).isInstanceOf(RejectedExecutionException.class);
            assertThat(first.cancel(false)).isTrue();
            TaskFuture<Integer> third = keyed.submit(Tasks::square, 5);
            gate.open();
            assertThat(second.get()).isEqualTo(9);
            assertThat(third.get()).isEqualTo(25);
        }
    }

    // SPEC A13: keys are shared out anew, and from then on have one worker again.
    @Test
    default void resize_whileTasksWithKeysWait_losesNone(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = openForKeys(2);
                Gate gate = Gate.in(dir)) {
            for (int key = 0; key < 2; key++) {
                int blocked = key;
                pool.with(o -> o.key(blocked)).submit(() -> gate.pass());
            }
            gate.awaitArrivals(2);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int size : new int[] {5, 1, 3}) {
                futures.addAll(submitForSevenKeys(pool));
                pool.resize(size);
            }
            gate.open();
            for (TaskFuture<Integer> future : futures) {
                assertThat(future.get()).isNotNegative();
            }
            assertOneWorkerPerKey(submitForSevenKeys(pool));
        }
    }

    private static List<TaskFuture<Integer>> submitForSevenKeys(PoolExecutor pool) {
        return IntStream.range(0, 42)
                .mapToObj(i -> pool.with(o -> o.key("key " + i % 7)).submit(Tasks::square, i))
                .toList();
    }

    private static void assertOneWorkerPerKey(List<TaskFuture<Integer>> futures) throws Exception {
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get()).isEqualTo(i * i);
            assertThat(futures.get(i).worker())
                    .as("key " + i % 7)
                    .isPresent()
                    .isEqualTo(futures.get(i % 7).worker());
        }
    }

    // ---- at random

    // SPEC A13, C3: tasks of a key never overlap and never overtake each other.
    @Test
    default void keys_atRandom_keepTheirWorkerAndOrder(@TempDir Path dir) throws Exception {
        long seed = System.nanoTime();
        Journal journal = Journal.in(dir);
        List<Submitted> all = submitAtRandom(journal, seed, false);
        Map<Integer, WorkerId> workers = new HashMap<>();
        for (Submitted submitted : all) {
            if (submitted.key() >= 0 && !submitted.future().isCancelled()) {
                WorkerId worker = submitted.future().worker().orElseThrow();
                assertThat(workers.computeIfAbsent(submitted.key(), key -> worker))
                        .as("seed " + seed + ", key " + submitted.key())
                        .isEqualTo(worker);
            }
        }
        List<String> lines = journal.lines();
        for (int key = 0; key < Submitted.KEYS; key++) {
            String end = " of " + key;
            assertOrder(
                    "seed " + seed,
                    lines.stream().filter(line -> line.endsWith(end)).toList());
        }
    }

    private static void assertOrder(String description, List<String> linesOfKey) {
        int[] last = new int[Submitted.THREADS];
        for (int i = 0; i < linesOfKey.size(); i += 2) {
            String start = linesOfKey.get(i);
            assertThat(start).as(description).startsWith("start ");
            assertThat(linesOfKey.get(i + 1)).as(description).isEqualTo(start.replace("start", "end"));
            int number = Integer.parseInt(start.split(" ")[1]);
            int thread = number / Submitted.TASKS;
            assertThat(number).as(description + ", " + linesOfKey).isGreaterThanOrEqualTo(last[thread]);
            last[thread] = number;
        }
    }

    // SPEC A13, C3: whatever the pool is resized to meanwhile, each task runs once, or is cancelled and does not.
    @Test
    default void keys_atRandomWithResizes_runOnceOrNever(@TempDir Path dir) throws Exception {
        long seed = System.nanoTime();
        Journal journal = Journal.in(dir);
        List<String> expected = new ArrayList<>();
        for (Submitted submitted : submitAtRandom(journal, seed, true)) {
            if (!submitted.future().isCancelled()) {
                assertThat(submitted.future().get()).isEqualTo(submitted.number());
                expected.add("start " + submitted.name());
                expected.add("end " + submitted.name());
            }
        }
        assertThat(journal.lines()).as("seed " + seed).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** A task of the random tests: its key, or -1 if it has none. */
    record Submitted(int number, int key, TaskFuture<Integer> future) {
        static final int KEYS = 8;
        static final int THREADS = 3;
        static final int TASKS = 200;

        String name() {
            return nameOf(number, key);
        }

        static String nameOf(int number, int key) {
            return number + " of " + key;
        }
    }

    private List<Submitted> submitAtRandom(Journal journal, long seed, boolean resizes) {
        List<Submitted> all = Collections.synchronizedList(new ArrayList<>());
        try (PoolExecutor pool = openForKeys(3)) {
            List<OtherThread<Boolean>> threads = IntStream.range(0, Submitted.THREADS)
                    .mapToObj(thread -> OtherThread.running(() -> {
                        Random random = new Random(seed + thread);
                        for (int i = 0; i < Submitted.TASKS; i++) {
                            all.add(submitOne(pool, journal, thread * Submitted.TASKS + i, random));
                            if (random.nextInt(4) == 0) {
                                all.get(random.nextInt(all.size())).future().cancel(false);
                            }
                            if (resizes && random.nextInt(20) == 0) {
                                pool.resize(1 + random.nextInt(4));
                            }
                        }
                    }))
                    .toList();
            threads.forEach(OtherThread::value);
            pool.shutdown(true, false);
        }
        assertThat(all).allMatch(submitted -> submitted.future().isDone());
        return all;
    }

    private static Submitted submitOne(PoolExecutor pool, Journal journal, int number, Random random) {
        int key = random.nextInt(Submitted.KEYS + 3) - 3;
        PoolExecutor view = key < 0 ? pool : pool.with(o -> o.key(key));
        String name = Submitted.nameOf(number, Math.max(key, -1));
        return new Submitted(number, Math.max(key, -1), view.submit(() -> {
            startAndEnd(journal, name);
            return number;
        }));
    }

    private static void startAndEnd(Journal journal, String name) {
        journal.note("start " + name);
        journal.note("end " + name);
    }
}
