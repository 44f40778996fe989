package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.testkit.ChannelFault.Mode;
import dev.tandem.testkit.ChannelFault.Step;
import dev.tandem.testkit.ChannelFault.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One history of a pool again and again, with the first operation on the channel failing, then the second, and so on
 * until there are no more: every future ends, at most the task that was running fails, no task runs twice, and nothing
 * is left.
 */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
@EnabledOnOs(OS.LINUX)
class ChannelSweepTest {
    /** How many histories run at a time: most of their time they wait. */
    private static final int AT_A_TIME = 8;

    /** Limits that end a worker that stalls; no other worker comes near them. */
    private static final Duration START_LIMIT = Duration.ofSeconds(5);

    private static final Duration TASK_LIMIT = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final AtomicInteger RUNS = new AtomicInteger();

    @TempDir
    private Path dir;

    // SPEC C1, C2, C3, C7, FAULTS row 1, FAULTS row 10
    @ParameterizedTest
    @EnumSource
    void oneWorker_failsAtEachOperation_losesAtMostItsTask(Mode mode) throws Exception {
        sweep(mode, 1);
    }

    // SPEC C1, C2, C3, C7, FAULTS row 1
    @Test
    void oneOfTwoWorkers_killedAtEachOperation_losesAtMostItsTask() throws Exception {
        sweep(Mode.KILLED, 2);
    }

    private void sweep(Mode mode, int workers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (int next = 1; ; next += AT_A_TIME) {
                List<Future<Boolean>> runs = new ArrayList<>();
                for (int i = 0; i < AT_A_TIME; i++) {
                    int number = next + i;
                    runs.add(threads.submit(() -> new History(mode, number, workers).run()));
                }
                boolean reached = true;
                for (Future<Boolean> run : runs) {
                    reached &= run.get();
                }
                if (!reached) {
                    assertThat(next).as("operations").isGreaterThan(10);
                    return;
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What tasks do; a key tells which task of which history. */
    static final class Deeds {
        private static final Map<String, AtomicInteger> STARTS = new ConcurrentHashMap<>();
        private static final Map<String, CountDownLatch> WAITERS = new ConcurrentHashMap<>();

        private Deeds() {}

        static int starts(String key) {
            return STARTS.getOrDefault(key, new AtomicInteger()).get();
        }

        static String echo(String key) {
            STARTS.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
            return key;
        }

        static int lengthOf(String key, byte[] bytes) {
            echo(key);
            return bytes.length;
        }

        static byte[] bytes(String key, int length) {
            echo(key);
            return new byte[length];
        }

        static String waitForInterrupt(String key) throws InterruptedException {
            echo(key);
            WAITERS.computeIfAbsent(key, k -> new CountDownLatch(1)).countDown();
            new CountDownLatch(1).await();
            return key;
        }
    }

    /** One history. */
    private final class History {
        private final ChannelFault fault;
        private final int workers;
        private final String id = "run-" + RUNS.incrementAndGet() + "-";
        private final Map<String, TaskFuture<?>> futures = new LinkedHashMap<>();
        private int unexpected;

        History(Mode mode, int number, int workers) {
            this.fault = new ChannelFault(mode, number);
            this.workers = workers;
        }

        /** Returns whether the operation that was to fail was reached. */
        boolean run() throws Exception {
            try {
                try (Puppets puppets = new Puppets(dir, fault);
                        ProcessPoolExecutor pool = ProcessPoolExecutor.open(o -> puppets.in(o.name(id)
                                .workers(workers)
                                .grace(Duration.ofMillis(100))
                                .startTimeout(START_LIMIT)))) {
                    submitAll(fault.mode() == Mode.STALL ? pool.with(o -> o.timeout(TASK_LIMIT)) : pool);
                    pool.stats(); // whatever was scribbled on the scoreboard
                }
                check();
                return fault.failed() != null;
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with " + workers + " workers, " + fault, e);
            }
        }

        private void submitAll(PoolExecutor pool) throws Exception {
            try {
                add("small", pool.submit(Deeds::echo, id + "small"));
                add("argument", pool.submit(Deeds::lengthOf, id + "argument", new byte[200_000]));
                add("result", pool.submit(Deeds::bytes, id + "result", 200_000));
                awaitAll();
                cancelOneThatRuns(pool);
                add(
                        "late",
                        pool.with(o -> o.timeout(Duration.ofMillis(50))).submit(Deeds::waitForInterrupt, id + "late"));
                for (int i = 0; i < 6; i++) {
                    add("tiny-" + i, pool.submit(Deeds::echo, id + "tiny-" + i));
                }
                futures.get("tiny-3").cancel(false);
                awaitAll();
                int before = failures();
                add("last", pool.submit(Deeds::echo, id + "last"));
                awaitAll();
                if (failures() > before) { // that one was struck: then its replacement shows here
                    add("very-last", pool.submit(Deeds::echo, id + "very-last"));
                    awaitAll();
                }
            } catch (RejectedExecutionException | BrokenPoolException e) {
                assertThat(isBreaking(fault.failed())).as("broken by " + e).isTrue();
                awaitAll();
            }
        }

        private void cancelOneThatRuns(PoolExecutor pool) throws Exception {
            CountDownLatch arrived = Deeds.WAITERS.computeIfAbsent(id + "cancelled", k -> new CountDownLatch(1));
            TaskFuture<?> future = pool.submit(Deeds::waitForInterrupt, id + "cancelled");
            add("cancelled", future);
            Poll.until("start of the task", () -> arrived.getCount() == 0 || future.isDone());
            future.cancel(true);
        }

        private void add(String name, TaskFuture<?> future) {
            futures.put(name, future);
        }

        private void awaitAll() throws Exception {
            for (TaskFuture<?> future : futures.values()) {
                if (!future.isCancelled()) {
                    future.exception(PATIENCE);
                }
            }
        }

        private int failures() {
            return (int) futures.values().stream()
                    .filter(TaskFuture::isCompletedExceptionally)
                    .count();
        }

        /** Whether the worker was not ready yet, and nobody else is to blame: then the pool breaks. */
        private boolean isBreaking(@Nullable Step failed) {
            return failed != null && failed.time() == Time.STARTING && fault.mode() != Mode.KILLED;
        }

        private void check() {
            futures.forEach((name, future) -> check(name, future));
            assertThat(unexpected).as("failures").isLessThanOrEqualTo(fault.failed() == null ? 0 : 1);
        }

        private void check(String name, TaskFuture<?> future) {
            assertThat(future.isDone()).as(name + " done").isTrue(); // C1
            assertThat(Deeds.starts(id + name)).as(name + " starts").isLessThanOrEqualTo(1); // C3
            Throwable failure = future.handle((value, thrown) -> thrown).getNow(null);
            if (failure == null) {
                assertThat(Deeds.starts(id + name)).as(name + " starts").isEqualTo(1);
                checkValue(name, future.getNow(null));
            } else if (failure instanceof CancellationException) {
                assertThat(name).isIn("cancelled", "tiny-3");
            } else if (failure instanceof BrokenPoolException) {
                assertThat(isBreaking(fault.failed())).as(name + " " + failure).isTrue();
            } else if (!(failure instanceof TaskTimeoutException) || !name.equals("late")) {
                unexpected++;
                checkBlame(name, failure);
            }
        }

        private void checkValue(String name, Object value) {
            switch (name) {
                case "argument" -> assertThat(value).isEqualTo(200_000);
                case "result" -> assertThat((byte[]) value).hasSize(200_000);
                default -> assertThat(value).isEqualTo(id + name);
            }
        }

        /** The one that was running may fail, by what happened to it. */
        private void checkBlame(String name, Throwable failure) {
            Step failed = fault.failed();
            assertThat(failed).as(name + " failed without a fault: " + failure).isNotNull();
            if (failed.channel() == ChannelFault.Channel.FILE) {
                return; // its argument or its result is lost
            }
            if (fault.mode() == Mode.STALL) {
                assertThat(failure).as(name).isInstanceOf(TaskTimeoutException.class);
            } else {
                assertThat(failure).as(name).isInstanceOf(WorkerCrashedException.class);
            }
        }
    }
}
