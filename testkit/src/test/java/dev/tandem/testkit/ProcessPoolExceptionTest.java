package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RemoteTaskException;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerTraceException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions that come back from worker processes. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolExceptionTest {
    @TempDir
    private Path dir;

    // SPEC P6
    @Test
    void exception_isRethrownAsTheSameTypeWithTheWorkersTraceAsLastCause() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.label("parse a.txt")).submit(ProcessPoolExceptionTest::parse, "oops");
            Throwable failure = future.exception().orElseThrow();

            assertThat(failure)
                    .isExactlyInstanceOf(NumberFormatException.class)
                    .hasMessage("For input string: \"oops\"");
            WorkerTraceException trace = (WorkerTraceException) lastCause(failure);
            assertThat(trace.worker()).isEqualTo(future.worker().orElseThrow());
            assertThat(trace)
                    .hasMessageContaining("worker 1 (pid " + trace.worker().pid() + ")")
                    .hasMessageContaining("task=parse a.txt");
            assertThat(trace.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("parse")
                            && frame.getClassName().equals(ProcessPoolExceptionTest.class.getName()));
            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
        }
    }

    // SPEC P6: a worker calls a lambda in another way at first.
    @Test
    void exception_ofFirstAndLaterCallsOfALambda_hasTheSameTrace() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<List<String>> traces = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Throwable failure =
                        pool.submit(text -> parse(text), "oops").exception().orElseThrow();
                traces.add(Arrays.stream(failure.getStackTrace())
                        .map(StackTraceElement::toString)
                        .toList());
            }
            assertThat(traces).hasSize(30).containsOnly(traces.get(29));
            assertThat(traces.get(0).get(traces.get(0).size() - 1)).contains("lambda$");
        }
    }

    // SPEC P6
    @Test
    void exception_withFieldsAndCauses_keepsThem() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                throw new OrderException("order refused", 4711, new IllegalStateException("out of stock"));
            });
            Throwable failure = future.exception().orElseThrow();

            assertThat(failure).isExactlyInstanceOf(OrderException.class).hasMessage("order refused");
            assertThat(((OrderException) failure).order).isEqualTo(4711);
            assertThat(failure.getCause())
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("out of stock");
            assertThat(lastCause(failure)).isInstanceOf(WorkerTraceException.class);
        }
    }

    // SPEC P6
    @Test
    void errors_areRethrownAsWell() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<?> assertion = pool.submit(() -> {
                throw new AssertionError("by hand");
            });
            TaskFuture<Integer> overflow = pool.submit(ProcessPoolExceptionTest::dive, 0);
            TaskFuture<?> initializer = pool.submit(() -> Unloadable.value());

            assertThat(assertion.exception().orElseThrow())
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("by hand");
            assertThat(overflow.exception().orElseThrow()).isExactlyInstanceOf(StackOverflowError.class);
            assertThat(initializer.exception().orElseThrow())
                    .isExactlyInstanceOf(ExceptionInInitializerError.class)
                    .hasStackTraceContaining("static trouble");
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P6
    @Test
    void exception_thatCannotBeSerialized_arrivesAsText() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Throwable failure = pool.submit(ProcessPoolExceptionTest::throwUnserializable)
                    .exception()
                    .orElseThrow();

            assertThat(failure).isInstanceOf(RemoteTaskException.class);
            RemoteTaskException remote = (RemoteTaskException) failure;
            assertThat(remote.className()).isEqualTo(UnserializableException.class.getName());
            assertThat(remote.remoteMessage()).isEqualTo("holds a thread");
            assertThat(remote.remoteTrace())
                    .contains("UnserializableException: holds a thread")
                    .contains("throwUnserializable")
                    .contains("Caused by: java.lang.IllegalStateException: the reason");
            assertThat(remote)
                    .hasMessageContaining("UnserializableException: holds a thread")
                    .hasMessageContaining("could not be rebuilt here");
        }
    }

    // SPEC P6: its class exists only in the worker.
    @Test
    void exception_whoseClassIsMissingHere_arrivesAsText() throws Exception {
        Path source = dir.resolve("OnlyInTheWorker.java");
        Files.writeString(
                source,
                "public class OnlyInTheWorker extends RuntimeException {"
                        + " public OnlyInTheWorker() { super(\"far away\"); } }",
                StandardCharsets.UTF_8);
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "needs a JDK");
        assertThat(compiler.run(null, null, null, "-d", dir.toString(), source.toString()))
                .isZero();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.extraClassPath(dir)))) {
            TaskFuture<?> future = pool.submit(() -> {
                throw (RuntimeException)
                        Class.forName("OnlyInTheWorker").getConstructor().newInstance();
            });
            Throwable failure = future.exception().orElseThrow();

            assertThat(failure).isInstanceOf(RemoteTaskException.class);
            assertThat(((RemoteTaskException) failure).className()).isEqualTo("OnlyInTheWorker");
            assertThat(((RemoteTaskException) failure).remoteMessage()).isEqualTo("far away");
        }
    }

    // SPEC P6, FAULTS 13
    @Test
    void exception_whoseGetMessageThrows_stillFailsItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                throw new SpeechlessException();
            });

            assertThat(future.exception().orElseThrow().getClass())
                    .isIn(SpeechlessException.class, RemoteTaskException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P6, FAULTS 13
    @Test
    void exception_withCyclicCauses_stillFailsItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                IllegalStateException one = new IllegalStateException("one");
                IllegalStateException two = new IllegalStateException("two", one);
                one.initCause(two);
                throw one;
            });

            assertThat(future.exception().orElseThrow()).hasMessageContaining("one");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P6, FAULTS 13: chains that nobody reads to their end are cut, and say so.
    @Test
    void exception_withVeryManyCauses_isCutWithAMark() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            Throwable causes = pool.submit(() -> {
                        Exception chain = new Exception("0");
                        for (int i = 1; i < 10_000; i++) {
                            chain = new Exception("" + i, chain);
                        }
                        throw chain;
                    })
                    .exception()
                    .orElseThrow();
            Throwable suppressed = pool.submit(() -> {
                        Exception chain = new Exception("0");
                        for (int i = 1; i < 10_000; i++) {
                            Exception next = new Exception("" + i);
                            next.addSuppressed(chain);
                            chain = next;
                        }
                        throw chain;
                    })
                    .exception()
                    .orElseThrow();

            assertThat(causes).isExactlyInstanceOf(Exception.class).hasMessage("9999");
            assertThat(lastCause(causes))
                    .isExactlyInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("it is behind 100 levels of causes, and was left out with 9899 causes");
            assertThat(suppressed)
                    .isExactlyInstanceOf(Exception.class)
                    .hasMessage("9999")
                    .hasStackTraceContaining("it is behind 100 levels of causes, and was left out");
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P6
    @Test
    void exception_withCyclicSuppressed_comesBack() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Throwable failure = pool.submit(() -> {
                        Exception one = new Exception("one");
                        Exception two = new Exception("two");
                        one.addSuppressed(two);
                        two.addSuppressed(one);
                        throw one;
                    })
                    .exception()
                    .orElseThrow();

            assertThat(failure).hasMessage("one");
            assertThat(failure.getSuppressed()[0].getSuppressed()[0]).isSameAs(failure);
            assertThat(lastCause(failure)).isInstanceOf(WorkerTraceException.class);
        }
    }

    // SPEC P6: a JVM that records more frames than anybody reads.
    @Test
    void exception_withAVeryDeepTrace_isTrimmedWithAMark() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).worker(w -> w.jvmFlags("-XX:MaxJavaStackTraceDepth=50000")))) {
            Throwable recorded = pool.submit(ProcessPoolExceptionTest::failBelow, 3000)
                    .exception()
                    .orElseThrow();
            Throwable overflow =
                    pool.submit(ProcessPoolExceptionTest::dive, 0).exception().orElseThrow();
            Throwable made = pool.submit(() -> {
                        Exception wild = new Exception("wild");
                        StackTraceElement[] frames = new StackTraceElement[100_000];
                        java.util.Arrays.fill(frames, new StackTraceElement("com.acme.A", "b", "A.java", 1));
                        wild.setStackTrace(frames);
                        throw wild;
                    })
                    .exception()
                    .orElseThrow();

            for (Throwable failure : List.of(recorded, overflow, made)) {
                assertThat(failure.getStackTrace().length).isBetween(700, 1024);
                assertThat(failure.getStackTrace()[768].toString())
                        .matches("\\.\\.\\. \\d+ frames left out \\(of \\d+\\)");
            }
            assertThat(recorded).isExactlyInstanceOf(IllegalStateException.class);
            assertThat(overflow).isExactlyInstanceOf(StackOverflowError.class);
            assertThat(made.getStackTrace()[768]).hasToString("... 98977 frames left out (of 100000)");
        }
    }

    // SPEC P6
    @Test
    void exception_withAHugeMessage_keepsIt() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Throwable failure = pool.submit(() -> {
                        throw new IllegalStateException("m".repeat(10_000_000));
                    })
                    .exception()
                    .orElseThrow();

            assertThat(failure).isExactlyInstanceOf(IllegalStateException.class);
            assertThat(failure.getMessage().length()).isEqualTo(10_000_000);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P6, FAULTS 13: whatever its methods do, and whatever its serialization throws.
    @Test
    void exception_whoseMethodsMisbehave_stillFailsItsFuture() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            for (Vice vice : Vice.values()) {
                Throwable failure =
                        pool.submit(ViciousException::thrown, vice).exception().orElseThrow();

                assertThat(failure.getClass()).as(vice.name()).isIn(ViciousException.class, RemoteTaskException.class);
                if (failure instanceof RemoteTaskException remote) {
                    assertThat(remote.className()).isEqualTo(ViciousException.class.getName());
                }
            }
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    // SPEC P6: what is thrown again and again is not changed by it.
    @Test
    void sameInstance_thrownByManyTasks_comesBackEachTime() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int i = 0; i < 3; i++) {
                TaskFuture<?> future =
                        pool.with(o -> o.label("again")).submit(ProcessPoolExceptionTest::throwTheOnlyOne);
                Throwable failure = future.exception().orElseThrow();

                assertThat(failure)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("the only one");
                assertThat(failure.getCause())
                        .isExactlyInstanceOf(WorkerTraceException.class)
                        .hasNoCause();
                assertThat(failure.getSuppressed()).isEmpty();
            }
        }
    }

    // SPEC P6: in a thread pool the failure is the thrown object, whatever it is.
    @Test
    void exceptionsOfAThreadPool_areTheThrownObjects() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            for (Vice vice : Vice.values()) {
                ViciousException thrown = new ViciousException(vice);
                TaskFuture<?> future = pool.submit(() -> {
                    throw thrown;
                });
                Poll.until("done", future::isDone);
                if (vice != Vice.MESSAGE_THROWS && vice != Vice.STRING_THROWS) { // which no CompletableFuture can tell
                    assertThat(future.exception().orElseThrow() == thrown)
                            .as(vice.name())
                            .isTrue();
                }
            }
            IllegalStateException cyclic = new IllegalStateException("one");
            cyclic.initCause(new IllegalStateException("two", cyclic));
            for (int i = 0; i < 2; i++) {
                TaskFuture<?> future = pool.submit(() -> {
                    throw cyclic;
                });
                assertThat(future.exception().orElseThrow()).isSameAs(cyclic);
            }
            assertThat(cyclic.getSuppressed()).isEmpty();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P6: one that takes no cause any more keeps its type.
    @Test
    void exception_thatTakesNoCause_keepsItsType() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                throw new IllegalStateException("sealed", null);
            });

            assertThat(future.exception().orElseThrow())
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("sealed");
        }
    }

    // SPEC P6, M3
    @Test
    void map_elementThatFails_carriesTheWorkersTrace() {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<String> inputs = List.of("1", "oops", "3");
            var iterator = pool.map(ProcessPoolExceptionTest::parse, inputs, o -> o.chunkSize(3))
                    .iterator();

            assertThat(iterator.next()).isEqualTo(1);
            assertThatThrownBy(iterator::next)
                    .cause()
                    .isExactlyInstanceOf(NumberFormatException.class)
                    .rootCause()
                    .isInstanceOf(WorkerTraceException.class);
            assertThat(iterator.next()).isEqualTo(3);
        }
    }

    private static int parse(String text) {
        return Integer.parseInt(text);
    }

    private static int dive(int depth) {
        return depth < 0 ? 0 : dive(depth + 1) + 1;
    }

    private static int failBelow(int frames) {
        if (frames == 0) {
            throw new IllegalStateException("at the bottom");
        }
        return failBelow(frames - 1) + 1;
    }

    private static int throwTheOnlyOne() {
        throw Only.ONE;
    }

    private static final class Only {
        static final IllegalStateException ONE = new IllegalStateException("the only one");
    }

    private static int throwUnserializable() {
        throw new UnserializableException();
    }

    private static Throwable lastCause(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    static final class OrderException extends Exception {
        final int order;

        OrderException(String message, int order, Throwable cause) {
            super(message, cause);
            this.order = order;
        }
    }

    static final class UnserializableException extends RuntimeException {
        private final Thread thread = Thread.currentThread();

        UnserializableException() {
            super("holds a thread", new IllegalStateException("the reason"));
        }

        Thread thread() {
            return thread;
        }
    }

    static final class SpeechlessException extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    enum Vice {
        MESSAGE_THROWS,
        MESSAGE_IS_NULL,
        STRING_THROWS,
        STRING_IS_NULL,
        CAUSE_THROWS,
        CAUSE_IS_ITSELF,
        CAUSES_WITHOUT_END,
        TRACE_THROWS,
        TRACE_IS_NULL,
        WRITING_THROWS,
        WRITING_THROWS_ANOTHER_OF_THE_KIND,
        READING_THROWS
    }

    /** Has a vice. */
    static final class ViciousException extends RuntimeException {
        private final Vice vice;

        ViciousException(Vice vice) {
            this.vice = vice;
        }

        static int thrown(Vice vice) {
            throw new ViciousException(vice);
        }

        private boolean does(Vice asked) {
            return vice == asked;
        }

        @Override
        public String getMessage() {
            if (does(Vice.MESSAGE_THROWS)) {
                throw new IllegalStateException("no message");
            }
            return does(Vice.MESSAGE_IS_NULL) ? null : "vicious";
        }

        @Override
        public String toString() {
            if (does(Vice.STRING_THROWS)) {
                throw new IllegalStateException("no string");
            }
            return does(Vice.STRING_IS_NULL) ? null : super.toString();
        }

        @Override
        public synchronized Throwable getCause() {
            if (does(Vice.CAUSE_THROWS)) {
                throw new IllegalStateException("no cause");
            }
            if (does(Vice.CAUSE_IS_ITSELF)) {
                return this;
            }
            return does(Vice.CAUSES_WITHOUT_END) ? new ViciousException(vice) : super.getCause();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (does(Vice.TRACE_THROWS)) {
                throw new IllegalStateException("no trace");
            }
            return does(Vice.TRACE_IS_NULL) ? null : super.getStackTrace();
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (does(Vice.WRITING_THROWS)) {
                throw new IllegalStateException("not written");
            }
            if (does(Vice.WRITING_THROWS_ANOTHER_OF_THE_KIND)) {
                throw new ViciousException(Vice.MESSAGE_THROWS);
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (does(Vice.READING_THROWS)) {
                throw new IllegalStateException("not read");
            }
        }
    }

    static final class Unloadable {
        private static final int VALUE = fail();

        private static int fail() {
            throw new IllegalStateException("static trouble");
        }

        static int value() {
            return VALUE;
        }
    }
}
