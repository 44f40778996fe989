package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskOptions;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerContext;
import dev.tandem.WorkerCrashedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What tasks print, kept by their futures. */
@ExtendWith(LeakCheck.class)
@Deadline
class OutputCaptureTest {
    @TempDir
    private Path dir;

    /** What the pool got. */
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private PoolExecutor open(UnaryOperator<ProcessPoolOptions> options) {
        return ProcessPoolExecutor.open(o ->
                options.apply(o.workers(1).output(line -> lines.add(line.task().orElse("-") + ": " + line.text()))));
    }

    private static PoolExecutor capturing(PoolExecutor pool) {
        return pool.with(TaskOptions::captureOutput);
    }

    // SPEC P11: both streams, in order, and nothing for the pool.
    @Test
    void output_ofASuccess_isKeptByTheFuture() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<Integer> future = capturing(pool).submit(() -> {
                System.out.println("ü out");
                System.err.println("err");
                System.out.write('x');
                System.out.print("end");
                return 7;
            });

            assertThat(future.get()).isEqualTo(7);
            assertThat(future.output()).hasValue("ü out\nerr\nxend");
        }
        assertThat(lines).isEmpty();
    }

    // SPEC P11
    @Test
    void output_inACallback_isThere() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            for (int i = 0; i < 100; i++) {
                List<String> seen = new CopyOnWriteArrayList<>();
                TaskFuture<Integer> future = capturing(pool).submit(PrintingTasks::printLine, i);
                future.addDoneCallback(f -> seen.add(f.output().orElseThrow()));
                future.get();
                Poll.until("callback", () -> !seen.isEmpty());
                assertThat(seen).containsExactly("line " + i + "\n");
            }
        }
    }

    // SPEC P11
    @Test
    void output_ofAFailure_isKeptByTheFuture() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<?> future = capturing(pool).submit(() -> {
                System.out.println("before");
                throw new IllegalStateException("thrown");
            });

            assertThat(future.exception().orElseThrow()).hasMessage("thrown");
            assertThat(future.output()).hasValue("before\n");
        }
    }

    // SPEC P11, P7: each print, to the last one.
    @Test
    void output_ofACrash_isKeptByTheFuture() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<?> future = capturing(pool).submit(() -> {
                System.err.println("one");
                System.out.print("last");
                Runtime.getRuntime().halt(3);
            });

            assertThat(future.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            assertThat(future.output()).hasValue("one\nlast");
        }
        assertThat(lines).isEmpty();
    }

    // SPEC P11, P9
    @Test
    void output_ofATimeout_isKeptByTheFuture() throws Exception {
        try (PoolExecutor pool = open(o -> o);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = capturing(pool)
                    .with(o -> o.timeout(Duration.ofMillis(300)))
                    .submit(() -> {
                        System.out.println("stuck");
                        return gate.passStubbornly();
                    });

            assertThat(future.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(future.output()).hasValue("stuck\n");
        }
    }

    // SPEC P11, F2: what there is at that moment, and all of it once the task has ended.
    @Test
    void output_ofACancelledTask_isWhatItHadPrintedAndThenAll() throws Exception {
        try (PoolExecutor pool = open(o -> o);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = capturing(pool).submit(() -> {
                System.out.println("running");
                int interrupts = gate.passStubbornly();
                System.out.println("stopped");
                return interrupts;
            });
            gate.awaitArrivals(1);
            assertThat(future.output()).hasValue("");

            assertThat(future.cancel(true)).isTrue();
            assertThat(future.output()).hasValue("running\n");
            gate.open();
            Poll.until("the rest", () -> future.output().equals(Optional.of("running\nstopped\n")));
        }
    }

    // SPEC P11, F2
    @Test
    void output_ofACancelledTaskThatIsKilled_isWhatItPrinted() throws Exception {
        try (PoolExecutor pool = open(o -> o.grace(Duration.ofMillis(100)));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> future = capturing(pool).submit(() -> {
                System.out.println("running");
                return gate.passStubbornly();
            });
            gate.awaitArrivals(1);
            future.cancel(true);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);

            assertThat(future.output()).hasValue("running\n");
        }
    }

    // SPEC P11
    @Test
    void output_ofATaskThatNeverRanOrPrintsNothing_isEmptyText() throws Exception {
        try (PoolExecutor pool = open(o -> o);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> silent = capturing(pool).submit(() -> gate.pass(1));
            TaskFuture<Integer> pending = capturing(pool).submit(Tasks::square, 3);
            pending.cancel(false);
            gate.open();
            silent.get();

            assertThat(silent.output()).hasValue("");
            assertThat(pending.output()).hasValue("");
        }
    }

    // SPEC P11
    @Test
    void output_ofATaskThatIsNotCaptured_isAbsent() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<Integer> future = pool.submit(PrintingTasks::printLine, 1);
            future.get();

            assertThat(future.output()).isEmpty();
        }
        assertThat(lines).containsExactly("task-1: line 1");
    }

    // SPEC P11, A13: of the last attempt.
    @Test
    void output_ofATaskThatWasRetried_isThatOfTheLastAttempt() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            PoolExecutor retrying =
                    capturing(pool).with(o -> o.retries(RetryPolicy.attempts(3).onCrash()));
            TaskFuture<Integer> future = retrying.submit(() -> {
                int attempt = WorkerContext.current().orElseThrow().attempt();
                System.out.println("attempt " + attempt);
                if (attempt == 1) {
                    throw new IllegalStateException("again");
                }
                if (attempt == 2) {
                    Runtime.getRuntime().halt(1);
                }
                return attempt;
            });

            assertThat(future.get()).isEqualTo(3);
            assertThat(future.output()).hasValue("attempt 3\n");
        }
    }

    // SPEC P11, A13: while the next attempt is still to come, that of the one that has failed.
    @Test
    void output_ofACrashThatIsRetried_isThereBeforeTheNextAttempt() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onRetry(TaskFuture<?> task, Throwable failure, Duration delay) {
                seen.add(task.output().orElse("-"));
            }
        };
        try (PoolExecutor pool = open(o -> o.listener(listener))) {
            TaskFuture<Integer> future = capturing(pool)
                    .with(o -> o.retries(RetryPolicy.attempts(2).onCrash()))
                    .submit(() -> {
                        int attempt = WorkerContext.current().orElseThrow().attempt();
                        System.out.println("attempt " + attempt);
                        if (attempt == 1) {
                            Runtime.getRuntime().halt(1);
                        }
                        return attempt;
                    });

            assertThat(future.get()).isEqualTo(2);
            assertThat(seen).containsExactly("attempt 1\n");
            assertThat(future.output()).hasValue("attempt 2\n");
        }
    }

    // SPEC P11: with its threads, and without what is left of others.
    @Test
    void output_ofThreadsOfATask_isCaptured() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            capturing(pool).submit(PrintingTasks::leaveThreadBehind).get();
            TaskFuture<?> future = capturing(pool).submit(() -> {
                System.out.println("own");
                PrintingTasks.printInThread("thread");
                PrintingTasks.printInExecutor("executor");
                PrintingTasks.printInCommonPool("common");
                PrintingTasks.printInLeftover("leftover");
            });
            future.get();

            assertThat(future.output()).hasValue("own\nthread\nexecutor\ncommon\n");
        }
        assertThat(lines).containsExactly("-: leftover");
    }

    // SPEC P11, P15
    @Test
    void output_ofOneOfSeveralTasksAtATime_isItsOwn() throws Exception {
        try (PoolExecutor pool = open(o -> o.threadsPerWorker(4))) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add((i % 2 == 0 ? capturing(pool) : pool).submit(PrintingTasks::printLine, i));
            }
            for (int i = 0; i < 100; i++) {
                futures.get(i).get();
                assertThat(futures.get(i).output())
                        .isEqualTo(i % 2 == 0 ? Optional.of("line " + i + "\n") : Optional.empty());
            }
        }
        assertThat(lines).hasSize(50);
    }

    // SPEC P11: captured or not, one after the other; and their files go.
    @Test
    void output_ofManyTasks_neitherMixesNorStays() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean captured = i % 3 != 0;
                TaskFuture<Integer> future = (captured ? capturing(pool) : pool).submit(PrintingTasks::printLine, i);
                future.get();
                if (captured) {
                    assertThat(future.output()).hasValue("line " + i + "\n");
                } else {
                    expected.add("task-" + (i + 1) + ": line " + i);
                }
            }
            assertThat(lines).containsExactlyElementsOf(expected);
            assertThat(capturedFiles()).isEmpty();
        }
    }

    /** The files with captured output of all pools of this process. */
    private static List<Path> capturedFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path base : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            try (Stream<Path> pools = Files.list(base)) {
                for (Path pool : pools.filter(p -> p.getFileName().toString().startsWith("tandem-"))
                        .filter(p -> Processes.lockHolder(p.resolve("lock")).orElse(0)
                                == ProcessHandle.current().pid())
                        .toList()) {
                    try (Stream<Path> files = Files.walk(pool)) {
                        found.addAll(
                                files.filter(f -> f.getFileName().toString().startsWith("output-"))
                                        .toList());
                    }
                }
            }
        }
        return found;
    }

    // SPEC P11, C6: bounded, whatever is printed.
    @Test
    void output_beyondTheLimit_isCountedOnly() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<?> few = pool.with(o -> o.captureOutput(10)).submit(() -> {
                System.out.print("0123456789");
            });
            TaskFuture<?> more = pool.with(o -> o.captureOutput(10)).submit(() -> {
                System.out.print("01234567");
                System.err.print("89abc");
                System.out.print("d");
            });
            TaskFuture<?> flood = capturing(pool).submit(() -> {
                byte[] block = new byte[1 << 16];
                for (int i = 0; i < 1_600; i++) {
                    System.out.write(block);
                }
            });
            few.get();
            more.get();
            flood.get();

            assertThat(few.output()).hasValue("0123456789");
            assertThat(more.output()).hasValue("0123456789\n... 4 bytes more");
            assertThat(flood.output().orElseThrow())
                    .hasSizeLessThan(600_000)
                    .endsWith("\n... " + (1_600L * (1 << 16) - (512 << 10)) + " bytes more");
        }
    }

    // SPEC P11, FAULTS row 9: native output is not captured, and not lost.
    @Test
    void output_ofAnotherProcess_goesToThePool() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<?> future = capturing(pool).submit(() -> {
                System.out.println("java");
                PrintingTasks.printNatively("native");
            });
            future.get();
            assertThat(future.output()).hasValue("java\n");
        }
        assertThat(lines).hasSize(1).allMatch(line -> line.endsWith(": native"));
    }

    // SPEC A4
    @Test
    void captureOutput_withoutALimit_isRefused() {
        assertThatThrownBy(() -> TaskOptions.defaults().captureOutput(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("captureLimit must be positive: captureLimit=0");
    }

    // SPEC A4: a thread pool has no output of its own.
    @Test
    void captureOutput_onAThreadPool_isRefused() {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).name("here"))) {
            assertThatThrownBy(() -> pool.with(TaskOptions::captureOutput))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("captureOutput needs a process pool, since the threads of this one share System.out"
                            + " with everybody: pool=here");
        }
    }

    // SPEC A4
    @Test
    void captureOutput_withMap_isRefused() {
        try (PoolExecutor pool = open(o -> o.name("mapped"))) {
            PoolExecutor capturing = capturing(pool);
            assertThatThrownBy(() -> capturing.map(Tasks::square, List.of(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("captureOutput needs submit, since the results of map have no futures to hold the"
                            + " output: pool=mapped");
        }
    }
}
