package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values whose own serialization methods make trouble: it stays with their task, on every way. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolTroubleTest {
    /** Deeper than any stack of a thread that has not asked for one. */
    private static final int DEEP = 100_000;

    /** Deeper than what is taken from a worker, but not too deep to be written. */
    private static final int A_BIT_DEEP = 700;

    private static final String ADVICE = "hold what is linked by many steps in a list or an array instead";

    // ---- nested too deeply

    // SPEC P5, FAULTS 7: on the way out of this process.
    @Test
    void deepArgument_isRefusedWhereItIsWritten() throws Exception {
        Node chain = chain(DEEP);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> argument = pool.submit(Node::length, chain);
            TaskFuture<Integer> captured = pool.submit(() -> chain.length());

            for (TaskFuture<?> future : List.of(argument, captured)) {
                assertThat(future.isDone()).isTrue();
                assertThat(future.exception().orElseThrow())
                        .isExactlyInstanceOf(TaskSerializationException.class)
                        .hasMessageStartingWith("cannot serialize the ")
                        .hasMessageContaining("Node")
                        .hasMessageContaining("java.lang.StackOverflowError: its objects are nested too deeply")
                        .hasMessageContaining(ADVICE);
            }
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P5, FAULTS 7: on the way into the worker, whose stack is smaller than that of the thread that wrote it.
    @Test
    void deepArgument_isRefusedWhereItIsRead() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Integer> future = byLargeStack(() -> pool.submit(Node::length, chain(DEEP)));

            assertThat(future.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith(
                            "cannot rebuild the argument: java.lang.StackOverflowError: its objects are nested too deeply")
                    .hasMessageContaining(ADVICE);
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P5, FAULTS 7: on the way out of the worker.
    @Test
    void deepResult_isRefusedWhereItIsWritten() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<Node> future = pool.submit(ProcessPoolTroubleTest::chain, DEEP);

            assertThat(future.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith("cannot serialize the result: ")
                    .hasMessageContaining("java.lang.StackOverflowError: its objects are nested too deeply")
                    .hasMessageContaining(ADVICE);
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P5, FAULTS 7: on the way into this process, before anything overflows.
    @Test
    void deepResult_isRefusedWhereItIsRead() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.jvmFlags("-Xss64m")))) {
            for (int depth : new int[] {A_BIT_DEEP, 20_000}) {
                TaskFuture<Node> future = pool.submit(ProcessPoolTroubleTest::chain, depth);

                assertThat(future.exception().orElseThrow())
                        .isExactlyInstanceOf(TaskSerializationException.class)
                        .hasMessage("cannot rebuild the result: its objects are nested" + " deeper than 500 levels: "
                                + ADVICE);
            }
            assertThat(pool.submit(ProcessPoolTroubleTest::chain, 400).get().length())
                    .isEqualTo(400);
            assertThat(pool.submit(Node::length, chain(400)).get()).isEqualTo(400);
        }
    }

    // SPEC P5: what the message advises.
    @Test
    void aMillionElementsInAList_travelWhereAChainDoesNot() throws Exception {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            list.add(i);
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(List::size, list).get()).isEqualTo(1_000_000);
        }
    }

    private static <T> T byLargeStack(java.util.concurrent.Callable<T> body) throws Exception {
        List<T> results = new ArrayList<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        results.add(body.call());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "large stack",
                1L << 29);
        thread.start();
        thread.join();
        return results.get(0);
    }

    private static Node chain(int length) {
        Node chain = null;
        for (int i = 0; i < length; i++) {
            chain = new Node(chain);
        }
        return chain;
    }

    static final class Node implements Serializable {
        private final Node next;

        Node(Node next) {
            this.next = next;
        }

        int length() {
            int length = 0;
            for (Node node = this; node != null; node = node.next) {
                length++;
            }
            return length;
        }
    }

    // ---- in the worker

    // SPEC P5, P9, FAULTS 12: a task that is being read is running, and its timeout counts.
    @Test
    void readObject_thatNeverEnds_isKilledByTheTimeout() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(Duration.ofMillis(100)))) {
            TaskFuture<?> future = pool.with(o -> o.timeout(Duration.ofMillis(300)))
                    .submit(Tasks::describe, new Trouble(Kind.SPIN_WHEN_READ_BY_WORKER));

            assertThat(future.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P5, FAULTS 7
    @Test
    void readObject_thatRecurses_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<?> future = pool.submit(Tasks::describe, new Trouble(Kind.RECURSE_WHEN_READ_BY_WORKER));

            assertThat(future.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith("cannot rebuild the argument: java.lang.StackOverflowError: ");
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P5, P7: whatever exits in there.
    @Test
    void exitWhileReadOrWritten_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> read = pool.submit(Tasks::describe, new Trouble(Kind.EXIT_WHEN_READ_BY_WORKER));
            TaskFuture<?> next = pool.submit(Tasks::square, 2);
            TaskFuture<?> written = pool.submit(Trouble::new, Kind.EXIT_WHEN_WRITTEN_BY_WORKER);
            TaskFuture<?> last = pool.submit(Tasks::square, 3);

            for (TaskFuture<?> future : List.of(read, written)) {
                assertThat(future.exception().orElseThrow()).isInstanceOf(WorkerCrashedException.class);
                assertThat(((WorkerCrashedException) future.exception().orElseThrow()).exitCode())
                        .hasValue(4);
            }
            assertThat(next.get()).isEqualTo(4);
            assertThat(last.get()).isEqualTo(9);
        }
    }

    // SPEC P5, FAULTS 11: the second time too, when the JVM only says that it could not.
    @Test
    void staticInitializerThatFails_isToldEachTime() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int i = 0; i < 3; i++) {
                TaskFuture<?> future = pool.submit(Tasks::describe, List.of(Unlucky.VALUE));
                Throwable failure = future.exception().orElseThrow();

                assertThat(failure).isExactlyInstanceOf(TaskSerializationException.class);
                assertThat(failure.getMessage())
                        .startsWith("cannot rebuild the argument: java.lang.")
                        .contains("class " + Unlucky.class.getName())
                        .contains("static trouble in the worker");
            }
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    /** Can be loaded only in the process of the test. */
    enum Unlucky {
        VALUE;

        static {
            if (dev.tandem.WorkerContext.current().isPresent()) {
                throw new IllegalStateException("static trouble in the worker");
            }
        }
    }

    // ---- in the submitting thread

    // SPEC P5, FAULTS 12
    @Test
    void writeObject_thatThrowsOrRecurses_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> throwing = pool.submit(Tasks::describe, new Trouble(Kind.THROW_WHEN_WRITTEN));
            TaskFuture<?> recursing = pool.submit(Tasks::describe, new Trouble(Kind.RECURSE_WHEN_WRITTEN));

            assertThat(throwing.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessage("cannot serialize the argument: " + Trouble.class.getName()
                            + ": java.lang.IllegalStateException: trouble when written");
            assertThat(recursing.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith("cannot serialize the argument: " + Trouble.class.getName()
                            + ": java.lang.StackOverflowError: ");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P5, FAULTS 12: it holds up its own thread and no other, until it ends.
    @Test
    void writeObject_thatBlocks_holdsUpItsThreadAlone() throws Exception {
        Trouble.writing = new CountDownLatch(1);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<TaskFuture<?>> futures = new ArrayList<>();
            List<Boolean> interrupted = new ArrayList<>();
            Thread submitter = new Thread(() -> {
                futures.add(pool.submit(Tasks::describe, new Trouble(Kind.BLOCK_WHEN_WRITTEN)));
                interrupted.add(Thread.currentThread().isInterrupted());
            });
            submitter.start();
            Trouble.writing.await();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);

            submitter.interrupt();
            submitter.join();
            assertThat(futures.get(0).exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessage("cannot serialize the argument: " + Trouble.class.getName()
                            + ": java.io.InterruptedIOException: interrupted when written");
            assertThat(interrupted)
                    .as("its interrupt status is as writeObject left it")
                    .containsExactly(true);
        }
    }

    // ---- results in this process

    // SPEC P5: not even those of the same worker, however many are blocked.
    @Test
    void results_thatBlockWhenRead_holdUpNoOther() throws Exception {
        int blocked = 2 * Runtime.getRuntime().availableProcessors() + 8;
        Trouble.release = new CountDownLatch(1);
        Trouble.reading.set(0);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<TaskFuture<Trouble>> stuck = new ArrayList<>();
            List<TaskFuture<Integer>> free = new ArrayList<>();
            try {
                for (int i = 0; i < blocked; i++) {
                    stuck.add(pool.submit(Trouble::new, Kind.BLOCK_WHEN_READ_BY_PARENT));
                    free.add(pool.submit(Tasks::square, i));
                }
                for (int i = 0; i < blocked; i++) {
                    assertThat(free.get(i).get()).isEqualTo(i * i);
                }
                Poll.until("all of them are being read", () -> Trouble.reading.get() == blocked);
                assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
                assertThat(stuck).noneMatch(TaskFuture::isDone);
            } finally {
                Trouble.release.countDown();
            }
            for (TaskFuture<Trouble> future : stuck) {
                assertThat(future.get()).isNotNull();
            }
        }
    }

    // SPEC P5, P13: neither if they are large, and come by files.
    @Test
    void largeResults_thatBlockWhenRead_holdUpNoOther() throws Exception {
        int blocked = 2 * Runtime.getRuntime().availableProcessors() + 8;
        Trouble.release = new CountDownLatch(1);
        Trouble.reading.set(0);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<TaskFuture<List<Object>>> stuck = new ArrayList<>();
            try {
                for (int i = 0; i < blocked; i++) {
                    stuck.add(
                            pool.submit(() -> List.of(new byte[500_000], new Trouble(Kind.BLOCK_WHEN_READ_BY_PARENT))));
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
                }
                Poll.until("all of them are being read", () -> Trouble.reading.get() == blocked);
                assertThat(pool.submit(x -> x, new byte[500_000]).get()).hasSize(500_000);
            } finally {
                Trouble.release.countDown();
            }
            for (TaskFuture<List<Object>> future : stuck) {
                assertThat(future.get()).hasSize(2);
            }
        }
    }

    // SPEC P5, FAULTS 7: in this process.
    @Test
    void result_thatRecursesOrThrowsWhenRead_failsOnlyItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> recursing = pool.submit(Trouble::new, Kind.RECURSE_WHEN_READ_BY_PARENT);
            TaskFuture<?> throwing = pool.submit(Trouble::new, Kind.THROW_WHEN_READ_BY_PARENT);

            assertThat(recursing.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith("cannot rebuild the result: java.lang.StackOverflowError: ");
            assertThat(throwing.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessage("cannot rebuild the result: java.lang.AssertionError: trouble when read");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    enum Kind {
        THROW_WHEN_WRITTEN,
        RECURSE_WHEN_WRITTEN,
        BLOCK_WHEN_WRITTEN,
        EXIT_WHEN_WRITTEN_BY_WORKER,
        SPIN_WHEN_READ_BY_WORKER,
        RECURSE_WHEN_READ_BY_WORKER,
        EXIT_WHEN_READ_BY_WORKER,
        BLOCK_WHEN_READ_BY_PARENT,
        RECURSE_WHEN_READ_BY_PARENT,
        THROW_WHEN_READ_BY_PARENT
    }

    /** Makes trouble on its way. */
    static final class Trouble implements Serializable {
        /** Counted down by one that blocks when it is written. */
        static volatile CountDownLatch writing = new CountDownLatch(1);

        /** What those wait for that block when they are read. */
        static volatile CountDownLatch release = new CountDownLatch(1);

        static final AtomicInteger reading = new AtomicInteger();

        private final Kind kind;

        Trouble(Kind kind) {
            this.kind = kind;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            boolean worker = dev.tandem.WorkerContext.current().isPresent();
            switch (kind) {
                case THROW_WHEN_WRITTEN -> throw new IllegalStateException("trouble when written");
                case RECURSE_WHEN_WRITTEN -> recurse(0);
                case BLOCK_WHEN_WRITTEN -> {
                    writing.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted when written");
                    }
                }
                case EXIT_WHEN_WRITTEN_BY_WORKER -> {
                    if (worker) {
                        System.exit(4);
                    }
                }
                default -> {}
            }
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            boolean worker = dev.tandem.WorkerContext.current().isPresent();
            switch (kind) {
                case SPIN_WHEN_READ_BY_WORKER -> {
                    if (worker) {
                        WorkerTasks.spinHere();
                    }
                }
                case RECURSE_WHEN_READ_BY_WORKER -> recurse(0);
                case EXIT_WHEN_READ_BY_WORKER -> {
                    if (worker) {
                        System.exit(4);
                    }
                }
                case BLOCK_WHEN_READ_BY_PARENT -> {
                    if (!worker) {
                        block();
                    }
                }
                case RECURSE_WHEN_READ_BY_PARENT -> recurse(0);
                case THROW_WHEN_READ_BY_PARENT -> throw new AssertionError("trouble when read");
                default -> {}
            }
        }

        private static void block() throws IOException {
            reading.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private static int recurse(int level) {
            return level < 0 ? 0 : recurse(level + 1) + 1;
        }
    }
}
