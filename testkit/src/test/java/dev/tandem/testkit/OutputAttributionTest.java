package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerOutput;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which task has printed what. */
@ExtendWith(LeakCheck.class)
@Deadline
class OutputAttributionTest {
    @TempDir
    private Path dir;

    /** The lines, as label and text. */
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private PoolExecutor open(UnaryOperator<ProcessPoolOptions> options) {
        return ProcessPoolExecutor.open(o -> options.apply(o.workers(1).output(this::note)));
    }

    private void note(WorkerOutput.Line line) {
        lines.add(line.task().orElse("-") + ": " + line.text());
    }

    private static PoolExecutor labelled(PoolExecutor pool, String label) {
        return pool.with(o -> o.label(label));
    }

    // SPEC P11: exactly, however short tasks are.
    @Test
    void line_ofEachOf1000TinyTasks_hasTheTasksLabel() throws Exception {
        List<String> expected = new ArrayList<>();
        try (PoolExecutor pool = open(o -> o)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                futures.add(labelled(pool, "tiny " + i).submit(PrintingTasks::printLine, i));
                expected.add("tiny " + i + ": line " + i);
            }
            for (TaskFuture<Integer> future : futures) {
                future.get();
            }
        }
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    // SPEC P11: without labels of their own, too.
    @Test
    void line_ofMap_hasTheLabelOfItsElement() {
        try (PoolExecutor pool = open(o -> o)) {
            List<Integer> inputs = IntStream.range(0, 1_000).boxed().toList();

            assertThat(pool.map(PrintingTasks::printLine, inputs, m -> m.chunkSize(1))
                            .toList())
                    .isEqualTo(inputs);
        }
        assertThat(lines)
                .containsExactlyElementsOf(IntStream.range(0, 1_000)
                        .mapToObj(i -> "task-" + (i + 1) + ": line " + i)
                        .toList());
    }

    // SPEC P11: what has been printed has been handed over when the future is done.
    @Test
    void line_ofATask_comesBeforeItsFutureIsDone() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            for (int i = 0; i < 200; i++) {
                int number = i;
                List<String> seen = new CopyOnWriteArrayList<>();
                TaskFuture<?> future = labelled(pool, "t").submit(() -> {
                    System.out.println("out " + number);
                    System.err.println("err " + number);
                    System.out.print("rest " + number);
                });
                future.addDoneCallback(f -> seen.addAll(lines));
                future.get();
                Poll.until("callback", () -> !seen.isEmpty());
                assertThat(seen).contains("t: out " + i, "t: err " + i, "t: rest " + i);
            }
        }
    }

    // SPEC P11: a line is of one task, and each stream is told apart.
    @Test
    void line_thatATaskLeavesUnfinished_endsWithTheTask() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            labelled(pool, "a").submit(() -> System.out.print("begun")).get();
            labelled(pool, "b").submit(() -> System.out.println("next")).get();
            labelled(pool, "c").submit(() -> System.out.write('x')).get();
            labelled(pool, "d").submit(() -> System.out.println()).get();
            labelled(pool, "e").submit(() -> System.err.print("wrong")).get();

            assertThat(lines).containsExactly("a: begun", "b: next", "c: x", "d: ", "e: wrong");
        }
    }

    // SPEC P11, FAULTS row 9: whoever falls behind loses no attribution.
    @Test
    void line_whileTheConsumerBlocks_keepsItsTaskAndHoldsUpTasksOnce() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        WorkerOutput output = line -> {
            if (line.text().equals("line 0")) {
                blocked.countDown();
                ProcessPoolOutputTest.await(release);
            }
            note(line);
        };
        try (PoolExecutor pool = open(o -> o.output(output))) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                futures.add(labelled(pool, "t" + i).submit(PrintingTasks::printLine, i));
            }
            blocked.await();
            try {
                for (TaskFuture<Integer> future : futures) {
                    future.get(); // they end, although nobody takes what they print
                }
                assertThat(lines).isEmpty();
            } finally {
                release.countDown();
            }
            Poll.until("all lines", () -> lines.size() == 400);
        }
        assertThat(lines)
                .containsExactlyElementsOf(IntStream.range(0, 400)
                        .mapToObj(i -> "t" + i + ": line " + i)
                        .toList());
    }

    // SPEC P11: further behind than can be told, the task is missing, and never a wrong one.
    @Test
    void line_ofAWorkerFarAheadOfTheConsumer_hasItsTaskOrNone() throws Exception {
        int count = 3_000;
        CountDownLatch release = new CountDownLatch(1);
        WorkerOutput output = line -> {
            if (line.text().equals("line 0")) {
                ProcessPoolOutputTest.await(release);
            }
            note(line);
        };
        try (PoolExecutor pool = open(o -> o.output(output))) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(labelled(pool, "t" + i).submit(PrintingTasks::printLine, i));
            }
            try {
                for (TaskFuture<Integer> future : futures) {
                    future.get();
                }
            } finally {
                release.countDown();
            }
            Poll.until("all lines", () -> lines.size() == count);
            labelled(pool, "after").submit(PrintingTasks::printLine, 7).get();
        }
        for (int i = 0; i < count; i++) {
            assertThat(lines.get(i)).isIn("t" + i + ": line " + i, "-: line " + i);
        }
        assertThat(lines.get(0)).startsWith("t0");
        assertThat(lines.get(count - 1)).startsWith("-");
        assertThat(lines.get(count)).isEqualTo("after: line 7");
    }

    // SPEC P11, P15: by the thread that prints, when a worker runs several tasks at a time.
    @Test
    void line_ofOneOfSeveralTasksAtATime_hasTheTaskOfItsThread() throws Exception {
        try (PoolExecutor pool = open(o -> o.threadsPerWorker(4))) {
            List<TaskFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                futures.add(labelled(pool, "t" + i).submit(() -> {
                    System.out.println("own " + number);
                    PrintingTasks.printInThread("thread " + number);
                }));
            }
            for (TaskFuture<?> future : futures) {
                future.get();
            }
        }
        assertThat(lines).hasSize(400);
        for (int i = 0; i < 200; i++) {
            assertThat(lines).contains("t" + i + ": own " + i, "t" + i + ": thread " + i);
        }
    }

    // SPEC P11
    @Test
    void line_ofThreadsOfATask_hasTheTaskWhileItRuns() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            labelled(pool, "a").submit(() -> PrintingTasks.printInThread("1")).get();
            labelled(pool, "b").submit(() -> PrintingTasks.printInExecutor("2")).get();
            labelled(pool, "c")
                    .submit(() -> PrintingTasks.printInCommonPool("3"))
                    .get();
            labelled(pool, "d").submit(PrintingTasks::leaveThreadBehind).get();
            labelled(pool, "e")
                    .submit(() -> {
                        System.out.println("4");
                        PrintingTasks.printInLeftover("5");
                        System.out.println("6");
                    })
                    .get();
        }
        assertThat(lines).containsExactly("a: 1", "b: 2", "c: 3", "e: 4", "-: 5", "e: 6");
    }

    // SPEC P11, FAULTS row 9: what is not printed by Java code does not confuse what is.
    @Test
    void line_ofAnotherProcess_hasTheTaskThatRunsAndShiftsNothing() throws Exception {
        List<String> expected = new ArrayList<>();
        try (PoolExecutor pool = open(o -> o)) {
            for (int i = 0; i < 10; i++) {
                int number = i;
                labelled(pool, "t" + i)
                        .submit(() -> {
                            System.out.println("before " + number);
                            PrintingTasks.printNatively("native");
                            System.out.println("after " + number);
                        })
                        .get();
                expected.addAll(List.of("t" + i + ": before " + i, "t" + i + ": native", "t" + i + ": after " + i));
            }
        }
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    // SPEC P11, C8: broken UTF-8 and binary, each byte in its place.
    @Test
    void line_withBrokenBytes_hasItsTask() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            labelled(pool, "a")
                    .submit(() -> {
                        System.out.write(new byte[] {(byte) 0xc3, '\n', 0, (byte) 0xff, '\r', '\n', 'x'});
                    })
                    .get();
            labelled(pool, "b").submit(() -> System.out.println("ü")).get();
        }
        assertThat(lines).containsExactly("a: \ufffd", "a: \0\ufffd", "a: x", "b: ü");
    }

    // SPEC P11: not what runs later.
    @Test
    void line_ofTheInitializer_hasNoTask() throws Exception {
        try (PoolExecutor pool =
                open(o -> o.initializer(() -> System.out.println("hello")).exitHook(() -> System.out.println("bye")))) {
            labelled(pool, "a").submit(() -> System.out.println("task")).get();
        }
        assertThat(lines).containsExactly("-: hello", "a: task", "-: bye");
    }

    // SPEC P11, P7
    @Test
    void line_ofATaskThatDies_hasItsTask() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            TaskFuture<?> crash = labelled(pool, "dies").submit(() -> {
                System.out.println("whole");
                System.out.print("half");
                Runtime.getRuntime().halt(3);
            });
            crash.exception();

            assertThat(lines).containsExactly("dies: whole", "dies: half");
        }
    }

    // SPEC P11: a stream that is put before ours, and one in its place.
    @Test
    void line_throughAnotherPrintStream_hasItsTask() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            labelled(pool, "a")
                    .submit(() -> {
                        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
                        System.out.println("wrapped");
                    })
                    .get();
            labelled(pool, "b").submit(() -> System.out.println("still")).get();
        }
        assertThat(lines).containsExactly("a: wrapped", "b: still");
    }
}
