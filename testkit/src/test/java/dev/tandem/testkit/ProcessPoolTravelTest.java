package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.QueuePolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerCrashedException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, arguments and results on their way: what cannot travel fails its own future, and size does not matter. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolTravelTest {
    /** What fits into a record of a ring. */
    private static final int LARGEST_RECORD = 131_040;

    @TempDir
    private Path dir;

    // ---- what cannot travel

    // SPEC P5
    @Test
    void lambda_capturingSomethingUnserializable_failsAtOnceAndNamesIt() throws Exception {
        Report report = new Report();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> report.pages());

            assertThat(future.isDone()).isTrue();
            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("Report")
                    .hasMessageContaining("not serializable");
            assertThat(pool.stats().failed()).isEqualTo(1);
            assertThat(pool.stats().workers()).as("no worker was needed").isEmpty();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P5: the message names the path to the offending field.
    @Test
    void lambda_capturingThis_namesThePathToTheField() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> future = new SerializableReport().submitTo(pool);

            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("SerializableReport")
                    .hasMessageContaining("connection")
                    .hasMessageContaining("Connection");
        }
    }

    // SPEC P5
    @Test
    void argument_thatCannotBeSerialized_failsItsFutureAndNamesThePath() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<String> future =
                    pool.submit(Tasks::describe, new ArrayList<>(List.of("fine", new Holder(new Connection()))));

            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("Connection")
                    .hasMessageContaining("[1].content");
        }
    }

    // SPEC P5
    @Test
    void result_thatCannotBeSerialized_failsItsFutureAndNamesIt() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Holder> future = pool.submit(() -> new Holder(new Connection()));

            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("Connection")
                    .hasMessageContaining("content");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P5
    @Test
    void writeObject_thatThrows_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<String> argument = pool.submit(Tasks::describe, new Moody(Mood.THROW_WHEN_WRITTEN));
            TaskFuture<Moody> result = pool.submit(Moody::new, Mood.THROW_WHEN_WRITTEN);

            for (TaskFuture<?> future : List.of(argument, result)) {
                assertThat(future.exception().orElseThrow())
                        .isInstanceOf(TaskSerializationException.class)
                        .hasStackTraceContaining("moody when written");
            }
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P5
    @Test
    void readObject_thatThrows_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<String> argument = pool.submit(Tasks::describe, new Moody(Mood.THROW_WHEN_READ));
            TaskFuture<Moody> result = pool.submit(Moody::new, Mood.THROW_WHEN_READ);

            for (TaskFuture<?> future : List.of(argument, result)) {
                assertThat(future.exception().orElseThrow())
                        .isInstanceOf(TaskSerializationException.class)
                        .hasStackTraceContaining("moody when read");
            }
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P5: whatever exits in there.
    @Test
    void readObject_thatExits_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<String> argument = pool.submit(Tasks::describe, new Moody(Mood.EXIT_WHEN_READ));
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);

            Throwable failure = argument.exception().orElseThrow();
            assertThat(failure).isInstanceOf(WorkerCrashedException.class);
            assertThat(((WorkerCrashedException) failure).exitCode()).hasValue(4);
            assertThat(next.get()).isEqualTo(9);
        }
    }

    // SPEC P5: whatever blocks in there.
    @Test
    void readObject_thatBlocksInThisProcess_holdsUpNoOtherWorker() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Moody.block = released;
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Moody> blocked = pool.submit(Moody::new, Mood.BLOCK_WHEN_READ_BY_PARENT);
            try {
                Poll.until("the result is being read", () -> Moody.blocked);
                gate.open();
                for (int i = 0; i < 20; i++) {
                    assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
                }
                assertThat(blocked.isDone()).isFalse();
            } finally {
                released.countDown();
            }
            assertThat(blocked.get()).isNotNull();
        }
    }

    // SPEC P5: in writeObject of a result, the task is still running and can be stopped.
    @Test
    void writeObject_thatBlocksInTheWorker_canBeStopped() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(java.time.Duration.ofMillis(100)))) {
            TaskFuture<Moody> blocked = pool.with(o -> o.timeout(java.time.Duration.ofMillis(300)))
                    .submit(Moody::new, Mood.BLOCK_WHEN_WRITTEN);

            assertThat(blocked.exception().orElseThrow()).isInstanceOf(dev.tandem.TaskTimeoutException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P5, FAULTS 12: the queue never clogs.
    @Test
    void badTasks_manyInARow_failAloneAmongGoodOnes() throws Exception {
        Report report = new Report();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<TaskFuture<Integer>> good = new ArrayList<>();
            List<TaskFuture<?>> bad = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                bad.add(pool.submit(() -> report.pages()));
                bad.add(pool.submit(Tasks::describe, new Moody(Mood.THROW_WHEN_READ)));
                bad.add(pool.submit(() -> new Holder(new Connection())));
                good.add(pool.submit(Tasks::square, i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(good.get(i).get()).isEqualTo(i * i);
            }
            for (TaskFuture<?> future : bad) {
                assertThat(future.exception().orElseThrow()).isInstanceOf(TaskSerializationException.class);
            }
        }
    }

    // SPEC P5, A1
    @Test
    void execute_commandThatCannotTravel_isRejected() {
        Runnable unserializable = () -> System.out.println(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThatThrownBy(() -> pool.execute(unserializable))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(TaskSerializationException.class);
        }
    }

    // SPEC A11: a task cannot take its own pool along, and is told so.
    @Test
    void task_capturingItsPool_getsAClearError() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> future =
                    pool.submit(() -> pool.submit(Tasks::square, 2).get());

            assertThat(future.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("ProcessPoolExecutor");
        }
    }

    // SPEC P5, FAULTS 7
    @Test
    void argument_nestedTooDeeply_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Holder deep = new Holder("bottom");
            for (int i = 0; i < 200_000; i++) {
                deep = new Holder(deep);
            }
            TaskFuture<String> future = pool.submit(Tasks::describe, deep);

            assertThat(future.exception().orElseThrow()).isInstanceOf(TaskSerializationException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // ---- what can

    // SPEC P5: arguments are encoded by the submitting thread, so the task sees its argument as it was at submission.
    @Test
    void argument_changedAfterSubmission_travelsAsItWas() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            List<String> list = new ArrayList<>(List.of("before"));
            TaskFuture<String> future = pool.submit(Tasks::describe, list);
            list.add("after");
            gate.open();

            assertThat(future.get()).isEqualTo("[before]");
        }
    }

    // SPEC P13
    @Test
    void values_ofManyKinds_travelBothWays() throws Exception {
        List<Object> values = new ArrayList<>(Arrays.asList(
                null,
                true,
                (byte) -1,
                'ü',
                (short) 300,
                -70_000,
                1L << 40,
                1.5f,
                Double.NaN,
                "",
                "text with ü, 語 and \uD83D\uDE00",
                "lone surrogate \uD800",
                new int[] {1, -2, 3},
                new double[] {Double.MIN_VALUE, Double.NEGATIVE_INFINITY},
                new boolean[] {true, false},
                new String[] {"a", null},
                new Object[] {1, "b", new long[] {2}},
                List.of(1, 2, 3),
                Map.of("key", List.of("value")),
                new Holder("record"),
                java.time.Instant.EPOCH,
                java.util.Optional.class,
                Mood.CALM,
                new java.math.BigInteger("123456789012345678901234567890"),
                new java.util.BitSet(10)));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (Object value : values) {
                Object back = pool.submit(ProcessPoolTravelTest::same, value).get();

                assertThat(Objects.deepEquals(back, value))
                        .as(value + " came back as " + back)
                        .isTrue();
            }
        }
    }

    // SPEC P13: identity within one value survives.
    @Test
    void value_withCyclesAndSharedParts_keepsItsShape() throws Exception {
        List<Object> list = new ArrayList<>();
        Object shared = new ArrayList<>(List.of("shared"));
        list.add(list);
        list.add(shared);
        list.add(shared);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<?> back = (List<?>)
                    pool.submit(ProcessPoolTravelTest::same, (Object) list).get();

            assertThat(back.get(0)).isSameAs(back);
            assertThat(back.get(1)).isEqualTo(shared).isSameAs(back.get(2));
        }
    }

    // SPEC P13
    @Test
    void arraysOfAnySize_travelBothWays() throws Exception {
        int[] sizes = {
            0, 1, 1023, 1024, 4095, 4096, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 1_000_003, 20_000_000
        };
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int size : sizes) {
                byte[] bytes = new byte[size];
                new Random(size).nextBytes(bytes);

                assertThat(Arrays.equals(
                                pool.submit(ProcessPoolTravelTest::same, bytes).get(), bytes))
                        .as("bytes of size " + size)
                        .isTrue();
            }
            long[] longs = new Random(1).longs(1_000_000).toArray();
            assertThat(Arrays.equals(
                            pool.submit(ProcessPoolTravelTest::same, longs).get(), longs))
                    .isTrue();
            String text = "ü".repeat(3_000_000);
            assertThat(pool.submit(ProcessPoolTravelTest::same, text).get().equals(text))
                    .isTrue();
        }
    }

    // SPEC P13, FAULTS row 14: at the size from which on a payload has a file of its own, whatever else is in it.
    @Test
    void arraysAroundTheLargestRecord_travelBothWays() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<TaskFuture<byte[]>> futures = new ArrayList<>();
            for (int size = LARGEST_RECORD - 80; size <= LARGEST_RECORD + 1; size++) {
                byte[] bytes = new byte[size];
                bytes[size - 1] = (byte) size;
                futures.add(pool.submit(ProcessPoolTravelTest::same, bytes));
            }
            for (int i = 0; i < futures.size(); i++) {
                byte[] back = futures.get(i).get();
                assertThat(back).hasSize(LARGEST_RECORD - 80 + i);
                assertThat(back[back.length - 1]).isEqualTo((byte) back.length);
            }
        }
    }

    // SPEC P13, FAULTS row 14: beyond what an array of bytes holds, in a process that has the memory for it.
    @Test
    @Deadline(seconds = 300)
    @EnabledOnOs(OS.LINUX)
    void argumentsAndResults_over2GiB_travelBothWays() throws Exception {
        assumeTrue(memoryAvailable() > 9L << 30, "less than 9 GiB of memory available");
        assumeTrue(
                Files.getFileStore(Path.of("/dev/shm")).getUsableSpace() > 3L << 30,
                "less than 3 GiB of shared memory");
        try (ChildJvm child = ChildJvm.start(
                dir, System.getProperty("java.class.path"), Map.of("_JAVA_OPTIONS", "-Xmx4g"), Over2Gibibytes.class)) {
            assertThat(child.awaitExit(Duration.ofMinutes(4))).as(child::output).isZero();
            assertThat(child.output()).contains("argument: 5", "result: 7", "went on: 9");
        }
    }

    private static long memoryAvailable() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    /** Sends more than an array of bytes holds, each way once. */
    static final class Over2Gibibytes {
        private static final int LONGS = (1 << 28) + 1000;

        public static void main(String[] args) throws Exception {
            try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
                long[] argument = new long[LONGS];
                argument[LONGS - 1] = 5;
                System.out.println("argument: "
                        + pool.submit((long[] longs) -> longs[longs.length - 1], argument)
                                .get());
                argument = new long[0]; // the heap has no room for two
                long[] result = pool.submit(() -> {
                            long[] longs = new long[LONGS];
                            longs[LONGS - 1] = 7;
                            return longs;
                        })
                        .get();
                System.out.println("result: " + result[LONGS - 1]);
                System.out.println("went on: " + pool.submit(Tasks::square, 3).get());
            }
        }
    }

    // SPEC P13, A5: what the pool does not accept leaves nothing behind.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void largeArgument_rejectedTask_leavesNoFile() throws Exception {
        try (PoolExecutor pool =
                        ProcessPoolExecutor.open(o -> o.workers(1).queueLimit(1).whenFull(QueuePolicy.reject()));
                Gate gate = Gate.in(dir)) {
            Path files =
                    WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get());
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Integer> waiting = pool.submit(x -> x.length, new byte[200_000]);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> pool.submit(x -> x.length, new byte[200_000]))
                        .isInstanceOf(RejectedExecutionException.class);
            }
            assertThat(payloadFilesIn(files)).isEqualTo(1);
            gate.open();
            assertThat(waiting.get()).isEqualTo(200_000);
            Poll.until("no payload is left", () -> payloadFilesIn(files) == 0);
        }
    }

    private static long payloadFilesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("task-"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // SPEC P13: many large ones at a time, more than any buffer holds.
    @Test
    void largeArguments_manyQueued_allArrive() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            List<TaskFuture<byte[]>> futures = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                byte[] bytes = new byte[500_000];
                Arrays.fill(bytes, (byte) i);
                futures.add(pool.submit(ProcessPoolTravelTest::same, bytes));
            }
            for (int i = 0; i < 60; i++) {
                byte[] bytes = futures.get(i).get();
                assertThat(bytes).hasSize(500_000);
                assertThat(bytes[0]).isEqualTo((byte) i);
                assertThat(bytes[499_999]).isEqualTo((byte) i);
            }
        }
    }

    // SPEC P13, P7: a crash in the middle of a large result does not stall.
    @Test
    void largeResult_workerDiesWhileWritingIt_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<List<Object>> dying = pool.submit(
                    () -> List.of(new byte[5_000_000], new Moody(Mood.HALT_WHEN_WRITTEN), new byte[5_000_000]));
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);

            assertThat(dying.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
            assertThat(next.get()).isEqualTo(9);
        }
    }

    private static <T> T same(T value) {
        return value;
    }

    /** Not serializable. */
    static final class Connection {}

    /** Not serializable either. */
    static final class Report {
        int pages() {
            return 3;
        }
    }

    /** Serializable but for one field. */
    static final class SerializableReport implements Serializable {
        private final Connection connection = new Connection();

        TaskFuture<Integer> submitTo(PoolExecutor pool) {
            return pool.submit(() -> connection == null ? 0 : 1);
        }
    }

    /** Holds anything. */
    record Holder(Object content) implements Serializable {}

    enum Mood {
        CALM,
        THROW_WHEN_WRITTEN,
        THROW_WHEN_READ,
        EXIT_WHEN_READ,
        BLOCK_WHEN_READ_BY_PARENT,
        BLOCK_WHEN_WRITTEN,
        HALT_WHEN_WRITTEN
    }

    /** Behaves badly on its way. */
    static final class Moody implements Serializable {
        /** Holds up the parent, where it is set; null in workers. */
        static CountDownLatch block;

        static volatile boolean blocked;

        private Mood mood;

        Moody(Mood mood) {
            this.mood = mood;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            switch (mood) {
                case THROW_WHEN_WRITTEN -> throw new NotSerializableException("moody when written");
                case BLOCK_WHEN_WRITTEN -> WorkerTasks.spinHere();
                case HALT_WHEN_WRITTEN -> Runtime.getRuntime().halt(6);
                default -> out.writeObject(mood);
            }
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            mood = (Mood) in.readObject();
            switch (mood) {
                case THROW_WHEN_READ -> throw new InvalidObjectException("moody when read");
                case EXIT_WHEN_READ -> System.exit(4);
                case BLOCK_WHEN_READ_BY_PARENT -> {
                    if (block != null) {
                        blocked = true;
                        try {
                            block.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                }
                default -> {}
            }
        }
    }
}
