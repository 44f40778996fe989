package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerId;
import dev.tandem.WorkerOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What workers print. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolOutputTest {
    @TempDir
    private Path dir;

    // SPEC P11
    @Test
    void output_default_isPrintedHereWithAPrefix() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream ownOut = System.out;
        PrintStream ownErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            pool.submit(() -> {
                        System.out.println("hello from out, ü");
                        System.err.println("hello from err");
                    })
                    .get();
            Poll.until(
                    "both lines",
                    () -> out.toString(StandardCharsets.UTF_8).contains("from out")
                            && err.toString(StandardCharsets.UTF_8).contains("from err"));
        } finally {
            System.setOut(ownOut);
            System.setErr(ownErr);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).contains("[worker 1] hello from out, ü");
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).contains("[worker 1] hello from err");
    }

    // SPEC P11
    @Test
    void output_consumer_getsLinesWithWorkerAndStreamInOrder() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        WorkerOutput output = line -> lines.add(line.worker().number() + " " + line.stream() + " " + line.text());
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(output))) {
            pool.submit(() -> {
                        for (int i = 0; i < 100; i++) {
                            System.out.println("line " + i);
                        }
                        System.err.println("error");
                        System.out.println();
                        System.out.print("without an end");
                        System.out.flush();
                    })
                    .get();
        }
        assertThat(lines).contains("1 ERR error");
        List<String> out =
                lines.stream().filter(line -> line.startsWith("1 OUT")).toList();
        assertThat(out)
                .hasSize(102)
                .startsWith("1 OUT line 0", "1 OUT line 1")
                .contains("1 OUT ", "1 OUT without an end");
        assertThat(out.get(99)).isEqualTo("1 OUT line 99");
    }

    // SPEC C8, P11, FAULTS row 9: not by way of Java.
    @Test
    @EnabledOnOs(OS.LINUX)
    void output_ofNativeCodeAndOfChildren_arrivesAsWell() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        WorkerOutput output = line -> lines.add(line.stream() + " " + line.text());
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(output))) {
            pool.submit(() -> {
                        new ProcessBuilder("sh", "-c", "echo from a child; echo and its error >&2")
                                .inheritIO()
                                .start()
                                .waitFor();
                        Files.writeString(Path.of("/proc/self/fd/1"), "past System.out\n");
                    })
                    .get();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        assertThat(lines).containsExactlyInAnyOrder("OUT from a child", "ERR and its error", "OUT past System.out");
    }

    // SPEC P11: everything a worker printed is told before the pool has ended.
    @Test
    void output_ofTasksDoneBeforeTheEnd_isComplete() throws Exception {
        for (int round = 0; round < 3; round++) {
            AtomicLong lines = new AtomicLong();
            try (PoolExecutor pool =
                    ProcessPoolExecutor.open(o -> o.workers(1).output(line -> lines.incrementAndGet()))) {
                pool.submit(() -> {
                            for (int i = 0; i < 5000; i++) {
                                System.out.println("line");
                            }
                        })
                        .get();
            }
            assertThat(lines).hasValue(5000);
        }
    }

    // SPEC P11, C8
    @Test
    void output_discarded_leavesTheLastWordsInCrashReports() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(WorkerOutput.discard()))) {
            TaskFuture<?> crash = pool.submit(() -> {
                System.err.println("last words");
                System.exit(3);
            });

            assertThat(crash.exception().orElseThrow()).hasMessageContaining("last words");
        }
    }

    // SPEC P11, C8
    @Test
    void output_floodOf50Megabytes_hurtsNeitherProtocolNorParent() throws Exception {
        AtomicLong characters = new AtomicLong();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o ->
                o.workers(1).output(line -> characters.addAndGet(line.text().length())))) {
            TaskFuture<Integer> flood = pool.submit(() -> {
                byte[] line = ("x".repeat(99) + "\n").getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 500_000; i++) {
                    System.out.write(line);
                }
                System.out.flush();
                return 1;
            });

            assertThat(flood.get()).isEqualTo(1);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        assertThat(characters).hasValue(500_000L * 99);
    }

    // SPEC P11, FAULTS 9: without a line end, binary, with broken UTF-8.
    @Test
    void output_withoutLineEndsAndBinary_arrivesInParts() throws Exception {
        AtomicLong longest = new AtomicLong();
        AtomicLong characters = new AtomicLong();
        WorkerOutput output = line -> {
            longest.accumulateAndGet(line.text().length(), Math::max);
            characters.addAndGet(line.text().length());
        };
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(output))) {
            pool.submit(() -> {
                        byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
                        for (int i = 0; i < 160; i++) {
                            System.out.write(block);
                        }
                        for (int i = 0; i < 100_000; i++) {
                            System.out.write(i * 31);
                        }
                        System.out.flush();
                    })
                    .get();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        assertThat(characters.get()).isGreaterThanOrEqualTo(160L << 16);
        assertThat(longest.get()).isLessThanOrEqualTo(1 << 20);
    }

    // SPEC C6, P11, FAULTS row 9: a parent of 48 MB takes 200 MB without a line end, and drops it.
    @Test
    void output_floodOf200MegabytesWithoutALineEnd_fitsASmallParent() throws Exception {
        Map<String, String> heap = Map.of("_JAVA_OPTIONS", "-Xmx48m"); // has the last word, in the worker as well
        try (ChildJvm parent = ChildJvm.start(dir, System.getProperty("java.class.path"), heap, FloodProgram.class)) {
            assertThat(parent.awaitExit()).as(parent.output()).isZero();
            assertThat(parent.output())
                    .contains("characters: " + FloodProgram.SIZE, "then: 9")
                    .containsPattern("heap: 4[5-8]m");
        }
    }

    /** A parent that is flooded. */
    static final class FloodProgram {
        private static final int BLOCKS = 200;
        private static final int BLOCK = 1 << 20;

        static final long SIZE = (long) BLOCKS * BLOCK;

        public static void main(String[] args) throws Exception {
            System.out.println("heap: " + (Runtime.getRuntime().maxMemory() >> 20) + "m");
            AtomicLong characters = new AtomicLong();
            try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                    .output(line -> characters.addAndGet(
                            line.stream() == WorkerOutput.Stream.OUT
                                    ? line.text().length()
                                    : 0)))) {
                pool.submit(() -> {
                            byte[] block = "x".repeat(BLOCK).getBytes(StandardCharsets.US_ASCII);
                            for (int i = 0; i < BLOCKS; i++) {
                                System.out.write(block);
                            }
                        })
                        .get();
                System.out.println("then: " + pool.submit(Tasks::square, 3).get());
            }
            System.out.println("characters: " + characters);
        }
    }

    // SPEC P11: while it does not return, only that worker waits.
    @Test
    void output_consumerThatBlocks_holdsUpNoOtherWorker() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        WorkerOutput output = line -> {
            if (line.text().equals("block")) {
                blocked.countDown();
                await(release);
            }
        };
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).output(output));
                Gate gate = Gate.in(dir)) {
            TaskFuture<WorkerId> printing = pool.submit(() -> {
                System.out.println("block");
                return gate.pass(null);
            });
            try {
                blocked.await();
                for (int i = 0; i < 20; i++) {
                    assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
                }
                gate.open();
                assertThat(printing.get())
                        .as("results do not travel by that stream")
                        .isNull();
            } finally {
                release.countDown();
            }
        }
    }

    // SPEC P11
    @Test
    void output_consumerThatThrows_isNotFelt() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        WorkerOutput output = line -> {
            lines.add(line.text());
            throw new IllegalStateException("this failure belongs into the log");
        };
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(output))) {
            pool.submit(() -> {
                        System.out.println("one");
                        System.out.println("two");
                    })
                    .get();
            Poll.until("both lines", () -> lines.size() == 2);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC C8, FAULTS 9: above all not the next task, which finds them open.
    @Test
    void task_closingItsStreams_hurtsNobody() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        WorkerOutput output = line -> lines.add(line.stream() + " " + line.text());
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(output))) {
            long pid = pool.submit(WorkerTasks::pid).get();
            pool.submit(() -> {
                        System.out.close();
                        System.err.close();
                        System.in.close();
                    })
                    .get();

            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
            pool.submit(() -> {
                        System.out.println("open");
                        System.err.println("open");
                    })
                    .get();
        }
        assertThat(lines).containsExactlyInAnyOrder("OUT open", "ERR open");
    }

    // SPEC C8, P16: a task that reads its standard input finds nothing there, above all no token, and does not hang.
    @Test
    void task_readingStandardInput_findsItsEnd() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> System.in.read()).get()).isEqualTo(-1);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC C8
    @Test
    void task_replacingItsStreams_hurtsNobody() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            pool.submit(() -> {
                        System.setOut(new PrintStream(PrintStream.nullOutputStream()));
                        System.setIn(java.io.InputStream.nullInputStream());
                    })
                    .get();

            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
