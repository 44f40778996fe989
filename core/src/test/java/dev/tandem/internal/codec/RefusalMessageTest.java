package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The texts that users see when something cannot travel. */
class RefusalMessageTest {
    private static final String HERE = "dev.tandem.internal.codec.RefusalMessageTest";

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
                "cannot serialize the function: lambda at " + HERE + " captured argument 2 (" + HERE + "$Report)"
                        + ", which is not serializable: field path " + HERE + "$Report.conn (" + HERE + "$Conn)");
    }

    @Test
    void capturedValues_writtenTogether_culpritIsNamed() {
        List<String> fine = new ArrayList<>();
        Report report = new Report();
        assertRefused(
                TaskCall.callable((TaskCallable<String>) () -> fine + report.toString()),
                "cannot serialize the function: lambda at " + HERE + " captured argument 2 (" + HERE + "$Report)"
                        + ", which is not serializable: field path " + HERE + "$Report.conn (" + HERE + "$Conn)");
    }

    @Test
    void capturedValue_itselfNotSerializable_isNamed() {
        Conn conn = new Conn();
        assertRefused(
                TaskCall.callable((TaskCallable<String>) conn::open),
                "cannot serialize the function: method reference " + HERE + "$Conn::open at " + HERE
                        + " captured argument 1 (" + HERE + "$Conn), which is not serializable");
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
                        + " which is not serializable: field path " + HERE + "$Report.conn (" + HERE + "$Conn)"
                        + "; a lambda captures this when it uses a field or a method of its"
                        + " object: copy the field into a local variable before the lambda and use that");
    }

    @Test
    void innerClass_isExplained() {
        assertRefused(
                TaskCall.callable(new Outer().anonymous()),
                "cannot serialize the function: " + HERE + "$Outer$1 is not serializable: field path " + HERE
                        + "$Outer$1.this$0 (" + HERE
                        + "$Outer); an inner class holds its outer instance: make it static");
    }

    @Test
    void argument_notSerializable_isNamedWithItsPath() {
        TaskFunction<Object, String> function = Object::toString;
        assertRefused(
                TaskCall.function(function, new Conn()),
                "cannot serialize the argument: " + HERE + "$Conn is not serializable");
        assertRefused(
                TaskCall.function(function, new Conn[] {new Conn()}),
                "cannot serialize the argument: " + HERE + "$Conn[] is not serializable: field path " + HERE
                        + "$Conn[][0] (" + HERE + "$Conn)");
        assertRefused(
                TaskCall.function(function, new Holder(1, new Report())),
                "cannot serialize the argument: " + HERE + "$Holder is not serializable: field path " + HERE
                        + "$Holder.items[1].conn (" + HERE + "$Conn)");
        assertRefused(
                TaskCall.function(function, new ArrayList<>(List.of(1, Map.of("k", new Report())))),
                "cannot serialize the argument: java.util.ArrayList is not serializable: field path"
                        + " java.util.ArrayList[1].values[0].conn (" + HERE + "$Conn)");
    }

    @Test
    void lambdaInsideAnArgument_isLookedInto() {
        Report report = new Report();
        TaskCallable<Object> inner = () -> report.conn;
        assertRefused(
                TaskCall.function((TaskFunction<Object, String>) Object::toString, new Holder(inner)),
                "cannot serialize the argument: " + HERE + "$Holder is not serializable: field path " + HERE
                        + "$Holder.items[0].captured[1].conn (" + HERE + "$Conn)");
    }

    @Test
    void eachArgument_isSaidWhich() {
        assertRefused(
                TaskCall.biFunction((Object a, Object b) -> a, new Conn(), 1),
                "cannot serialize the first argument: " + HERE + "$Conn is not serializable");
        assertRefused(
                TaskCall.biFunction((Object a, Object b) -> a, 1, new Conn()),
                "cannot serialize the second argument: " + HERE + "$Conn is not serializable");
        assertRefused(
                TaskCall.chunk((Object a) -> a, new Object[] {1, new Conn()}),
                "cannot serialize the argument: " + HERE + "$Conn is not serializable");
    }

    @Test
    void result_notSerializable_isNamed() {
        CodecOutput out = new CodecOutput();
        out.writeByte(1);
        Throwable refusal = catchThrowable(() -> wire.outcomeEncoder.encodeValue(new Report(), out));
        assertThat(refusal)
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot serialize the result: " + HERE + "$Report is not serializable: field path " + HERE
                        + "$Report.conn (" + HERE + "$Conn)");
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
                "cannot serialize the function: lambda at " + HERE + " captured argument 1 (" + HERE
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
                        + " too deeply, or its own serialization methods recurse");
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
