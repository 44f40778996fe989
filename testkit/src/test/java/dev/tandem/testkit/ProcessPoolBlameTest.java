package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that are killed at a random moment with a thousand tiny tasks in their buffers: which tasks fail, and how
 * often each has run. {@code -Dtandem.blame.kills=<n>} kills more of them, {@code -Dtandem.blame.seed=<seed>} makes the
 * same choices again.
 */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 600)
@EnabledOnOs(OS.LINUX)
class ProcessPoolBlameTest {
    private static final int KILLS = Integer.getInteger("tandem.blame.kills", 40);
    private static final int TASKS_IN_FLIGHT = 10_000;

    /** After so many tasks a pool knows that they are tiny. */
    private static final int WARM_UP = 20_000;

    private static final int CHUNK = 16;

    /** More than a look-ahead that is not the deepest. */
    private static final int DEEP = 256;

    @TempDir
    private Path dir;

    private final long seed = Long.getLong("tandem.blame.seed", System.nanoTime());

    private final Figures figures = new Figures();

    // SPEC C1, C2, C3, P7, FAULTS row 1
    @Test
    void workersKilledAtRandom_deepBuffers_failOneTaskForEachLaneAndRerunTheRest() throws Exception {
        for (int pool = 0; pool * RandomKills.PER_POOL < KILLS; pool++) {
            killInAStreamOfTasks(new Random(seed + pool), dir.resolve("marks-" + pool), false);
        }

        System.out.println("blame: seed=" + seed + " " + figures);
        assertThat(figures.mostTakenBack).as("depth of a buffer, seed=" + seed).isGreaterThanOrEqualTo(DEEP);
    }

    // SPEC C1, C2, C3: what is killed is a wrapper, and the JVM behind it goes on until it finds that the pool is gone.
    @Test
    void wrappersKilledAtRandom_deepBuffers_failOneTaskForEachLaneAndRerunTheRest() throws Exception {
        for (int pool = 0; pool * RandomKills.PER_POOL < KILLS / 4; pool++) {
            killInAStreamOfTasks(new Random(seed + pool), dir.resolve("marks-" + pool), true);
        }

        System.out.println("blame behind wrappers: seed=" + seed + " " + figures);
    }

    // SPEC C1, C2, C3, M3: of a chunk the running element and those before it; those after it run elsewhere.
    @Test
    void workersKilledAtRandom_chunksOfMap_failTheRunningElementAndThoseBeforeIt() throws Exception {
        for (int pool = 0; pool * RandomKills.PER_POOL < KILLS / 2; pool++) {
            killInAMap(new Random(seed + pool), dir.resolve("marks-" + pool));
        }

        System.out.println("blame in chunks: seed=" + seed + " " + figures);
    }

    // ---- single tasks

    private void killInAStreamOfTasks(Random random, Path file, boolean isWrapped) throws Exception {
        TaskMarks marks = new TaskMarks(file);
        Outcomes outcomes = new Outcomes();
        int lanes = 1 + random.nextInt(2);
        RandomKills kills;
        try (PoolExecutor pool = open(2 + random.nextInt(3), lanes, file, isWrapped)) {
            kills = new RandomKills(pool, random);
            Stream stream = new Stream(pool, outcomes);
            stream.submit(WARM_UP);
            try (OtherThread<Boolean> killer = OtherThread.running(kills::run)) {
                while (!killer.isDone()) {
                    stream.submit(100);
                }
                killer.value();
            }
            stream.awaitAll();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        Map<Long, Integer> begunAndBlamed = new HashMap<>();
        Map<Long, Integer> blamed = new HashMap<>();
        for (int number = 0; number < outcomes.count; number++) {
            String what = outcomes.describe(number, marks);
            WorkerCrashedException crash = outcomes.crash(number);
            if (crash == null) {
                assertThat(outcomes.isSuccess(number)).as(what).isTrue();
                assertThat(marks.begins(number)).as(what).isEqualTo(1);
                assertThat(marks.ends(number)).as(what).isEqualTo(1);
            } else {
                checkBlamed(number, crash, kills, marks, what);
                assertThat(isWrapped || ranIn(crash.pid(), number, marks))
                        .as(what)
                        .isTrue();
                blamed.merge(crash.pid(), 1, Integer::sum);
                begunAndBlamed.merge(crash.pid(), marks.begins(number), Integer::sum);
            }
        }
        kills.victims().forEach((pid, memory) -> {
            // those that had begun are those on the scoreboard
            assertThat(blamed.getOrDefault(pid, 0))
                    .as("blamed on %d, seed=%d", pid, seed)
                    .isLessThanOrEqualTo(lanes);
            assertThat(begunAndBlamed.getOrDefault(pid, 0))
                    .as("begun and blamed on %d, seed=%d", pid, seed)
                    .isLessThanOrEqualTo(isWrapped ? lanes : memory.running());
        });
        figures.add(outcomes, kills, marks);
    }

    /** It had begun at most once, there, and did not get to run again. */
    private static void checkBlamed(
            int number, WorkerCrashedException crash, RandomKills kills, TaskMarks marks, String what) {
        assertThat(crash.signal()).as(what).contains("SIGKILL");
        assertThat(kills.victims()).as(what).containsKey(crash.pid());
        assertThat(marks.begins(number)).as(what).isLessThanOrEqualTo(1); // 0: its arguments were being decoded
        assertThat(marks.ends(number)).as(what).isLessThanOrEqualTo(marks.begins(number));
    }

    private static boolean ranIn(long pid, int number, TaskMarks marks) {
        return marks.begins(number) == 0 || marks.pid(number) == pid;
    }

    private static PoolExecutor open(int workers, int lanes, Path marks, boolean isWrapped) {
        String[] prefix = isWrapped ? new String[] {"sh", "-c", "\"$@\"; exit $?", "sh"} : new String[0];
        return ProcessPoolExecutor.open(o -> o.workers(workers)
                .threadsPerWorker(lanes)
                .prestarted()
                .worker(w ->
                        w.systemProperty(TaskMarks.PROPERTY, marks.toString()).commandPrefix(prefix)));
    }

    // ---- chunks

    private void killInAMap(Random random, Path file) throws Exception {
        TaskMarks marks = new TaskMarks(file);
        Outcomes outcomes = new Outcomes();
        int lanes = 1 + random.nextInt(2);
        RandomKills kills;
        try (PoolExecutor pool = open(2, lanes, file, false)) {
            kills = new RandomKills(pool, random);
            Iterator<Integer> numbers = IntStream.range(0, TaskMarks.CAPACITY).iterator();
            try (MapResults<Long> results = pool.map(
                    TaskMarks::tiny, () -> numbers, o -> o.chunkSize(CHUNK).buffer(TASKS_IN_FLIGHT))) {
                Iterator<Long> values = results.iterator();
                outcomes.take(WARM_UP, values);
                try (OtherThread<Boolean> killer = OtherThread.running(kills::run)) {
                    while (!killer.isDone()) {
                        outcomes.take(CHUNK, values);
                    }
                    killer.value();
                }
            }
        }
        int failedChunks = 0;
        for (int first = 0; first < outcomes.count; first += CHUNK) {
            failedChunks += checkChunk(first, outcomes, kills, marks);
        }
        assertThat(failedChunks)
                .as("seed=" + seed)
                .isLessThanOrEqualTo(kills.victims().size() * lanes);
        figures.add(outcomes, kills, marks);
    }

    /** Returns how many deaths failed elements of the chunk. */
    private int checkChunk(int first, Outcomes outcomes, RandomKills kills, TaskMarks marks) {
        int deaths = 0;
        for (int number = first; number < first + CHUNK; number++) {
            String what = "chunk of " + first + ": " + outcomes.describe(number, marks);
            WorkerCrashedException crash = outcomes.crash(number);
            WorkerCrashedException next = number == first + CHUNK - 1 ? null : outcomes.crash(number + 1);
            if (crash == null) {
                assertThat(outcomes.isSuccess(number)).as(what).isTrue();
                assertThat(marks.begins(number)).as(what).isEqualTo(1);
                assertThat(next).as(what + ": those that fail come first").isNull();
                continue;
            }
            checkBlamed(number, crash, kills, marks, what);
            assertThat(ranIn(crash.pid(), number, marks)).as(what).isTrue();
            if (next != crash) { // it ran when its worker died, those before it in the chunk had run
                deaths++;
            } else {
                assertThat(marks.begins(number)).as(what + ": it had run").isEqualTo(1);
                assertThat(marks.ends(number)).as(what + ": it had run").isEqualTo(1);
            }
        }
        return deaths;
    }

    // ---- what is known

    /** How each task ended, by its number. Written by the pool's thread, read after all have ended. */
    private final class Outcomes {
        private static final Object SUCCESS = new Object();

        private final AtomicReferenceArray<@Nullable Object> outcomes = new AtomicReferenceArray<>(TaskMarks.CAPACITY);

        /** Counted by the thread that submits, or consumes. */
        private int count;

        void ended(int number, @Nullable Long value, @Nullable Throwable failure) {
            Object outcome = value != null && value == TaskMarks.valueOf(number) ? SUCCESS : String.valueOf(value);
            if (!outcomes.compareAndSet(number, null, failure == null ? outcome : failure)) {
                outcomes.set(number, "ended twice");
            }
        }

        void take(int results, Iterator<Long> values) {
            for (int end = count + results; count < end; count++) {
                try {
                    ended(count, values.next(), null);
                } catch (CompletionException e) {
                    ended(count, null, e.getCause());
                }
            }
        }

        boolean isSuccess(int number) {
            return outcomes.get(number) == SUCCESS;
        }

        @Nullable
        WorkerCrashedException crash(int number) {
            return outcomes.get(number) instanceof WorkerCrashedException crash ? crash : null;
        }

        String describe(int number, TaskMarks marks) {
            return "task " + number + ", seed=" + seed + ", begins=" + marks.begins(number) + ", ends="
                    + marks.ends(number) + ", outcome=" + outcomes.get(number);
        }
    }

    /** Submits tasks, so many at a time. */
    private static final class Stream {
        private final PoolExecutor pool;
        private final Outcomes outcomes;
        private final Semaphore permits = new Semaphore(TASKS_IN_FLIGHT);

        Stream(PoolExecutor pool, Outcomes outcomes) {
            this.pool = pool;
            this.outcomes = outcomes;
        }

        void submit(int tasks) throws InterruptedException {
            for (int i = 0; i < tasks; i++) {
                permits.acquire();
                int number = outcomes.count++;
                TaskFuture<Long> future = pool.submit(TaskMarks::tiny, number);
                future.addDoneCallback(done -> {
                    outcomes.ended(
                            number, future.handle((value, failure) -> value).getNow(null), failureOf(future));
                    permits.release();
                });
            }
        }

        private static @Nullable Throwable failureOf(TaskFuture<?> future) {
            return future.handle((value, failure) -> failure).getNow(null);
        }

        void awaitAll() {
            Poll.until("all tasks", () -> permits.availablePermits() == TASKS_IN_FLIGHT);
        }
    }

    /** What the run reports. */
    private static final class Figures {
        private int kills;
        private long tasks;
        private int blamed;
        private int notBegun;
        private int running;
        private int takenBack;
        private int mostTakenBack;

        void add(Outcomes outcomes, RandomKills done, TaskMarks marks) {
            tasks += outcomes.count;
            kills += done.victims().size();
            List<Integer> failed = new ArrayList<>();
            for (int number = 0; number < outcomes.count; number++) {
                if (outcomes.crash(number) != null) {
                    failed.add(number);
                }
            }
            blamed += failed.size();
            notBegun += (int)
                    failed.stream().filter(number -> marks.begins(number) == 0).count();
            for (WorkerMemory memory : done.victims().values()) {
                running += memory.running();
                takenBack += memory.takenBack();
                mostTakenBack = Math.max(mostTakenBack, memory.takenBack());
            }
        }

        /** Only if all was right. */
        @Override
        public String toString() {
            return "kills=" + kills + " tasks=" + tasks + " blamed=" + blamed + " (of these not begun: " + notBegun
                    + ") on-scoreboards=" + running + " rerun=" + takenBack + " (most of one worker: " + mostTakenBack
                    + ") duplicates=0 lost=0";
        }
    }
}
