package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.RemoteTaskException;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerTraceException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureRoundTripTest {
    private static final String HERE = "dev.tandem.internal.codec.FailureRoundTripTest";

    private final Wire wire = new Wire();

    @Test
    void exception_comesBackAsTheSameType_withTheWorkersTraceAsCause() {
        IllegalStateException thrown = new IllegalStateException("bad");
        thrown.setStackTrace(new StackTraceElement[] {frame("com.acme.Main"), frame("java.lang.Thread")});
        Throwable failure = wire.failureBack(thrown);
        assertThat(failure)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("bad")
                .isNotSameAs(thrown);
        assertThat(failure.getStackTrace()).isEqualTo(thrown.getStackTrace());
        assertThat(failure.getCause())
                .isExactlyInstanceOf(WorkerTraceException.class)
                .hasMessage("thrown in worker 3 (pid 4711), task=label");
        assertThat(((WorkerTraceException) failure.getCause()).worker()).isEqualTo(Wire.WORKER);
        assertThat(failure.getCause().getStackTrace()).isEqualTo(thrown.getStackTrace());
    }

    @Test
    void causes_comeBack_andTheWorkersTraceIsTheLast() {
        IOException root = new IOException("disk");
        Throwable failure = wire.failureBack(new UncheckedIOException("io", root));
        assertThat(failure).isExactlyInstanceOf(UncheckedIOException.class);
        assertThat(failure.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("disk");
        assertThat(failure.getCause().getCause()).isInstanceOf(WorkerTraceException.class);
    }

    // SPEC P6
    @Test
    void messageOfANullPointer_comesBack_thoughTheJvmComputesIt() {
        NullPointerException thrown = dereferenced(null);
        assertThat(thrown).hasMessageContaining("because");
        Throwable failure = wire.failureBack(thrown);
        assertThat(failure).isExactlyInstanceOf(NullPointerException.class).hasMessage(thrown.getMessage());
        assertThat(failure.getStackTrace()).isEqualTo(thrown.getStackTrace());

        Throwable wrapped = wire.failureBack(new IllegalStateException("outer", thrown));
        assertThat(wrapped.getCause())
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage(thrown.getMessage());
    }

    // SPEC P6
    @Test
    void nullPointerInACycle_staysOne() {
        NullPointerException thrown = dereferenced(null);
        IllegalStateException inner = new IllegalStateException("inner", thrown);
        thrown.addSuppressed(inner);
        Throwable failure = wire.failureBack(thrown);
        assertThat(failure).hasMessage(thrown.getMessage());
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(s -> s.getCause() == failure);
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // on purpose
    private static NullPointerException dereferenced(@Nullable String text) {
        try {
            throw new AssertionError("length=" + text.length());
        } catch (NullPointerException e) {
            return e;
        }
    }

    @Test
    void refusedCause_makesTheTraceSuppressed() {
        Throwable failure = wire.failureBack(new ExecutionException("x", null));
        assertThat(failure).isExactlyInstanceOf(ExecutionException.class).hasNoCause();
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(s -> s instanceof WorkerTraceException);
    }

    @Test
    void suppressed_comeBack() {
        Exception thrown = new Exception("main");
        thrown.addSuppressed(new IOException("close"));
        Throwable failure = wire.failureBack(thrown);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0])
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("close");
    }

    @Test
    void fieldsOfOwnExceptions_comeBack() {
        Coded failure = (Coded) wire.failureBack(new Coded(7));
        assertThat(failure.code).isEqualTo(7);
    }

    @Test
    void errors_comeBack() {
        assertThat(wire.failureBack(new StackOverflowError())).isExactlyInstanceOf(StackOverflowError.class);
        assertThat(wire.failureBack(new OutOfMemoryError("x"))).isExactlyInstanceOf(OutOfMemoryError.class);
        assertThat(wire.failureBack(new AssertionError("x", null))).isExactlyInstanceOf(AssertionError.class);
    }

    @Test
    void ownFrames_areCutOffTheBottom() {
        Exception cause = new Exception("cause");
        cause.setStackTrace(new StackTraceElement[] {
            frame("com.acme.Deep"), frame("dev.tandem.internal.codec.TaskCall"), frame("java.lang.Thread")
        });
        Exception thrown = new Exception("top", cause);
        thrown.setStackTrace(new StackTraceElement[] {
            frame("java.util.Map"),
            frame("dev.tandem.internal.fleet.Nested"),
            frame("com.acme.Main"),
            frame("dev.tandem.internal.codec.TaskCall"),
            frame("dev.tandem.internal.worker.Loop"),
            frame("java.lang.Thread")
        });
        Throwable failure = wire.failureBack(thrown);
        assertThat(failure.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .containsExactly("java.util.Map", "dev.tandem.internal.fleet.Nested", "com.acme.Main");
        assertThat(failure.getCause().getStackTrace()).hasSize(1);
        assertThat(failure.getCause().getCause().getStackTrace()).hasSize(3);
    }

    @Test
    void exceptionThatCannotBeSerialized_comesAsText() {
        Throwable failure = wire.failureBack(new Unserializable());
        assertThat(failure).isExactlyInstanceOf(RemoteTaskException.class);
        RemoteTaskException remote = (RemoteTaskException) failure;
        assertThat(remote.className()).isEqualTo(HERE + "$Unserializable");
        assertThat(remote.remoteMessage()).isEqualTo("holds");
        assertThat(remote.remoteTrace())
                .startsWith(HERE + "$Unserializable: holds\n\tat " + HERE)
                .contains("Caused by: java.io.IOException: inner\n");
        assertThat(remote)
                .hasMessageStartingWith(HERE + "$Unserializable: holds [could not be rebuilt here: it is not"
                        + " serializable: field " + HERE + "$Unserializable.conn (java.lang.Object)]\nin the"
                        + " worker:\n" + HERE);
        assertThat(remote.getSuppressed()).hasSize(1).allMatch(s -> s instanceof WorkerTraceException);
    }

    @Test
    void exceptionWhoseWriteObjectThrows_comesAsText() {
        Throwable failure = wire.failureBack(new WriteThrows());
        assertThat(failure)
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("its serialization failed: java.lang.IllegalStateException: write");
    }

    @Test
    void exceptionWhoseReadObjectThrows_comesAsText() {
        Throwable failure = wire.failureBack(new ReadThrows());
        assertThat(failure)
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("[could not be rebuilt here: java.lang.IllegalStateException: read]");
    }

    @Test
    void exceptionWhoseMethodsThrow_comesAllTheSame() {
        Throwable failure = wire.failureBack(new Rude());
        assertThat(failure).isInstanceOfAny(Rude.class, RemoteTaskException.class);
        FailureText text = FailureText.of(new Rude());
        assertThat(text.message()).isEqualTo("(getMessage threw java.lang.IllegalStateException)");
        assertThat(text.trace()).startsWith(HERE + "$Rude: (toString threw java.lang.IllegalStateException)\n");
    }

    @Test
    void exceptionThatOverflowsTheStack_comesAllTheSame() {
        assertThat(wire.failureBack(new Overflowing()))
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("its serialization failed: java.lang.StackOverflowError");
        assertThat(FailureText.of(new Overflowing()).message())
                .isEqualTo("(getMessage threw java.lang.StackOverflowError)");
    }

    @Test
    void cyclicCauses_comeBack() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        Throwable failure = wire.failureBack(one);
        assertThat(failure).hasMessage("one");
        assertThat(failure.getCause()).hasMessage("two");
        assertThat(failure.getCause().getCause()).isSameAs(failure);
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(s -> s instanceof WorkerTraceException);
        assertThat(FailureText.of(one).trace()).contains("[printed above or too deep: java.lang.Exception: one]");
    }

    @Test
    void causeWithoutEnd_isSurvived() {
        assertThat(FailureText.of(new Endless()).trace()).contains("too deep");
        assertThat(wire.failureBack(new Endless())).isInstanceOf(Endless.class);
    }

    @Test
    void manyCauses_areSurvived() {
        Exception chain = new Exception("0");
        for (int i = 1; i < 10_000; i++) {
            chain = new Exception("" + i, chain);
        }
        Throwable failure = wire.failureBack(chain);
        assertThat(failure).isExactlyInstanceOf(Exception.class).hasMessage("9999");
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(s -> s instanceof WorkerTraceException);
        int level = 0;
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
            level++;
        }
        assertThat(level).isEqualTo(FailureLimits.MAX_LEVELS);
        assertThat(last)
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessage(
                        "java.lang.Exception: 9899 [could not be rebuilt here: it is behind 100 levels of causes, and"
                                + " was left out with 9899 causes of its own]\nin the worker:\njava.lang.Exception: 9899");
        assertThat(chain.getCause().getCause().getMessage())
                .as("the original is as it was")
                .isEqualTo("9997");
    }

    // SPEC P6: of another shape, the same holds.
    @Test
    void suppressedOfSuppressed_areSurvived() {
        Exception nested = new Exception("0");
        for (int i = 1; i < 10_000; i++) {
            Exception next = new Exception("" + i);
            next.addSuppressed(nested);
            nested = next;
        }
        Throwable last = wire.failureBack(nested);
        assertThat(last).hasMessage("9999").cause().isInstanceOf(WorkerTraceException.class);
        for (int i = 0; i < FailureLimits.MAX_LEVELS; i++) {
            last = last.getSuppressed()[0];
        }
        assertThat(last)
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageStartingWith(
                        "java.lang.Exception: 9899 [could not be rebuilt here: it is behind 100 levels");
    }

    // SPEC P6
    @Test
    void cyclicSuppressed_comeBack() {
        Exception one = new Exception("one");
        Exception two = new Exception("two");
        one.addSuppressed(two);
        two.addSuppressed(one);
        two.initCause(one);
        Throwable failure = wire.failureBack(one);
        Throwable other = failure.getSuppressed()[0];
        assertThat(failure).hasMessage("one");
        assertThat(other).hasMessage("two");
        assertThat(other.getSuppressed()[0]).isSameAs(failure);
        assertThat(other.getCause()).isSameAs(failure);
        assertThat(failure.getCause()).isInstanceOf(WorkerTraceException.class);
    }

    // SPEC P6: as of a JVM with -XX:MaxJavaStackTraceDepth, or of a wild setStackTrace.
    @Test
    void veryDeepTrace_isTrimmedWithAMark() {
        StackTraceElement[] frames = new StackTraceElement[100_000];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement("com.acme.Deep", "level" + i, "Deep.java", i);
        }
        Exception thrown = new Exception("deep");
        thrown.setStackTrace(frames);
        Throwable failure = wire.failureBack(thrown);
        StackTraceElement[] kept = failure.getStackTrace();
        assertThat(kept).hasSize(FailureLimits.MAX_FRAMES);
        assertThat(kept[FailureLimits.TOP_FRAMES - 1]).isEqualTo(frames[FailureLimits.TOP_FRAMES - 1]);
        assertThat(kept[FailureLimits.TOP_FRAMES]).hasToString("... 98977 frames left out (of 100000)");
        assertThat(kept[kept.length - 1]).isEqualTo(frames[frames.length - 1]);
        assertThat(failure.getCause().getStackTrace()).isEqualTo(kept);
        assertThat(thrown.getStackTrace()).as("the original is as it was").hasSize(100_000);
        assertThat(FailureText.of(thrown).trace()).contains("\tat com.acme.Deep.level767(");
        thrown.setStackTrace(java.util.Arrays.copyOf(frames, FailureLimits.MAX_FRAMES));
        assertThat(wire.failureBack(thrown).getStackTrace()).isEqualTo(thrown.getStackTrace());
        assertThat((StackTraceElement[]) wire.valueBack(frames))
                .as("of a value nothing is left out")
                .hasSize(100_000);
    }

    // SPEC P6: a message travels whole with its exception.
    @Test
    void hugeMessage_comesBackWhole() {
        String message = "m".repeat(10_000_000);
        assertThat(wire.failureBack(new IllegalStateException(message))
                        .getMessage()
                        .equals(message))
                .isTrue();
    }

    // SPEC P6: nothing is changed in the worker, so one instance can be thrown by many tasks.
    @Test
    void sameInstance_thrownByTwoTasks_comesBackTwice() {
        IllegalStateException only = new IllegalStateException("only");
        Throwable one = wire.failureBack(only);
        Throwable two = wire.failureBack(only);
        assertThat(one).isNotSameAs(two).hasMessage("only");
        assertThat(one.getCause()).isInstanceOf(WorkerTraceException.class).isNotSameAs(two.getCause());
        assertThat(only.getCause()).isNull();
        assertThat(only.getSuppressed()).isEmpty();
    }

    // SPEC P6, FAULTS 13
    @Test
    void exceptionWhoseMethodsReturnNull_comesBack() {
        Throwable failure = wire.failureBack(new Silent());
        assertThat(failure.getClass()).isEqualTo(Silent.class);
        assertThat(FailureText.of(new Silent()).trace()).isEqualTo(HERE + "$Silent\n");
    }

    @Test
    void hugeMessage_isTrimmed() {
        FailureText text = FailureText.of(new Exception("m".repeat(10_000_000)));
        assertThat(text.message()).hasSizeLessThan(66_000).endsWith("\n... (trimmed after 65536 characters)");
        assertThat(text.trace()).hasSizeLessThan(66_000).endsWith("\n... (trimmed after 65536 characters)");
    }

    @Test
    void text_isWhatTheJdkPrints() {
        Exception thrown = new Exception("top", new IOException("cause"));
        thrown.addSuppressed(new Exception("suppressed", new Exception("its cause")));
        java.io.StringWriter printed = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(printed));
        assertThat(FailureText.of(thrown).trace()).isEqualTo(printed.toString().replace("\r\n", "\n"));
    }

    @Test
    void missingClass_comesAsText() throws Exception {
        ClassLoader own = MissingClasses.compile(
                "p.Oops", "package p; public class Oops extends Exception { public Oops() { super(\"gone\"); } }");
        Throwable thrown = (Throwable) own.loadClass("p.Oops").getConstructor().newInstance();
        Wire blind = new Wire(new ClassLoader("near", getClass().getClassLoader()) {});
        assertThat(blind.failureBack(thrown))
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageStartingWith("p.Oops: gone [could not be rebuilt here: class p.Oops was not found by class"
                        + " loader near]\nin the worker:\np.Oops: gone\n");
        assertThat(new Wire(own).failureBack(thrown)).isExactlyInstanceOf(thrown.getClass());
    }

    @Test
    void replacedExceptions_areWhatTheyReplaceThemselvesWith() {
        for (int i = 0; i < 20; i++) {
            assertThat(wire.failureBack(Single.ONLY)).isSameAs(Single.ONLY);
        }
        assertThat(Single.ONLY.getSuppressed().length).isLessThan(10);
        assertThat(wire.failureBack(new NotEvenThrowable()))
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("it came back as java.lang.String");
    }

    @Test
    void ourRefusal_withACauseThatCannotTravel_keepsItsTypeAndMessage() {
        Throwable failure =
                wire.failureBack(new TaskSerializationException("cannot serialize x", new Unserializable()));
        assertThat(failure)
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot serialize x");
        assertThat(failure.getCause()).isExactlyInstanceOf(RemoteTaskException.class);
    }

    @Test
    void traceOfANestedPool_isKept() {
        Throwable nested = wire.failureBack(new IllegalStateException("deep"));
        Throwable failure = wire.failureBack(nested);
        assertThat(failure.getCause()).isInstanceOf(WorkerTraceException.class);
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(s -> s instanceof WorkerTraceException);
    }

    @Test
    void filter_decidesWhatIsRebuilt() {
        ObjectInputFilter filter = info -> info.serialClass() == Coded.class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED;
        OutcomeDecoder decoder = new OutcomeDecoder(getClass().getClassLoader(), filter);
        CodecOutput out = new CodecOutput();
        wire.outcomeEncoder.encodeFailure(new Coded(1), out);
        Outcome outcome = decoder.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label");
        assertThat(((Outcome.Failure) outcome).failure())
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("refused by the filter: class=" + HERE + "$Coded");
    }

    @Test
    void deepResult_isRefusedBeforeItOverflowsTheStack() {
        Box box = new Box(null);
        for (int i = 0; i < 600; i++) {
            box = new Box(box);
        }
        CodecOutput out = new CodecOutput();
        wire.outcomeEncoder.encodeValue(box, out);
        assertThat(((Outcome.Failure) wire.decode(out)).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage(
                        "cannot rebuild the result: java.io.InvalidClassException: its objects are nested deeper than"
                                + " 500 levels: hold what is linked by many steps in a list or an array instead");
    }

    private static StackTraceElement frame(String className) {
        return new StackTraceElement(className, "run", "File.java", 1);
    }

    static class Box implements Serializable {
        private final Box inner;

        Box(Box inner) {
            this.inner = inner;
        }
    }

    static class Coded extends Exception {
        private final int code;

        Coded(int code) {
            this.code = code;
        }
    }

    static class Unserializable extends Exception {
        private final Object conn = new Object();

        Unserializable() {
            super("holds", new IOException("inner"));
        }
    }

    static class WriteThrows extends Exception {
        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("write");
        }
    }

    static class ReadThrows extends Exception {
        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("read");
        }
    }

    static class Rude extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException();
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException();
        }

        @Override
        public String toString() {
            throw new IllegalStateException();
        }
    }

    /** Says nothing whatever it is asked, and has no frames of its own. */
    static class Silent extends RuntimeException {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return null;
        }

        @Override
        public String getMessage() {
            return null;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public String toString() {
            return null;
        }
    }

    static class Overflowing extends RuntimeException {
        private static int deeper(int level) {
            return level < 0 ? 0 : deeper(level + 1) + 1;
        }

        @Override
        public String getMessage() {
            return "" + deeper(0);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(deeper(0));
        }
    }

    static class Endless extends RuntimeException {
        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    static class Single extends RuntimeException {
        static final Single ONLY = new Single();

        private Object readResolve() {
            return ONLY;
        }
    }

    static class NotEvenThrowable extends RuntimeException {
        private Object writeReplace() {
            return "text";
        }
    }
}
