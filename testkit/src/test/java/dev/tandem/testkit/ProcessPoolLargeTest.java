package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Large arguments and results: they arrive, hold up nobody, and leave nothing. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolLargeTest {
    /** More than the leading thread reads itself. */
    private static final int LARGE = 3_000_000;

    /** One function for all: of method references to one method, javac takes the first type for all others when they arrive. */
    private static final TaskFunction<Object, Object> SAME = value -> value;

    @BeforeEach
    void close() {
        Held.arrived = new CountDownLatch(1);
        Held.open = new CountDownLatch(1);
    }

    @AfterEach
    void open() {
        Held.open.countDown();
    }

    // SPEC P13
    @Test
    void largeValues_inWhateverTheyAre_travelBothWays() throws Exception {
        double[] doubles = IntStream.range(0, 500_000).asDoubleStream().toArray();
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGE);
        buffer.putInt(17, 4711);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(SAME, doubles).get()).isEqualTo(doubles);
            assertThat(pool.submit(() -> doubles).get()).isEqualTo(doubles);
            Pair pair = (Pair) pool.submit(SAME, new Pair(doubles, "x")).get();
            assertThat(pair.doubles).isEqualTo(doubles);
            List<?> back = (List<?>) pool.submit(SAME, new ArrayList<Object>(List.of(doubles, 1, doubles)))
                    .get();
            assertThat(back.get(0)).isEqualTo(doubles).isSameAs(back.get(2));
            ByteBuffer returned = (ByteBuffer) pool.submit(SAME, buffer).get();
            assertThat(returned).isEqualTo(buffer);
            assertThat(returned.isDirect()).isTrue();
            assertThat(pool.map((byte[] bytes) -> bytes.length, List.of(new byte[LARGE], new byte[1], new byte[LARGE]))
                            .toList())
                    .containsExactly(LARGE, 1, LARGE);
        }
    }

    // SPEC P13: the task leaves its thread interrupted, which is nothing to its result.
    @Test
    void largeResult_ofAnInterruptedThread_arrives() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            byte[] back = pool.submit(() -> {
                        Thread.currentThread().interrupt();
                        return new byte[LARGE];
                    })
                    .get();
            assertThat(back).hasSize(LARGE);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P13: while a large result is read, others come in, and tasks are cancelled.
    @Test
    void largeResult_whileItIsRead_holdsUpNobody() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                AutoCloseable door = Held.open::countDown) {
            TaskFuture<Held> held = pool.submit(() -> new Held(new byte[LARGE]));
            Held.arrived.await();

            for (int i = 0; i < 50; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }
            assertThat(pool.submit(SAME, new byte[LARGE]).get()).isEqualTo(new byte[LARGE]);
            TaskFuture<Integer> endless = pool.submit(ProcessPoolLargeTest::spin);
            Poll.until("it runs", endless::isRunning);
            endless.cancel(true);
            assertThat(endless.isCancelled()).isTrue();
            assertThat(held.isDone()).isFalse();
            Held.open.countDown();
            assertThat(held.get().bytes).hasSize(LARGE);
        }
    }

    // SPEC P13, F2: a cancel does not wait for the transfer.
    @Test
    void largeResult_cancelledWhileItIsRead_isCancelledAtOnce_andItsFileGoes() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                AutoCloseable door = Held.open::countDown) {
            Path files =
                    WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get());
            TaskFuture<Held> held = pool.submit(() -> new Held(new byte[LARGE]));
            Held.arrived.await();

            assertThat(held.cancel(true)).isTrue();
            assertThat(held.isCancelled()).isTrue();
            Held.open.countDown();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            awaitNoFiles(files);
        }
    }

    // SPEC C2: what a worker has finished before it died is not lost, and not done twice.
    @Test
    void largeResult_whoseWorkerDiesWhileItIsRead_arrives() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                AutoCloseable door = Held.open::countDown) {
            TaskFuture<Held> held = pool.submit(() -> new Held(new byte[LARGE]));
            Held.arrived.await();
            assertThat(pool.submit(WorkerTasks::halt, 1).exception().orElseThrow())
                    .isInstanceOf(WorkerCrashedException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            Held.open.countDown();

            assertThat(held.get().bytes).hasSize(LARGE);
            assertThat(held.attempts()).isEqualTo(1);
        }
    }

    // SPEC P13, B7: the end of the pool waits for what is being read.
    @Test
    void pool_endsWhileALargeResultIsRead_completesItFirst() throws Exception {
        ProcessPoolExecutor pool = ProcessPoolExecutor.open(1);
        try {
            TaskFuture<Held> held = pool.submit(() -> new Held(new byte[LARGE]));
            Held.arrived.await();
            pool.killWorkers();
            Held.open.countDown();

            assertThat(held.get().bytes).hasSize(LARGE);
        } finally {
            pool.close();
        }
    }

    // SPEC P13, C7
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void largeValues_leaveNoFiles() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            Path files =
                    WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get());
            List<TaskFuture<Object>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(pool.submit(SAME, new byte[i % 2 == 0 ? LARGE : 200_000]));
            }
            for (TaskFuture<Object> future : futures) {
                assertThat((byte[]) future.get()).isNotEmpty();
            }
            TaskFuture<Object> failed = pool.submit(() -> List.of(new byte[LARGE], new Object()));
            assertThat(failed.exception()).isPresent();
            awaitNoFiles(files);
        }
    }

    // SPEC C2, F2: whatever happens to tasks and workers, nobody reads two payloads in one.
    @Test
    void largeValues_ofTasksThatAreCancelled_killTheirWorker_orAreTriedAgain_areNeverMixed(@TempDir Path dir)
            throws Exception {
        Path files;
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            files = WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get());
            PoolExecutor stubborn = pool.with(o -> o.retries(RetryPolicy.attempts(3)));
            List<TaskFuture<Object>> futures = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Load load = new Load(dir.toString(), i, new byte[1_200_000 + i % 7 * 900_000]);
                Arrays.fill(load.bytes, (byte) i);
                TaskFuture<Object> future = (i % 10 == 3 ? stubborn : pool).submit(ProcessPoolLargeTest::work, load);
                futures.add(future);
                if (i % 5 == 1) {
                    Poll.until("it runs, or is done", () -> future.isRunning() || future.isDone());
                    future.cancel(true);
                } else if (i % 5 == 2) {
                    future.cancel(true);
                } else if (i % 8 == 7) {
                    future.join();
                }
            }
            for (int i = 0; i < futures.size(); i++) {
                TaskFuture<Object> future = futures.get(i);
                if (future.isCancelled()) {
                    continue;
                }
                if (future.exception().isEmpty()) {
                    assertThat((byte[]) future.get())
                            .as("task " + i)
                            .hasSize(1_200_000 + i % 7 * 900_000)
                            .containsOnly(i);
                } else {
                    assertThat(future.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
                    assertThat(i % 20).as("task " + i).isEqualTo(14);
                }
            }
            awaitNoFiles(files);
        }
        assertThat(files).doesNotExist();
        try (Stream<Path> mixed = Files.list(dir)) {
            assertThat(mixed.filter(file -> file.getFileName().toString().startsWith("mixed")))
                    .isEmpty();
        }
    }

    /** Tells if it has got anything else than what was sent, also where nobody waits for the outcome. */
    private static Object work(Load load) throws IOException {
        for (byte b : load.bytes) {
            if (b != (byte) load.number) {
                Files.writeString(Path.of(load.directory, "mixed-" + load.number), "value " + b);
            }
        }
        if (load.number % 20 == 14) {
            Runtime.getRuntime().halt(1);
        }
        if (load.number % 10 == 3
                && Path.of(load.directory, "tried-" + load.number).toFile().createNewFile()) {
            throw new IllegalStateException("try again");
        }
        return load.bytes;
    }

    record Load(String directory, int number, byte[] bytes) implements Serializable {}

    private static void awaitNoFiles(Path directory) {
        Poll.until("no payload is left", () -> {
            try (Stream<Path> files = Files.walk(directory)) {
                return files.map(file -> file.getFileName().toString())
                        .noneMatch(name -> name.startsWith("task-") || name.startsWith("outcome-"));
            } catch (IOException | UncheckedIOException e) {
                return false; // something went meanwhile
            }
        });
    }

    private static int sum(byte[] bytes) {
        int sum = 0;
        for (byte b : bytes) {
            sum += b;
        }
        return sum;
    }

    private static int spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return 1;
    }

    record Pair(double[] doubles, String text) implements Serializable {}

    /** Waits in the parent while it is read. */
    static final class Held implements Serializable {
        private static final long serialVersionUID = 1L;

        /** Null in workers. */
        static volatile CountDownLatch arrived;

        static volatile CountDownLatch open;

        private final byte[] bytes;

        Held(byte[] bytes) {
            this.bytes = bytes;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            CountDownLatch told = arrived;
            if (told != null) {
                told.countDown();
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }
}
