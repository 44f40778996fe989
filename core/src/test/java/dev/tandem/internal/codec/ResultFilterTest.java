package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.RemoteTaskException;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerTraceException;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool accepts from its workers, and what it says of the rest: SPEC P16. */
@Timeout(60)
class ResultFilterTest {
    /** Classes of somebody else, loaded in tests only. */
    private static final String THIRD = """
            package third;
            import java.io.*;
            public class Third implements Serializable {
                public static class Parent implements Serializable {}
                public static class Child extends Parent {}
                public record Pair(int a, Object b) implements Serializable {}
                public enum Color { RED { }, GREEN }
                public interface Face {}
                public enum Loud { ONE; static { System.setProperty("third.initialized", "yes"); } }
                public static class Trap implements Serializable {
                    private void readObject(ObjectInputStream in) { System.setProperty("third.read", "yes"); }
                }
                public static class Plain extends Exception {
                    public Object field;
                    @Override public String getMessage() { return "plain"; }
                }
                public static class OfJdk extends ClassNotFoundException {}
                public static class Reading extends Exception {
                    private void readObject(ObjectInputStream in) throws Exception { in.defaultReadObject(); }
                }
                public static class BelowReading extends Reading {}
                public static class Lacking extends Exception { private void readObjectNoData() {} }
                public static class Resolving extends Exception { protected Object readResolve() { return this; } }
                public static class Hashing extends Exception { @Override public int hashCode() { return 1; } }
                public static class Equal extends Exception {
                    @Override public boolean equals(Object o) { return true; }
                }
                public static class Ordered extends Exception implements Comparable<Ordered> {
                    @Override public int compareTo(Ordered o) { return 0; }
                }
                public static class Ordering extends Exception implements java.util.Comparator<Object> {
                    @Override public int compare(Object a, Object b) { return 0; }
                }
                public static class Handling extends Exception implements java.lang.reflect.InvocationHandler {
                    @Override public Object invoke(Object p, java.lang.reflect.Method m, Object[] a) { return null; }
                }
                @SuppressWarnings("removal")
                public static class Finalized extends Exception { @Override protected void finalize() {} }
                public static class External extends Exception implements Externalizable {
                    @Override public void writeExternal(ObjectOutput out) {}
                    @Override public void readExternal(ObjectInput in) {}
                }
            }
            """;

    private static final ClassLoader LOADER = MissingClasses.compile("third.Third", THIRD);

    private final OwnCode own = new OwnCode();
    private final ResultFilter filter = ResultFilter.of(own, List.of(), Optional.empty());

    @TempDir
    private Path dir;

    private static ResultFilter named(String... patterns) {
        return ResultFilter.of(new OwnCode(), List.of(patterns), Optional.empty());
    }

    private Class<?> third(String name) throws ClassNotFoundException {
        return Class.forName("third.Third$" + name, false, LOADER);
    }

    private Object make(String name) throws ReflectiveOperationException {
        return third(name).getConstructor().newInstance();
    }

    /** What becomes of a value that a worker returns. */
    private Outcome returned(Object value, ResultFilter by) {
        OutcomeEncoder encoder = new OutcomeEncoder();
        CodecOutput out = encoder.newOutput();
        encoder.encodeValue(value, out);
        return decoded(encoder, out, by);
    }

    /** What becomes of an exception that a worker throws. */
    private Throwable thrown(Throwable failure, ResultFilter by) {
        OutcomeEncoder encoder = new OutcomeEncoder();
        CodecOutput out = encoder.newOutput();
        encoder.encodeFailure(failure, out);
        return ((Outcome.Failure) decoded(encoder, out, by)).failure();
    }

    private Outcome decoded(OutcomeEncoder encoder, CodecOutput out, ResultFilter by) {
        OutcomeDecoder decoder = new OutcomeDecoder(LOADER, by).forChannel();
        for (int id = 1; id <= out.classesUsed(); id++) {
            decoder.defineClass(id, encoder.classDefinition(id));
        }
        return decoder.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label");
    }

    // ---- the JDK

    static Stream<Object> valuesOfTheJdk() throws IOException {
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"), Locale.GERMANY);
        Map<String, Object> nested = new HashMap<>();
        nested.put("self", nested);
        return Stream.of(
                1,
                'c',
                "text",
                new int[] {1},
                alone(new Object[] {1, "x", new long[0][2]}),
                alone(new Comparable<?>[] {1, "x"}),
                alone(new Integer[] {1, null}),
                new LinkedHashMap<>(Map.of(Path.of("a"), StandardCharsets.UTF_8)),
                new AtomicReference<>(Charset.forName("windows-1252")),
                new StringBuilder("x"),
                new BigDecimal("1.5"),
                MathContext.DECIMAL32,
                new UUID(1, 2),
                new Date(1),
                new Timestamp(1),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                TimeZone.getTimeZone("Europe/Berlin"),
                calendar,
                BitSet.valueOf(new long[] {5}),
                EnumSet.of(TimeUnit.DAYS),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                TimeUnit.DAYS,
                Thread.State.NEW,
                java.nio.file.StandardOpenOption.APPEND,
                nested,
                new Properties(),
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                new TreeMap<>(Map.Entry.<String, Integer>comparingByKey()),
                new PriorityQueue<>(Comparator.<Integer>reverseOrder()),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.synchronizedMap(new HashMap<>()),
                Arrays.asList(1, 2),
                List.of(1, 2, 3),
                Map.entry(1, 2).getValue(),
                new java.util.AbstractMap.SimpleEntry<>(1, 2),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                new ConcurrentSkipListMap<>(Map.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1)),
                new ArrayBlockingQueue<>(3),
                new LinkedBlockingDeque<>(List.of(1)),
                new AtomicLong(1),
                new AtomicReference<>("x"),
                new LongAdder(),
                new Random(1),
                Pattern.compile("a+b"),
                new SimpleDateFormat("yyyy", Locale.ROOT),
                new DecimalFormat("0.00"),
                URI.create("http://example.invalid/"),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                InetSocketAddress.createUnresolved("example.invalid", 80),
                new File("x"),
                Instant.EPOCH,
                Period.ofDays(1),
                DayOfWeek.MONDAY,
                ZoneId.of("Europe/Berlin"),
                ZonedDateTime.of(2024, 1, 1, 1, 1, 1, 1, ZoneId.of("Europe/Berlin")),
                new StackTraceElement("a", "b", "c", 1),
                String.class,
                int[].class,
                ByteBuffer.allocate(3),
                alone(new Object[] {ByteBuffer.allocate(3), ByteBuffer.allocateDirect(3), new AtomicLong(1)}));
    }

    /** An array would be taken for the arguments themselves. */
    private static Object alone(Object array) {
        return new Object[] {array};
    }

    @ParameterizedTest
    @MethodSource("valuesOfTheJdk")
    void value_ofTheJdk_isAccepted(Object value) {
        Outcome outcome = returned(value, filter);

        assertThat(outcome).as(String.valueOf(value.getClass())).isInstanceOf(Outcome.Value.class);
        assertThat(((Outcome.Value) outcome).value()).hasSameClassAs(value);
    }

    /** Those with a form of their own are not even asked about. */
    @Test
    void standardForms_areAllAccepted() {
        List<String> names = List.of(
                "java.util.ArrayList",
                "java.util.LinkedList",
                "java.util.ArrayDeque",
                "java.util.HashSet",
                "java.util.LinkedHashSet",
                "java.util.TreeSet",
                "java.util.HashMap",
                "java.util.TreeMap",
                "java.util.ImmutableCollections$ListN",
                "java.util.ImmutableCollections$SetN",
                "java.util.ImmutableCollections$MapN",
                "[Ljava.lang.Object;",
                "[Ljava.lang.String;",
                "java.math.BigInteger",
                "java.math.BigDecimal",
                "java.util.UUID",
                "java.time.LocalDate",
                "java.time.LocalTime",
                "java.time.LocalDateTime",
                "java.time.Instant",
                "java.time.Duration",
                "java.util.Optional",
                "java.util.OptionalInt",
                "java.util.OptionalLong",
                "java.util.OptionalDouble",
                "java.util.KeyValueHolder",
                "java.util.AbstractMap$SimpleEntry",
                "java.util.Collections$CopiesList");
        EnumSet<StandardForm> missing = EnumSet.allOf(StandardForm.class);
        missing.remove(StandardForm.LIST_OF_NULLABLE); // of the same class as the other
        assertThat(filter.accepts(Path.of("x").getClass())).isTrue();
        assertThat(filter.accepts(StandardCharsets.UTF_8.getClass())).isTrue();
        missing.removeAll(EnumSet.of(StandardForm.PATH, StandardForm.CHARSET));
        missing.removeAll(EnumSet.of( // arrive as other forms
                StandardForm.LIST_VIEW, StandardForm.SET_VIEW, StandardForm.SORTED_SET_VIEW, StandardForm.ENTRY_VIEW));
        for (String name : names) {
            Class<?> type = load(name);
            missing.remove(StandardForm.of(type));
            assertThat(filter.accepts(type)).as(name).isTrue();
        }
        assertThat(missing).isEmpty();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.awt.Point",
                "java.awt.Color",
                "java.awt.geom.Path2D$Double",
                "java.net.Inet6Address",
                "java.sql.Time",
                "java.util.concurrent.locks.ReentrantLock",
                "java.util.Collections$EmptyList",
                "sun.util.calendar.ZoneInfo",
                "java.lang.reflect.Proxy",
                "java.sql.BatchUpdateException",
                "java.rmi.RemoteException",
                "javax.naming.NamingException"
            })
    void class_ofTheJdkThatIsInert_isAccepted(String name) {
        assertThat(filter.accepts(load(name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.URL",
                "java.rmi.MarshalledObject",
                "java.rmi.server.UnicastRemoteObject",
                "java.rmi.server.RemoteObjectInvocationHandler",
                "java.security.SignedObject",
                "java.security.KeyRep",
                "java.beans.PropertyChangeSupport",
                "java.beans.beancontext.BeanContextSupport",
                "java.util.logging.LogRecord",
                "java.lang.reflect.Method",
                "java.lang.invoke.MethodType",
                "java.lang.Thread",
                "java.awt.Font",
                "javax.swing.UIDefaults",
                "javax.management.BadAttributeValueExpException",
                "javax.management.openmbean.TabularDataSupport",
                "javax.naming.CompositeName",
                "javax.sql.rowset.serial.SerialBlob",
                "com.sun.rowset.JdbcRowSetImpl",
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "sun.reflect.annotation.AnnotationInvocationHandler"
            })
    void class_ofTheJdkThatDoesMore_isRefused(String name) {
        assertThat(filter.accepts(load(name))).isFalse();
        assertThat(filter.accepts(load(name).arrayType())).isFalse();
    }

    @Test
    void interface_ofTheJdk_isAcceptedAsTheTypeOfElements() {
        assertThat(filter.accepts(java.rmi.Remote[].class)).isTrue();
    }

    // ---- exceptions

    static Stream<Throwable> failuresOfTheJdk() {
        return Stream.of(
                new IllegalStateException("x", new IOException("y")),
                new UncheckedIOException(new NoSuchFileException("x")),
                new SQLException("x", "y", 1),
                new ExceptionInInitializerError("x"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("failuresOfTheJdk")
    void failure_ofTheJdk_keepsItsType(Throwable failure) {
        failure.addSuppressed(new WorkerTraceException(Wire.WORKER, "label", new StackTraceElement[0]));

        assertThat(thrown(failure, filter)).hasSameClassAs(failure).hasMessage(failure.getMessage());
    }

    // SPEC P6
    @ParameterizedTest
    @ValueSource(strings = {"Plain", "OfJdk"})
    void failure_ofSomebodyElseThatIsInert_keepsItsType(String name) throws Exception {
        Throwable failure = (Throwable) make(name);

        assertThat(thrown(failure, filter)).hasSameClassAs(failure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reading",
                "BelowReading",
                "Lacking",
                "Resolving",
                "Hashing",
                "Equal",
                "Ordered",
                "Ordering",
                "Handling",
                "Finalized",
                "External"
            })
    void failure_ofSomebodyElseThatIsNotInert_comesAsText(String name) throws Exception {
        Throwable failure = thrown((Throwable) make(name), filter);

        assertThat(filter.accepts(third(name))).isFalse();
        assertThat(failure)
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("third.Third$" + name)
                .hasMessageContaining("[could not be rebuilt here: class third.Third$")
                .hasMessageContaining(" of class loader missing is not accepted from a worker; if you trust it, add: "
                        + "ProcessPoolExecutor.open(o -> o.accept(\"third.Third$");
    }

    @Test
    void failure_thatHoldsAnObjectOfSomebodyElse_comesAsText() throws Exception {
        Throwable failure = (Throwable) make("Plain");
        failure.getClass().getField("field").set(failure, make("Trap"));

        assertThat(thrown(failure, filter))
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("could not be rebuilt here: class third.Third$Trap of class loader missing");
        assertThat(System.getProperty("third.read")).isNull();
    }

    // ---- the user's own

    @Test
    void class_ofTheDirectoryOfAFunctionThatWasSent_isAccepted() {
        TaskEncoder encoder = new TaskEncoder(ClassOrigins.NONE, own);
        assertThat(filter.accepts(ValueRoundTripTest.Point.class)).isFalse();

        encoder.encode(TaskCall.callable((TaskCallable<?>) () -> 1));

        assertThat(filter.accepts(ValueRoundTripTest.Point.class)).isTrue();
        assertThat(filter.accepts(ValueRoundTripTest.Point[][].class)).isTrue();
        assertThat(filter.accepts(Test.class)).as("of another jar").isFalse();
    }

    @Test
    void class_ofTheLoaderOfAnArgumentThatWasSent_isAcceptedIfItHasNoJar() throws Exception {
        TaskFunction<Object, Object> function = argument -> argument;

        new TaskEncoder(ClassOrigins.NONE, own).encode(TaskCall.function(function, make("Parent")));

        assertThat(filter.accepts(third("Trap"))).isTrue();
        assertThat(filter.accepts(MissingClasses.compile("third.Third", THIRD).loadClass("third.Third")))
                .as("of another loader")
                .isFalse();
    }

    @Test
    void class_ofTheDirectoryOfAnInitializer_isAccepted() {
        new TaskEncoder(ClassOrigins.NONE, own).encodeFunction((TaskCallable<?>) () -> 1);

        assertThat(filter.accepts(ValueRoundTripTest.Point.class)).isTrue();
    }

    @Test
    void class_ofTheDirectoryOfWhatAnInitializerCaptures_isAccepted() throws Exception {
        Object captured = make("Parent");

        new TaskEncoder(ClassOrigins.NONE, own).encodeFunction((TaskCallable<?>) () -> captured);

        assertThat(filter.accepts(third("Child"))).isTrue();
    }

    @Test
    void valuesOfTheJdk_thatWereSent_doNotOpenIt() throws Exception {
        TaskFunction<Object, Object> function = argument -> argument;

        new TaskEncoder(ClassOrigins.NONE, own)
                .encode(TaskCall.function(function, new java.rmi.MarshalledObject<>("x")));

        assertThat(filter.accepts(java.rmi.MarshalledObject.class)).isFalse();
        assertThat(filter.accepts(java.net.URL.class)).isFalse();
    }

    @Test
    void classes_ofThisLibrary_areAcceptedByWhereTheyAre() {
        assertThat(filter.accepts(BufferForm.class)).isTrue();
        assertThat(filter.accepts(AttachedArray.class)).isTrue();
        assertThat(filter.accepts(Wire.WORKER.getClass())).isTrue();
        assertThat(filter.accepts(GraphMaker.Pair.class)).as("of the tests").isFalse();
    }

    @Test
    void lambda_ofTheUsersOwn_isAcceptedAndAnyOtherRefused() {
        TaskCallable<Integer> lambda = () -> 7;
        assertRefused(returned(lambda, filter), getClass().getName());

        own.note(getClass());

        assertThat(((Outcome.Value) returned(lambda, filter)).value()).isInstanceOf(TaskCallable.class);
    }

    @Test
    void proxy_isAcceptedByItsInterfacesAndItsHandler() throws Exception {
        Object ofJdk = Proxy.newProxyInstance(LOADER, new Class<?>[] {Runnable.class}, new Handler());
        Object ofThird = Proxy.newProxyInstance(LOADER, new Class<?>[] {third("Face")}, new Handler());
        assertRefused(returned(ofJdk, filter), Handler.class.getName());
        own.note(getClass());

        assertThat(((Outcome.Value) returned(ofJdk, filter)).value()).isInstanceOf(Runnable.class);
        assertRefused(returned(ofThird, filter), "third.Third$Face");
    }

    private record Handler() implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    // ---- what the user has named

    @ParameterizedTest
    @CsvSource({
        "third.Third$Pair, true",
        "third.Third$Pai, false",
        "third.*, true",
        "thir.*, false",
        "third.**, true",
        "other.**, false"
    })
    void class_thatIsNamed_isAccepted(String pattern, boolean accepted) throws Exception {
        assertThat(named("a.B", pattern).accepts(third("Pair"))).isEqualTo(accepted);
    }

    @Test
    void superclass_ofWhatIsAccepted_isAcceptedWithIt() throws Exception {
        ResultFilter ofChild = named("third.Third$Child");
        assertThat(ofChild.accepts(third("Parent"))).isFalse();

        assertThat(returned(new Object[] {make("Child")}, ofChild)).isInstanceOf(Outcome.Value.class);
        assertThat(ofChild.accepts(third("Trap"))).isFalse();
    }

    @Test
    void filterOfTheUser_decidesAlone() throws Exception {
        ObjectInputFilter theirs =
                info -> info.serialClass() == java.util.UUID.class ? Status.REJECTED : Status.UNDECIDED;
        ResultFilter replaced = ResultFilter.of(own, List.of(), Optional.of(theirs));

        assertThat(returned(make("Child"), replaced)).isInstanceOf(Outcome.Value.class);
        for (Object refused :
                List.of(new UUID(1, 2), List.of(new UUID(1, 2)), new Object[] {new UUID(1, 2), new Date()})) {
            assertThat(((Outcome.Failure) returned(refused, replaced)).failure())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("refused by the filter: class=java.util.UUID");
        }
    }

    @Test
    void limits_holdAlsoWithAFilterOfTheUser() {
        ResultFilter all = ResultFilter.of(own, List.of(), Optional.of(info -> Status.ALLOWED));
        AtomicReference<Object> deep = new AtomicReference<>();
        for (int i = 0; i < 600; i++) {
            deep = new AtomicReference<>(deep);
        }
        for (ResultFilter each : List.of(all, filter)) {
            assertThat(((Outcome.Failure) returned(deep, each)).failure())
                    .hasMessageContaining("its objects are nested deeper than 500 levels");
        }
    }

    // ---- the refusal

    private static void assertRefused(Outcome outcome, String className) {
        assertThat(((Outcome.Failure) outcome).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessageStartingWith("cannot rebuild the result: class " + className + " of ")
                .hasMessageEndingWith(" is not accepted from a worker; if you trust it, add:"
                        + " ProcessPoolExecutor.open(o -> o.accept(\"" + className + "\"))");
    }

    @Test
    void refusal_namesTheClassAndTheLine() throws Exception {
        Object pair = third("Pair").getConstructor(int.class, Object.class).newInstance(1, null);
        Object red = third("Color").getEnumConstants()[0];

        assertRefused(returned(pair, filter), "third.Third$Pair");
        assertRefused(returned(List.of(pair), filter), "third.Third$Pair");
        assertRefused(returned(red, filter), "third.Third$Color");
        assertRefused(returned(new Object[] {red, new Date()}, filter), "third.Third$Color");
        assertRefused(returned(third("Face"), filter), "third.Third$Face");
    }

    @Test
    void refusal_namesTheJarOrDirectoryOrModule() throws Exception {
        assertThat(filter.refusal(new ClassCheck(java.net.URL[].class)))
                .isEqualTo("class java.net.URL of module java.base is not accepted from a worker; if you trust it, add:"
                        + " ProcessPoolExecutor.open(o -> o.accept(\"java.net.URL\"))");
        assertThat(filter.refusal(new ClassCheck(GraphMaker.Pair.class))).contains("$Pair of test-classes is not");
        Path jar = dir.resolve("third-1.0.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("dev/tandem/internal/codec/GraphMaker$Pair.class"));
            String resource = "GraphMaker$Pair.class";
            out.write(GraphMaker.class.getResourceAsStream(resource).readAllBytes());
        }
        try (URLClassLoader loader =
                new URLClassLoader(new java.net.URL[] {jar.toUri().toURL()}, null)) {
            Class<?> pair = Class.forName("dev.tandem.internal.codec.GraphMaker$Pair", false, loader);
            assertThat(filter.refusal(new ClassCheck(pair))).contains("$Pair of third-1.0.jar is not accepted");
        }
    }

    @Test
    void refusedClass_isNotInitialized() throws Exception {
        CodecOutput stream = new CodecOutput();
        stream.writeByte(OutcomeEncoder.VALUE);
        stream.writeByte(ValueTag.ENUM);
        stream.writeVarInt(ClassIds.NAMED);
        stream.writeUtf("third.Third$Loud");
        stream.writeUtf("ONE");
        OutcomeDecoder decoder = new OutcomeDecoder(LOADER, filter);

        Outcome outcome = decoder.decode(stream.toByteArray(), 0, stream.size(), Wire.WORKER, () -> "label");

        assertRefused(outcome, "third.Third$Loud");
        assertThat(System.getProperty("third.initialized")).isNull();
    }

    // SPEC M3
    @Test
    void refusedElement_ofAChunk_costsNoOther() throws Exception {
        Object red = third("Color").getEnumConstants()[1];
        Object[] elements = {1, make("Parent"), red, List.of(make("Parent")), "last"};

        Outcome outcome = returned(new TaskCall.ChunkResult(elements), filter);

        Object[] values = ((TaskCall.ChunkResult) ((Outcome.Value) outcome).value()).values();
        assertThat(values[0]).isEqualTo(1);
        assertThat(values[4]).isEqualTo("last");
        for (int i = 1; i < 4; i++) {
            assertThat(((TaskCall.ElementFailure) values[i]).failure())
                    .hasMessageStartingWith("cannot rebuild the result: class third.Third$")
                    .hasMessageContaining("is not accepted from a worker");
        }
    }

    @Test
    void refusedClass_isAcceptedOnceItsJarIsTheUsersOwn() throws Exception {
        Serializable parent = (Serializable) make("Parent");
        assertRefused(returned(parent, filter), "third.Third$Parent");

        own.note(third("Trap"));

        assertThat(returned(parent, filter)).isInstanceOf(Outcome.Value.class);
    }
}
