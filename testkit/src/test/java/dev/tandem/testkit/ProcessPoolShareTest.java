package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.Shared;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Shared values between processes: sent once, let go of at the end, and nothing left. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolShareTest {
    /** More than what lies in one file of the system otherwise. */
    private static final int LARGE = 6 << 20;

    @TempDir
    private Path dir;

    /** Counts in each process how often it was read there. */
    static final class Counted implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicInteger READS = new AtomicInteger();

        final int[] numbers;

        Counted(int... numbers) {
            this.numbers = numbers;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            READS.incrementAndGet();
        }
    }

    // SPEC P13: once for each worker, however many tasks.
    @Test
    void shared_isReadOnceInEachWorker() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Gate gate = Gate.in(dir);
                Shared<Counted> shared = pool.share(new Counted(1, 2, 3))) {
            List<TaskFuture<String>> futures = IntStream.range(0, 2)
                    .mapToObj(i -> pool.submit(ProcessPoolShareTest::passAndCount, gate, shared))
                    .toList();
            gate.awaitArrivals(2);
            gate.open();
            Map<String, Integer> workers = new TreeMap<>();
            for (TaskFuture<String> future : futures) {
                workers.merge(future.get(), 1, Integer::sum);
            }
            assertThat(workers).hasSize(2);
            for (int i = 0; i < 100; i++) {
                assertThat(workers)
                        .containsKey(pool.submit(ProcessPoolShareTest::passAndCount, gate, shared)
                                .get());
            }
            assertThat(workers.keySet()).allMatch(worker -> worker.endsWith(": 1"));
            assertThat(Counted.READS).hasValue(0);
        }
    }

    // SPEC P13, P15: those who ask at the same time wait for the one who reads.
    @Test
    void shared_askedForByAllThreadsOfAWorker_isReadOnce() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).threadsPerWorker(4));
                Gate gate = Gate.in(dir);
                Shared<Counted> shared = pool.share(new Counted(1, 2, 3))) {
            List<TaskFuture<String>> futures = IntStream.range(0, 4)
                    .mapToObj(i -> pool.submit(ProcessPoolShareTest::passAndCount, gate, shared))
                    .toList();
            gate.awaitArrivals(4);
            gate.open();

            assertThat(futures.stream().map(TaskFuture::join).distinct())
                    .hasSize(1)
                    .allMatch(worker -> worker.endsWith(": 1"));
        }
    }

    private static String passAndCount(Gate gate, Shared<Counted> shared) throws InterruptedException {
        gate.pass();
        if (shared.get().numbers.length != 3) {
            throw new IllegalStateException("not what was shared");
        }
        return WorkerTasks.pid() + ": " + Counted.READS.get();
    }

    // SPEC P13
    @Test
    void largeArray_usedByManyTasks_isThere() throws Exception {
        long[] numbers = new long[8 << 20]; // 64 MiB
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Shared<long[]> shared = pool.share(numbers)) {
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int from = i * 80_000;
                futures.add(pool.submit(() -> sum(shared.get(), from, from + 80_000)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(futures.get(i).get()).isEqualTo(sum(numbers, i * 80_000, (i + 1) * 80_000));
            }
            assertThat(pool.submit(() -> shared.get().length).get()).isEqualTo(8 << 20);
        }
    }

    private static long sum(long[] numbers, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += numbers[i];
        }
        return sum;
    }

    // SPEC P13: what was begun in the short form of a tree, and goes on as a stream, is written into the file anew.
    @Test
    void largeArray_inAValueThatIsNoTree_isThere() throws Exception {
        byte[] bytes = new byte[LARGE];
        bytes[LARGE - 1] = 7;
        List<Object> both = new ArrayList<>(List.of(bytes, new StringBuilder("text"), bytes));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Shared<List<Object>> shared = pool.share(both)) {
            assertThat(pool.submit(() -> {
                                List<Object> there = shared.get();
                                return ((byte[]) there.get(0))[LARGE - 1] + " " + there.get(1) + " "
                                        + (there.get(0) == there.get(2));
                            })
                            .get())
                    .isEqualTo("7 text true");
        }
    }

    // SPEC P13: it was sent when it was shared.
    @Test
    void shared_thatIsChangedAfterwards_isAsItWas_whereItIsUsed() throws Exception {
        int[] numbers = {1, 2, 3};
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Shared<int[]> shared = pool.share(numbers)) {
            numbers[0] = 10;
            assertThat(pool.submit(() -> shared.get()[0]).get()).isEqualTo(1);
            pool.submit(() -> {
                        shared.get()[0] = 20;
                    })
                    .get();
            assertThat(numbers[0]).isEqualTo(10);
        }
    }

    // SPEC P13
    @Test
    @EnabledOnOs(OS.LINUX)
    void largeByteBuffer_isMapped_soThatWorkersHaveItInCommon() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(LARGE).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(LARGE - 4, 4711);
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Shared<ByteBuffer> shared = pool.share(buffer)) {
            assertThat(pool.submit(ProcessPoolShareTest::describe, shared).get())
                    .isEqualTo("direct read-only LITTLE_ENDIAN capacity=" + LARGE + ", last=4711");
            assertThat(pool.submit(() -> Files.readString(Path.of("/proc/self/maps")))
                            .get())
                    .contains("/shared-1");
            assertThat(shared.get()).isSameAs(buffer);
        }
    }

    // SPEC P13
    @Test
    void smallByteBuffer_isReadOnlyToo() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        buffer.putInt(96, 4711);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Shared<ByteBuffer> shared = pool.share(buffer)) {
            assertThat(pool.submit(ProcessPoolShareTest::describe, shared).get())
                    .isEqualTo("read-only BIG_ENDIAN capacity=100, last=4711");
        }
    }

    private static String describe(Shared<ByteBuffer> shared) {
        ByteBuffer buffer = shared.get();
        return (buffer.isDirect() ? "direct " : "") + (buffer.isReadOnly() ? "read-only " : "") + buffer.order()
                + " capacity=" + buffer.capacity() + ", last=" + buffer.getInt(buffer.capacity() - 4);
    }

    // SPEC P13, C2
    @Test
    void shared_onAWorkerThatTakesThePlaceOfAnother_isThere() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Shared<int[]> shared = pool.share(new int[] {1, 2, 3})) {
            TaskCallable<String> task = () -> WorkerTasks.pid() + ": " + shared.get()[2];
            String first = pool.submit(task).get();
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            String second = pool.submit(task).get();

            assertThat(first).endsWith(": 3");
            assertThat(second).endsWith(": 3").isNotEqualTo(first);
        }
    }

    /** What a worker remembers of a value. */
    private static final class Memory {
        static @Nullable WeakReference<Object> value;

        static boolean isFreed() {
            WeakReference<Object> reference = value;
            System.gc();
            return reference != null && reference.refersTo(null);
        }
    }

    // SPEC C6
    @Test
    void close_freesTheMemoryOfWorkers_andDeletesTheFile() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Shared<byte[]> shared = pool.share(new byte[LARGE]);
            Path files = WorkerTasks.poolDirectoryOf(pool.submit(() -> {
                        Memory.value = new WeakReference<>(shared.get());
                        return WorkerTasks.pid();
                    })
                    .get());
            assertThat(pool.submit(Memory::isFreed).get()).isFalse();
            assertThat(sharedFiles(files)).isNotEmpty();
            shared.close();

            assertThat(sharedFiles(files)).isEmpty();
            Poll.until("it is freed", () -> pool.submit(Memory::isFreed).join());
        }
    }

    /** Waits while it is read in a worker. */
    static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Gate gate;

        Slow(Gate gate) {
            this.gate = gate;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            try {
                gate.pass();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    // SPEC C1: neither waits for the other.
    @Test
    void close_whileAWorkerReadsIt_returnsAtOnce_andTheTaskIsTold() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).threadsPerWorker(2));
                Gate gate = Gate.in(dir)) {
            Shared<Slow> shared = pool.share(new Slow(gate));
            TaskFuture<String> reading = pool.submit(() -> String.valueOf(shared.get()));
            gate.awaitArrivals(1);
            shared.close();
            assertThat(reading.isDone()).isFalse();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            gate.open();

            assertThat(reading.exception().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shared value was closed: number=1, pool=");
        }
    }

    // SPEC P13
    @Test
    void handle_onAnotherPool_isRefused() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).name("owner"));
                PoolExecutor stranger = ProcessPoolExecutor.open(1);
                PoolExecutor threads = dev.tandem.ThreadPoolExecutor.open(1)) {
            Shared<String> shared = pool.share("a value");
            Shared<String> ofThreads = threads.share("another value");
            String rule = "shared value was closed, or is of a pool that does not run this task: ";

            assertThat(stranger.submit(() -> shared.get()).exception().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(rule + "number=1, pool=owner");
            assertThat(pool.submit(() -> ofThreads.get()).exception().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(rule + "number=1, pool=threads-");
            assertThat(threads.submit(() -> shared.get()).get()).isEqualTo("a value"); // it is this process
        }
    }

    // SPEC P13
    @Test
    void close_byATask_isRefused() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).name("owner"))) {
            Shared<String> shared = pool.share("a value");
            assertThat(pool.submit(() -> shared.close()).exception().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a shared value can be closed only by the process that shared it, not by a task:"
                            + " number=1, pool=owner");
            assertThat(pool.submit(() -> shared.get()).get()).isEqualTo("a value");
        }
    }

    record Report(int number, Object connection) implements Serializable {}

    // SPEC P5
    @Test
    void share_ofWhatCannotBeSerialized_saysWhere_andLeavesNothing() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Path files =
                    WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get());
            assertThatThrownBy(() -> pool.share(List.of(new byte[LARGE], new Report(1, new Object()))))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("cannot serialize the shared value: ")
                    .hasMessageContaining("[1].connection (java.lang.Object)");
            assertThat(sharedFiles(files)).isEmpty();
        }
    }

    /** Cannot be rebuilt. */
    static final class Broken implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("unreadable " + in.available());
        }
    }

    // SPEC P5
    @Test
    void shared_thatCannotBeRebuilt_failsTheTasksThatAsk() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Shared<Broken> shared = pool.share(new Broken())) {
            for (int i = 0; i < 2; i++) {
                assertThat(pool.submit(() -> String.valueOf(shared.get()))
                                .exception()
                                .orElseThrow())
                        .isInstanceOf(TaskSerializationException.class)
                        .hasMessageContaining("cannot rebuild the shared value: ")
                        .hasMessageContaining("unreadable 0");
            }
            assertThat(pool.submit(() -> "all is well").get()).isEqualTo("all is well");
        }
    }

    // SPEC C7
    @Test
    void endOfThePool_leavesNoFile() throws Exception {
        Path files;
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Shared<byte[]> shared = pool.share(new byte[LARGE]);
            files = WorkerTasks.poolDirectoryOf(pool.submit(() -> shared.get().length + WorkerTasks.pid() - LARGE)
                    .get());
            assertThat(sharedFiles(files)).isNotEmpty();
        }
        assertThat(files).doesNotExist();
    }

    // SPEC P13: an interrupt closes a channel of the JDK.
    @Test
    void share_andGet_ofInterruptedThreads_succeed() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(LARGE);
        buffer.putInt(LARGE - 4, 4711);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Thread.currentThread().interrupt();
            Shared<ByteBuffer> shared = pool.share(buffer);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(pool.submit(() -> {
                                Thread.currentThread().interrupt();
                                return describe(shared) + " " + Thread.interrupted();
                            })
                            .get())
                    .isEqualTo("direct read-only BIG_ENDIAN capacity=" + LARGE + ", last=4711 true");
        } finally {
            boolean unused = Thread.interrupted();
        }
    }

    // SPEC P13: a value may hold handles of others.
    @Test
    void shared_thatHoldsAHandle_works() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Shared<String> inner = pool.share("inner");
            Shared<List<Shared<String>>> outer = pool.share(List.of(inner));

            assertThat(pool.submit(() -> outer.get().get(0).get()).get()).isEqualTo("inner");
        }
    }

    private static List<String> sharedFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("shared-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
