package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskSerializationException;
import java.io.Externalizable;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueRoundTripTest {
    private final Wire wire = new Wire();

    static Stream<Arguments> cases() {
        return values().map(value -> Arguments.of(value.getClass().getTypeName(), value));
    }

    static Stream<Object> values() {
        Stream<Object> simple = Stream.of(
                true,
                false,
                (byte) -1,
                (short) -300,
                'x',
                '\ud800',
                0,
                Integer.MIN_VALUE,
                42L,
                Long.MIN_VALUE,
                1.5f,
                Float.NaN,
                -0.0f,
                2.5,
                Double.NaN,
                -0.0,
                Double.MIN_VALUE,
                "",
                "plain",
                "\u00fcml\u00e4ut",
                "\u20ac \ud83d\ude00",
                "lone \ud83d surrogate \udc00",
                "\u0000");
        Stream<Object> arrays = Stream.of(
                new boolean[] {true, false},
                new byte[] {1, -1},
                new short[] {1, -1},
                new char[] {'a', '\uffff'},
                new int[] {1, -1, Integer.MAX_VALUE},
                new long[] {1, -1, Long.MIN_VALUE},
                new float[] {1, Float.NaN},
                new double[] {1, -0.0, Double.NaN},
                new boolean[0],
                new byte[0],
                new short[0],
                new char[0],
                new int[0],
                new long[0],
                new float[0],
                new double[0],
                new int[][] {{1}, {}, {2, 3}},
                new String[] {"a", null},
                new Object[] {1, "a", null, new int[] {1}},
                new Object[0],
                new Integer[] {1, null},
                new Serializable[1],
                new DayOfWeek[] {DayOfWeek.MONDAY});
        Stream<Object> collections = Stream.of(
                new ArrayList<>(List.of(1, 2)),
                new ArrayList<>(),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Arrays.asList(1, null),
                new LinkedList<>(List.of("a")),
                new Vector<>(List.of(1)),
                new ArrayList<>(Arrays.asList(1, null, "x", 2.0)),
                new HashMap<>(Map.of("a", 1)),
                new HashMap<>(),
                Map.of(1, 2),
                Map.of(),
                Map.of("a", 1, "b", 2),
                new TreeMap<>(Map.of(3, 4)),
                new TreeMap<>(Collections.reverseOrder()),
                new LinkedHashMap<>(Map.of("k", List.of("v"))),
                new Hashtable<>(Map.of(1, 2)),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                new HashSet<>(Set.of(1)),
                Set.of(1),
                new TreeSet<>(Set.of(1)),
                EnumSet.of(DayOfWeek.MONDAY),
                EnumSet.noneOf(DayOfWeek.class),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                Collections.emptyList(),
                Collections.singletonList(1),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.nCopies(3, "x"),
                new CopyOnWriteArrayList<>(List.of(1)),
                new ArrayList<>(List.of(1, 2, 3)).subList(1, 2).stream().toList());
        Stream<Object> others = Stream.of(
                BigInteger.TEN.pow(50),
                new BigDecimal("1.50"),
                UUID.randomUUID(),
                URI.create("http://a/b"),
                LocalDate.of(2026, 1, 1),
                Instant.now(),
                Duration.ofDays(1),
                ZonedDateTime.now(),
                Locale.ROOT,
                Currency.getInstance("EUR"),
                BitSet.valueOf(new long[] {5}),
                TimeUnit.DAYS,
                DayOfWeek.FRIDAY,
                Shape.ROUND,
                Planet.BODY,
                String.class,
                int.class,
                int[].class,
                Map.Entry.class,
                new AbstractMap.SimpleEntry<>("a", 1),
                new Point(1, 2),
                new Named("n", null),
                new Generic<>("x"),
                new Nested(new Point(1, 2), "s", 'c'),
                new Mixed(1, List.of(new Point(3, 4)), new int[0].length),
                new EmptyRecord(),
                new Wide((byte) 1, (short) 2, 'c', 4, 5L, 6f, 7.0, true, "s", Shape.ROUND),
                new Child(1, 2),
                new External(7),
                new Replaced(9),
                new Custom("c"),
                new Replacing(5));
        return Stream.of(simple, arrays, collections, others).flatMap(s -> s);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void value_asArgumentAndResult_comesBackTheSame(String type, Object value) {
        assertSame(wire.argument(value), value);
        assertSame(wire.valueBack(value), value);
    }

    @Test
    void values_areManyKinds() {
        assertThat(values().count()).isGreaterThan(100);
    }

    @Test
    void null_comesBack() {
        assertThat(wire.argument(null)).isNull();
        assertThat(wire.valueBack(null)).isNull();
    }

    @Test
    void mutableValue_comesBackAsCopy() {
        for (Object value : new Object[] {new int[1], new ArrayList<>(List.of(1)), new Object[1], new Date2(1)}) {
            assertThat(wire.argument(value)).isNotSameAs(value);
        }
    }

    @Test
    void collectionsWithoutEquals_comeBack() {
        assertThat(List.copyOf((ArrayDeque<?>) wire.argument(new ArrayDeque<>(List.of(1, 2)))))
                .isEqualTo(List.of(1, 2));
        assertThat(List.copyOf((PriorityQueue<?>) wire.argument(new PriorityQueue<>(List.of(2, 1)))))
                .isEqualTo(List.of(1, 2));
        assertThat(((AtomicInteger) wire.argument(new AtomicInteger(5))).get()).isEqualTo(5);
    }

    @Test
    void sharing_insideAValue_isKept() {
        List<Integer> inner = new ArrayList<>(List.of(1));
        List<?> outer = (List<?>) wire.argument(new ArrayList<>(List.of(inner, inner)));
        assertThat(outer.get(0)).isSameAs(outer.get(1)).isNotSameAs(inner);
    }

    @Test
    void sharing_insideARecord_isKept() {
        int[] shared = {1};
        Pair pair = (Pair) wire.argument(new Pair(shared, shared));
        assertThat(pair.a()).isSameAs(pair.b());
    }

    @Test
    void sharing_ofRecordsInsideARecord_isKept() {
        Point point = new Point(1, 2);
        Two two = (Two) wire.argument(new Two(point, point));
        assertThat(two.a()).isSameAs(two.b()).isEqualTo(point);
        Two apart = (Two) wire.argument(new Two(new Point(1, 2), new Point(1, 2)));
        assertThat(apart.a()).isNotSameAs(apart.b()).isEqualTo(apart.b());
    }

    @Test
    void recordsThatShareExponentially_comeBack() {
        Two two = new Two(1, 2);
        for (int i = 0; i < 60; i++) {
            two = new Two(two, two);
        }
        Two copy = (Two) wire.argument(two);
        assertThat(copy.a()).isSameAs(copy.b());
    }

    @Test
    void nestOfManyRecords_comesBack() {
        Two two = new Two(1, 2);
        for (int i = 0; i < 40; i++) {
            two = new Two(two, i);
            assertThat(wire.argument(two)).isEqualTo(two);
        }
    }

    @Test
    void recordWhoseConstructorThrows_failsAsInTheJdk() {
        Picky picky = new Picky(1);
        Picky.refusing = true;
        try {
            assertThat(catchThrowable(() -> wire.argument(picky)))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessage("cannot rebuild the argument: java.io.InvalidObjectException: record "
                            + Picky.class.getName() + ": java.lang.IllegalArgumentException: picky")
                    .hasCauseInstanceOf(InvalidObjectException.class);
        } finally {
            Picky.refusing = false;
        }
    }

    @Test
    void records_takeFewBytes() {
        TaskCall call = TaskCall.function(Object::toString, new Point(1, 2));
        wire.taskEncoder.encode(call);
        assertThat(wire.taskEncoder.encode(call).payload().length).isLessThan(90);
    }

    @Test
    void classes_areToldOnce() {
        TaskCall record = TaskCall.function(Object::toString, new Point(1, 2));
        assertThat(wire.travel(record).first()).isEqualTo(new Point(1, 2));
        assertThat(wire.taskEncoder.encode(record).payload().length).isLessThan(15);
        TaskCall constant = TaskCall.function(Object::toString, Planet.BODY);
        assertThat(wire.travel(constant).first()).isSameAs(Planet.BODY);
        assertThat(wire.taskEncoder.encode(constant).payload().length).isLessThan(10);
        TaskCall object = TaskCall.function(Object::toString, new Child(1, 2));
        assertThat(wire.travel(object).first()).isEqualTo(new Child(1, 2));
        assertThat(wire.taskEncoder.encode(object).payload().length).isLessThan(40);
    }

    @Test
    void moreClassesThanIds_comeBackAllTheSame() throws Exception {
        ClassLoader loader = MissingClasses.compile("p.E", "package p; public enum E { A, B }");
        Object constant = loader.loadClass("p.E").getEnumConstants()[1];
        Wire full = new Wire(loader);
        CodecOutput out = full.outcomeEncoder.newOutput();
        for (int i = 0; i <= ClassIds.MAX_CLASSES; i++) {
            out.classes().use(new ClassId(TimeUnit.class, TimeUnit.class.getName(), KnownClass.ENUM), out);
        }
        full.decode(out);
        assertThat(full.valueBack(constant)).isSameAs(constant);
        assertThat(full.valueBack(new Point(1, 2))).isEqualTo(new Point(1, 2));
        assertThat(full.valueBack(new Child(1, 2))).isEqualTo(new Child(1, 2));
    }

    @Test
    void recordsUsedOften_comeBackTheSame() {
        Wide wide = new Wide((byte) -1, (short) -2, '\uffff', -4, -5L, Float.NaN, -0.0, true, "s", Shape.ROUND);
        for (int i = 0; i < 3_000; i++) {
            assertThat(wire.argument(wide)).isEqualTo(wide);
            assertThat(wire.argument(new Two(i, new EmptyRecord()))).isEqualTo(new Two(i, new EmptyRecord()));
            assertThat(wire.argument(new Picky(i))).isEqualTo(new Picky(i));
        }
        recordWhoseConstructorThrows_failsAsInTheJdk();
        sharing_ofRecordsInsideARecord_isKept();
        Two unserializable = new Two(1, new Object());
        assertThat(catchThrowable(() -> wire.argument(unserializable))).isInstanceOf(TaskSerializationException.class);
    }

    @Test
    void otherVersionOfARecordOrEnum_isRefused() throws Exception {
        ClassLoader old = MissingClasses.compile(
                "p.R", "package p; public record R(int a) " + "implements java.io.Serializable {}");
        ClassLoader other = MissingClasses.compile(
                "p.R", "package p; public record R(int b) " + "implements java.io.Serializable {}");
        Object value = old.loadClass("p.R").getConstructor(int.class).newInstance(1);
        assertThat(new Wire(old).argument(value)).isEqualTo(value);
        assertThat(catchThrowable(() -> new Wire(other).argument(value)))
                .hasMessage("cannot rebuild the argument: java.io.InvalidClassException: p.R; the record has other"
                        + " components on the other side; the two processes have different versions of the class");
        ClassLoader two = MissingClasses.compile("p.E", "package p; public enum E { A, B }");
        ClassLoader one = MissingClasses.compile("p.E", "package p; public enum E { A }");
        Object b = two.loadClass("p.E").getEnumConstants()[1];
        assertThat(new Wire(two).argument(b)).isSameAs(b);
        assertThat(catchThrowable(() -> new Wire(one).argument(b)))
                .hasMessage("cannot rebuild the argument: java.io.InvalidObjectException: enum constant B does not"
                        + " exist in p.E; the two processes have different versions of the class");
    }

    @Test
    void otherVersionOfAClass_isReadAsInTheJdk() throws Exception {
        String start = "package p; public class C implements java.io.Serializable {"
                + " private static final long serialVersionUID = 1; public int a; ";
        ClassLoader old = MissingClasses.compile("p.C", start + "public String gone = \"x\"; }");
        ClassLoader young = MissingClasses.compile("p.C", start + "public String added = \"y\"; }");
        Wire between = new Wire(young);
        for (int i = 0; i < 3; i++) { // the descriptor comes with the first one only
            Object value = old.loadClass("p.C").getConstructor().newInstance();
            value.getClass().getField("a").setInt(value, i);
            Object copy = between.argument(value);
            assertThat(copy.getClass().getClassLoader()).isSameAs(young);
            assertThat(copy.getClass().getField("a").getInt(copy)).isEqualTo(i);
            assertThat(copy.getClass().getField("added").get(copy)).isNull();
        }
        Object value = old.loadClass("p.C").getConstructor().newInstance();
        Wire none = new Wire();
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> none.argument(value)))
                    .hasMessageStartingWith("cannot rebuild the argument: class p.C was not found by class loader ");
        }
    }

    @Test
    void cycle_comesBack() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        List<?> copy = (List<?>) wire.argument(list);
        assertThat(copy.get(0)).isSameAs(copy);
    }

    @Test
    void enumWithBody_isTheConstant() {
        assertThat(wire.argument(Planet.BODY)).isSameAs(Planet.BODY);
    }

    @Test
    void record_isMadeByItsConstructor() {
        Checked.made = 0;
        wire.argument(new Checked(1));
        assertThat(Checked.made).isEqualTo(2);
    }

    @Test
    void proxy_comesBack() {
        Runnable proxy = (Runnable)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Runnable.class}, new Handler("h"));
        assertThat(wire.argument(proxy)).hasToString("h");
        Hidden hidden = (Hidden)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Hidden.class}, new Handler("x"));
        assertThat(wire.argument(hidden)).isInstanceOf(Hidden.class).hasToString("x");
    }

    @Test
    void hugeStrings_comeBack() {
        String latin = "0123456789".repeat(10_000_000);
        assertThat(latin.equals(wire.argument(latin))).isTrue();
        String wide = "\u20ac".repeat(20_000_000) + '\ud83d';
        assertThat(wide.equals(wire.valueBack(wide))).isTrue();
    }

    @Test
    void hugeArrays_comeBack() {
        double[] doubles = new double[4_000_000];
        Arrays.setAll(doubles, i -> i);
        assertThat(Arrays.equals((double[]) wire.argument(doubles), doubles)).isTrue();
        byte[] bytes = new byte[100_000_000];
        bytes[99_999_999] = 1;
        assertThat(Arrays.equals((byte[]) wire.valueBack(bytes), bytes)).isTrue();
    }

    @Test
    void twoArguments_comeBack() {
        TaskCall call = wire.travel(TaskCall.biFunction((Integer a, String b) -> b + a, 1, "x"));
        assertThat(call.first()).isEqualTo(1);
        assertThat(call.second()).isEqualTo("x");
    }

    private static void assertSame(Object copy, Object value) {
        assertThat(copy.getClass()).isEqualTo(value.getClass());
        assertThat(Arrays.deepEquals(new Object[] {copy}, new Object[] {value})).isTrue();
    }

    enum Shape {
        ROUND
    }

    enum Planet {
        BODY {
            @Override
            int mass() {
                return 1;
            }
        };

        abstract int mass();
    }

    interface Hidden {}

    record Point(int x, int y) implements Serializable {}

    record Named(String name, Integer number) implements Serializable {}

    record Generic<T>(T value) implements Serializable {}

    record Nested(Point point, Object any, char letter) implements Serializable {}

    record Mixed(int a, List<Point> points, Object any) implements Serializable {}

    record EmptyRecord() implements Serializable {}

    record Two(Object a, Object b) implements Serializable {}

    record Picky(int x) implements Serializable {
        static boolean refusing;

        Picky {
            if (refusing) {
                throw new IllegalArgumentException("picky");
            }
        }
    }

    record Pair(int[] a, int[] b) implements Serializable {}

    record Wide(byte a, short b, char c, int d, long e, float f, double g, boolean h, String i, Shape j)
            implements Serializable {}

    record Checked(int x) implements Serializable {
        static int made;

        Checked {
            made++;
        }
    }

    record Replacing(int x) implements Serializable {
        private Object writeReplace() {
            return new ReplacingForm(x + 1);
        }
    }

    record ReplacingForm(int x) implements Serializable {
        private Object readResolve() {
            return new Replacing(x - 1);
        }
    }

    static class Date2 implements Serializable {
        final int x;

        Date2(int x) {
            this.x = x;
        }

        @Override
        public boolean equals(Object other) {
            return other != null && other.getClass() == getClass() && ((Date2) other).x == x;
        }

        @Override
        public int hashCode() {
            return x;
        }
    }

    static class Child extends Date2 {
        final int y;

        Child(int x, int y) {
            super(x);
            this.y = y;
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && ((Child) other).y == y;
        }

        @Override
        public int hashCode() {
            return x + y;
        }
    }

    public static class External extends Date2 implements Externalizable {
        private int state;

        public External() {
            super(0);
        }

        External(int state) {
            super(0);
            this.state = state;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws java.io.IOException {
            out.writeInt(state);
        }

        @Override
        public void readExternal(ObjectInput in) throws java.io.IOException {
            state = in.readInt();
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && ((External) other).state == state;
        }

        @Override
        public int hashCode() {
            return state;
        }
    }

    static class Replaced extends Date2 {
        Replaced(int x) {
            super(x);
        }

        private Object writeReplace() throws ObjectStreamException {
            return new ReplacedForm(x);
        }
    }

    record ReplacedForm(int x) implements Serializable {
        private Object readResolve() {
            return new Replaced(x);
        }
    }

    static class Custom extends Date2 {
        private transient String text;

        Custom(String text) {
            super(1);
            this.text = text;
        }

        private void writeObject(ObjectOutputStream out) throws java.io.IOException {
            out.defaultWriteObject();
            out.writeUTF(text);
        }

        private void readObject(ObjectInputStream in) throws java.io.IOException, ClassNotFoundException {
            in.defaultReadObject();
            text = in.readUTF();
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other) && ((Custom) other).text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    record Handler(String name) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return name;
        }
    }
}
