package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts that users see when something cannot travel. */
class RefusalMessageTest {
    private static final String HERE = "dev.tandem.internal.codec.RefusalMessageTest";

    private static final String CONN_ADVICE =
            "; let RefusalMessageTest$Conn implement java.io.Serializable, or keep it out" + " of the task";

    @TempDir
    private Path dir;

    private final Wire wire = new Wire();

    @Test
    void function_notSerializable_isNamed() {
        Callable<String> lambda = () -> "x";
        assertRefused(
                TaskCall.callable(lambda),
                "cannot serialize the function: a lambda or method reference in " + HERE
                        + " is not serializable: use TaskCallable/TaskRunnable or implement Serializable");
        assertRefused(
                TaskCall.callable(new PlainCallable()),
                "cannot serialize the function: " + HERE + "$PlainCallable"
                        + " is not serializable: use TaskCallable/TaskRunnable or implement Serializable");
        Callable<String> anonymous = new Callable<>() {
            @Override
            public String call() {
                return "";
            }
        };
        assertRefused(
                TaskCall.callable(anonymous),
                "cannot serialize the function: " + HERE + "$1"
                        + " is not serializable: use TaskCallable/TaskRunnable or implement Serializable");
    }

    @Test
    void capturedValue_notSerializable_isNamedWithItsPath() {
        int first = 1;
        Report report = new Report();
        assertRefused(
                TaskCall.callable((TaskCallable<String>) () -> first + report.toString()),
                "cannot serialize the function: lambda at " + HERE + " captured local variable 2 of 2 (" + HERE
                        + "$Report)" + ", which is not serializable: field " + HERE + "$Report.conn (" + HERE + "$Conn)"
                        + CONN_ADVICE);
    }

    @Test
    void capturedValues_writtenTogether_culpritIsNamed() {
        List<String> fine = new ArrayList<>();
        Report report = new Report();
        assertRefused(
                TaskCall.callable((TaskCallable<String>) () -> fine + report.toString()),
                "cannot serialize the function: lambda at " + HERE + " captured local variable 2 of 2 (" + HERE
                        + "$Report)" + ", which is not serializable: field " + HERE + "$Report.conn (" + HERE + "$Conn)"
                        + CONN_ADVICE);
    }

    @Test
    void capturedValue_itselfNotSerializable_isNamed() {
        Conn conn = new Conn();
        assertRefused(
                TaskCall.callable((TaskCallable<String>) conn::open),
                "cannot serialize the function: method reference " + HERE + "$Conn::open at " + HERE
                        + " captured the object that it is bound to (" + HERE + "$Conn), which is not serializable"
                        + CONN_ADVICE);
    }

    @Test
    void capturedThis_isExplained() {
        assertRefused(
                TaskCall.callable(new Outer().task()),
                "cannot serialize the function: lambda at " + HERE + "$Outer captured RefusalMessageTest$Outer.this,"
                        + " which is not serializable; a lambda captures this when it uses a field or a method of its"
                        + " object: copy the field into a local variable before the lambda and use that");
        assertRefused(
                TaskCall.callable(new Report().task()),
                "cannot serialize the function: lambda at " + HERE + "$Report captured RefusalMessageTest$Report.this,"
                        + " which is not serializable: field " + HERE + "$Report.conn (" + HERE + "$Conn)"
                        + "; a lambda captures this when it uses a field or a method of its"
                        + " object: copy the field into a local variable before the lambda and use that");
    }

    @Test
    void innerClass_isExplained() {
        assertRefused(
                TaskCall.callable(new Outer().anonymous()),
                "cannot serialize the function: " + HERE + "$Outer$1 is not serializable: field " + HERE
                        + "$Outer$1.this$0 (" + HERE
                        + "$Outer); this$0 is the object in whose method the class stands: use a lambda or a static nested class");
    }

    @Test
    void argument_notSerializable_isNamedWithItsPath() {
        TaskFunction<Object, String> function = Object::toString;
        assertRefused(
                TaskCall.function(function, new Conn()),
                "cannot serialize the argument: " + HERE + "$Conn is not serializable" + CONN_ADVICE);
        assertRefused(
                TaskCall.function(function, new Conn[] {new Conn()}),
                "cannot serialize the argument: " + HERE + "$Conn[] is not serializable: field " + HERE + "$Conn[][0] ("
                        + HERE + "$Conn)" + CONN_ADVICE);
        assertRefused(
                TaskCall.function(function, new Holder(1, new Report())),
                "cannot serialize the argument: " + HERE + "$Holder is not serializable: field " + HERE
                        + "$Holder.items[1].conn (" + HERE + "$Conn)" + CONN_ADVICE);
        assertRefused(
                TaskCall.function(function, new ArrayList<>(List.of(1, Map.of("k", new Report())))),
                "cannot serialize the argument: java.util.ArrayList is not serializable: field"
                        + " java.util.ArrayList[1].values[0].conn (" + HERE + "$Conn)" + CONN_ADVICE);
    }

    @Test
    void lambdaInsideAnArgument_isLookedInto() {
        Report report = new Report();
        TaskCallable<Object> inner = () -> report.conn;
        assertRefused(
                TaskCall.function((TaskFunction<Object, String>) Object::toString, new Holder(inner)),
                "cannot serialize the argument: " + HERE + "$Holder is not serializable: field " + HERE
                        + "$Holder.items[0].captured[1].conn (" + HERE + "$Conn)" + CONN_ADVICE);
    }

    @Test
    void eachArgument_isSaidWhich() {
        assertRefused(
                TaskCall.biFunction((Object a, Object b) -> a, new Conn(), 1),
                "cannot serialize the first argument: " + HERE + "$Conn is not serializable" + CONN_ADVICE);
        assertRefused(
                TaskCall.biFunction((Object a, Object b) -> a, 1, new Conn()),
                "cannot serialize the second argument: " + HERE + "$Conn is not serializable" + CONN_ADVICE);
        assertRefused(
                TaskCall.chunk((Object a) -> a, new Object[] {1, new Conn()}),
                "cannot serialize the argument: " + HERE + "$Conn is not serializable" + CONN_ADVICE);
    }

    @Test
    void result_notSerializable_isNamed() {
        CodecOutput out = new CodecOutput();
        out.writeByte(1);
        Throwable refusal = catchThrowable(() -> wire.outcomeEncoder.encodeValue(new Report(), out));
        assertThat(refusal)
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot serialize the result: " + HERE + "$Report is not serializable: field " + HERE
                        + "$Report.conn (" + HERE + "$Conn)" + CONN_ADVICE);
        assertThat(out.size()).isEqualTo(1);
    }

    @Test
    void throwingWriteObject_isNamed() {
        assertRefused(
                TaskCall.function((Object a) -> a, new Thrower(new IllegalStateException("boom"))),
                "cannot serialize the argument: " + HERE + "$Thrower: java.lang.IllegalStateException: boom");
        assertRefused(
                TaskCall.function((Object a) -> a, new Thrower(new OutOfMemoryError("fake"))),
                "cannot serialize the argument: " + HERE + "$Thrower: java.lang.OutOfMemoryError: fake");
        assertRefused(
                TaskCall.function((Object a) -> a, new Thrower(new AssertionError())),
                "cannot serialize the argument: " + HERE + "$Thrower: java.lang.AssertionError");
        assertRefused(
                TaskCall.function((Object a) -> a, new Thrower(new RudeException())),
                "cannot serialize the argument: " + HERE + "$Thrower: " + HERE
                        + "$RudeException: (getMessage threw java.lang.IllegalStateException)");
        Thrower captured = new Thrower(new IOException("disk"));
        assertRefused(
                TaskCall.callable((TaskCallable<?>) () -> captured),
                "cannot serialize the function: lambda at " + HERE + " captured local variable 1 of 1 (" + HERE
                        + "$Thrower): java.io.IOException: disk");
    }

    @Test
    void deepList_isExplained() {
        Node list = null;
        for (int i = 0; i < 200_000; i++) {
            list = new Node(list);
        }
        assertRefused(
                TaskCall.function((Object a) -> a, list),
                "cannot serialize the argument: " + HERE + "$Node: java.lang.StackOverflowError: its objects are nested"
                        + " too deeply, or its own serialization methods recurse; hold what is linked by many steps in a"
                        + " list or an array instead, or give the thread a larger stack (-Xss)");
    }

    @Test
    void culpritThatCannotBeFound_isNamedWithoutPath() {
        assertRefused(
                TaskCall.function((Object a) -> a, new Thrower(new NotSerializableException("com.acme.Unknown"))),
                "cannot serialize the argument: " + HERE + "$Thrower is not serializable: it holds a com.acme.Unknown");
    }

    @Test
    void throwingReadObject_failsTheDecoding() {
        Throwable refusal = catchThrowable(() -> wire.argument(new ThrowingReader()));
        assertThat(refusal)
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the argument: java.lang.IllegalStateException: read");
        CodecOutput out = new CodecOutput();
        wire.outcomeEncoder.encodeValue(new ThrowingReader(), out);
        assertThat(((Outcome.Failure) wire.decode(out)).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the result: java.lang.IllegalStateException: read");
    }

    @Test
    void missingClasses_areNamed() throws Exception {
        ClassLoader own = MissingClasses.compile(
                "p.Gone",
                "package p; public class Gone implements java.io.Serializable {"
                        + " public dev.tandem.TaskCallable<Object> lambda() { return () -> 1; } }");
        Object gone = own.loadClass("p.Gone").getConstructor().newInstance();
        Wire blind = new Wire(new ClassLoader("near", getClass().getClassLoader()) {});
        assertThat(catchThrowable(() -> blind.argument(gone)))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the argument: class p.Gone was not found by class loader near");
        Object lambda = gone.getClass().getMethod("lambda").invoke(gone);
        assertThat(catchThrowable(() -> blind.travel(TaskCall.callable((Callable<?>) lambda))))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the function: class p.Gone was not found by class loader near");
        Wire sighted = new Wire(own);
        assertThat(sighted.argument(gone)).isExactlyInstanceOf(gone.getClass());
        assertThat(sighted.call(TaskCall.callable((Callable<?>) lambda))).isEqualTo(1);
    }

    @Test
    void otherVersionOfTheCapturingClass_isExplained() throws Exception {
        String head = "package p; public class Main implements java.io.Serializable { public Object f() { return ";
        ClassLoader old = MissingClasses.compile("p.Main", head + "(dev.tandem.TaskCallable<Object>) () -> 1; } }");
        ClassLoader without = MissingClasses.compile("p.Main", head + "1; } }");
        ClassLoader other =
                MissingClasses.compile("p.Main", head + "(dev.tandem.TaskFunction<Integer, Object>) a -> 1; } }");
        Object main = old.loadClass("p.Main").getConstructor().newInstance();
        Callable<?> lambda = (Callable<?>) main.getClass().getMethod("f").invoke(main);
        assertThat(catchThrowable(() -> new Wire(without).travel(TaskCall.callable(lambda))))
                .hasMessage(
                        "cannot rebuild the function: java.io.IOException: another version of p.Main is on the class"
                                + " path here: it has no serializable lambda");
        assertThat(catchThrowable(() -> new Wire(other).travel(TaskCall.callable(lambda))))
                .hasMessage(
                        "cannot rebuild the function: java.io.IOException: another version of p.Main is on the class"
                                + " path here: it does not have this lambda");
    }

    @Test
    void undefinedFunction_isRefused() {
        EncodedTask task = wire.taskEncoder.encode(TaskCall.callable((TaskCallable<?>) () -> 1));
        assertThat(catchThrowable(() -> wire.taskDecoder.decode(1, task.payload(), 0, task.payload().length)))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the function: malformed payload: a function must be defined before it is"
                        + " used: id=1");
    }

    @Test
    void badDefinition_failsOnlyTheTasksThatUseIt() throws Exception {
        wire.taskDecoder.define(500, new byte[] {1, 2, 3});
        assertThat(wire.call(TaskCall.callable((TaskCallable<?>) () -> 1))).isEqualTo(1);
        assertThat(catchThrowable(() -> wire.taskDecoder.decode(500, new byte[] {0, 0}, 0, 2)))
                .isExactlyInstanceOf(TaskSerializationException.class);
    }

    // SPEC P5: this$0 and val$x are explained.
    @Test
    void capturedVariableOfAClass_isExplained() {
        assertThat(refusal(TaskCall.callable(anonymous())))
                .endsWith(
                        ".val$local (" + HERE + "$Conn); val$local is the local variable local, which the class uses");
    }

    /** In a static method, so that there is no outer object. */
    private static TaskCallable<Object> anonymous() {
        Conn local = new Conn();
        return new TaskCallable<>() {
            @Override
            public Object call() {
                return local;
            }
        };
    }

    // SPEC P5
    @Test
    void memberClass_isTheOuterObjectsAndSaysSo() {
        assertThat(refusal(TaskCall.function((Object a) -> a, new Outer().new Member())))
                .endsWith("$Outer$Member.this$0 (" + HERE
                        + "$Outer); this$0 is the outer object of an inner class: make the class static");
    }

    // SPEC P5: a short hint for each of the usual culprits.
    @Test
    void usualCulprits_comeWithAHint() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Socket socket = new Socket();
                InputStream stream = InputStream.nullInputStream();
                FileSystem zip = zipFileSystem()) {
            IdentityHashMap<Object, String> hints = new IdentityHashMap<>();
            hints.put(stream, "an open stream belongs to its process: send the path or the bytes, and open it inside");
            hints.put(
                    socket,
                    "a network connection belongs to its process: open one inside the task, or once per worker");
            hints.put(new Thread(), "a thread belongs to its process: start it inside the task");
            hints.put(executor, "a pool belongs to the process that made it: submit what comes next from here");
            hints.put(new CompletableFuture<>(), "send its result instead: join it before");
            hints.put(new CountDownLatch(1), "it only coordinates threads of one process: let the task return");
            hints.put(List.of(1).iterator(), "collect its elements into a list first");
            hints.put(Stream.of(1), "collect its elements into a list first");
            hints.put(getClass().getClassLoader(), "send the name of a class, and load it inside the task");
            hints.put(getClass().getDeclaredMethods()[0], "send its name and look it up inside the task");
            hints.put(java.util.logging.Logger.getLogger("x"), "make the logger a static field: each process then has");
            hints.put(new ThreadLocal<>(), "make it a static field: each process then has its own");
            hints.put(new WeakReference<>(1), "send what it refers to");
            hints.put(zip.getPath("/x"), "only paths of the default file system travel: send the name");
            hints.put(new WeakHashMap<>(), "copy it into a HashMap first");
            hints.put(ProcessHandle.current(), "send its pid");
            hints.put(new Object(), "if it is there to be locked, make the field transient or use a new byte[0]");
            hints.put(
                    (Supplier<Object>) () -> 1, "give the variable or field that holds the lambda a serializable type");
            for (Map.Entry<Object, String> hint : hints.entrySet()) {
                Object culprit = hint.getKey();
                assertThat(refusal(TaskCall.function((Object a) -> a, new Holder(culprit))))
                        .as(culprit.getClass().getName())
                        .contains("; " + hint.getValue());
                assertThat(refusal(TaskCall.callable((TaskCallable<?>) () -> culprit)))
                        .as(culprit.getClass().getName())
                        .contains("; " + hint.getValue());
            }
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void culpritsOfOtherLibraries_comeWithAHint() {
        assertThat(Hints.known(java.sql.Connection.class)).startsWith("a database connection belongs to its process");
        assertThat(Hints.ofName("com.acme.Service$$SpringCGLIB$$0"))
                .isEqualTo(
                        "a framework has made this class around an object of yours: send the data that the task needs");
        assertThat(Hints.known(StringBuilder.class)).isNull();
        assertThat(Hints.general(StringBuilder.class)).isNull();
    }

    private FileSystem zipFileSystem() throws IOException {
        return FileSystems.newFileSystem(dir.resolve("x.zip"), Map.of("create", "true"));
    }

    // SPEC P5: what a form of its own holds is looked into.
    @Test
    void culpritsInsideFormsOfTheirOwn_areFound() {
        Report report = new Report();
        assertThat(refusal(TaskCall.function((Object a) -> a, Optional.of(report))))
                .startsWith("cannot serialize the argument: java.util.Optional is not serializable: field"
                        + " java.util.Optional.get().conn (" + HERE + "$Conn)");
        assertThat(refusal(TaskCall.function((Object a) -> a, Map.entry(1, report))))
                .contains(".value.conn (" + HERE + "$Conn)");
        assertThat(refusal(TaskCall.function((Object a) -> a, new ArrayList<>(List.of(1, report)).subList(0, 2))))
                .contains("[1].conn (" + HERE + "$Conn)");
        assertThat(refusal(TaskCall.function((Object a) -> a, new AtomicReference<>(report))))
                .contains(".get().conn (" + HERE + "$Conn)");
    }

    @Test
    void longWays_areShortened() {
        Node list = new Node(null);
        list.other = new Conn();
        for (int i = 0; i < 200; i++) {
            list = new Node(list);
        }
        assertThat(refusal(TaskCall.function((Object a) -> a, list)))
                .contains("$Node" + ".next".repeat(9) + "...(182 more)..." + ".next".repeat(9) + ".other (" + HERE);
    }

    // SPEC P5, FAULTS 11: both versions are told.
    @Test
    void otherVersionOfAClass_isToldWithBothNumbers() throws Exception {
        String head = "package p; public class V implements java.io.Serializable {"
                + " private static final long serialVersionUID = ";
        ClassLoader one = MissingClasses.compile("p.V", head + "1; }");
        ClassLoader two = MissingClasses.compile("p.V", head + "2; }");
        Object value = one.loadClass("p.V").getConstructor().newInstance();
        assertThat(catchThrowable(() -> new Wire(two).argument(value)))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the argument: java.io.InvalidClassException: p.V; local class incompatible:"
                        + " stream classdesc serialVersionUID = 1, local class serialVersionUID = 2; the two processes"
                        + " have different versions of the class");
    }

    // SPEC P5, FAULTS 11: the second time the JVM only says that it could not.
    @Test
    void failingStaticInitializer_isToldEachTime() throws Exception {
        String head = "package p; public enum S { A; static { ";
        ClassLoader fine = MissingClasses.compile("p.S", head + "} }");
        ClassLoader failing = MissingClasses.compile(
                "p.S", head + "if (A != null) throw new IllegalStateException(\"trouble\"); } }");
        Object value = fine.loadClass("p.S").getEnumConstants()[0];
        Wire between = new Wire(failing);
        assertThat(catchThrowable(() -> between.argument(value)))
                .hasMessage("cannot rebuild the argument: java.lang.ExceptionInInitializerError: class p.S threw"
                        + " java.lang.IllegalStateException: trouble");
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> between.argument(value)))
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith("cannot rebuild the argument: java.lang.NoClassDefFoundError: class p.S"
                            + " cannot be used any more in this process, since its static initializer has failed before:"
                            + " Exception java.lang.IllegalStateException: trouble");
        }
    }

    private String refusal(TaskCall call) {
        Throwable refusal = catchThrowable(() -> wire.taskEncoder.encode(call));
        assertThat(refusal).isExactlyInstanceOf(TaskSerializationException.class);
        return refusal.getMessage();
    }

    private void assertRefused(TaskCall call, String message) {
        Throwable refusal = catchThrowable(() -> wire.taskEncoder.encode(call));
        assertThat(refusal)
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage(message);
        assertThat(refusal.getCause() == null).isEqualTo(message.contains("use TaskCallable"));
    }

    static class Conn {
        String open() {
            return "";
        }
    }

    static class Report implements Serializable {
        private final Conn conn = new Conn();
        private transient Conn ignored = new Conn();

        TaskCallable<Object> task() {
            return () -> conn;
        }
    }

    static class Outer {
        private int field;

        class Member implements Serializable {
            int value() {
                return field;
            }
        }

        TaskCallable<Object> task() {
            return () -> field;
        }

        TaskCallable<Object> anonymous() {
            return new TaskCallable<>() {
                @Override
                public Object call() {
                    return field;
                }
            };
        }
    }

    static class PlainCallable implements Callable<String> {
        @Override
        public String call() {
            return "";
        }
    }

    static class Holder implements Serializable {
        private final Object[] items;

        Holder(Object... items) {
            this.items = items;
        }
    }

    static class Node implements Serializable {
        private final Node next;
        private Object other;

        Node(Node next) {
            this.next = next;
        }
    }

    static class RudeException extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException();
        }
    }

    static class Thrower implements Serializable {
        private final transient Throwable failure;

        Thrower(Throwable failure) {
            this.failure = failure;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            sneak(failure);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable failure) throws T {
            throw (T) failure;
        }
    }

    static class ThrowingReader implements Serializable {
        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("read");
        }
    }
}
