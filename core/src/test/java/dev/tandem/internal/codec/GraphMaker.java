package dev.tandem.internal.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes up graphs of objects as programs have them, and some that they have not. The same seed gives the same one. */
final class GraphMaker {
    private static final int MAX_DEPTH = 6;

    private final Random random;

    /** What was made so far: some of it is used again. */
    private final List<Object> made = new ArrayList<>();

    /** How many more objects may be made. */
    private int budget;

    /** Whether an object may occur in several places, be it within itself. */
    private final boolean sharing;

    /** Whether nothing but the classes that have a form of their own occurs. */
    private final boolean plain;

    GraphMaker(long seed) {
        random = new Random(seed);
        budget = 1 + random.nextInt(40);
        sharing = random.nextInt(3) == 0;
        plain = random.nextInt(3) != 0;
    }

    @Nullable
    Object make() {
        return make(0);
    }

    private @Nullable Object make(int depth) {
        if (sharing && !made.isEmpty() && random.nextInt(6) == 0) {
            return made.get(random.nextInt(made.size()));
        }
        if (depth >= MAX_DEPTH || --budget <= 0 || random.nextInt(3) == 0) {
            return leaf();
        }
        Object value = random.nextInt(3) == 0 && !plain ? odd(depth) : usual(depth);
        if (value instanceof Serializable) { // whoever reads a value again that holds itself gets its stand-in
            made.add(value);
        }
        return value;
    }

    private @Nullable Object leaf() {
        return switch (random.nextInt(25)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (byte) random.nextInt();
            case 3 -> (short) random.nextInt();
            case 4 -> (char) random.nextInt();
            case 5 -> random.nextInt();
            case 6 -> random.nextLong();
            case 7 -> Float.intBitsToFloat(random.nextInt());
            case 8 -> random.nextDouble();
            case 9, 10 -> text();
            case 11 -> Color.values()[random.nextInt(3)];
            case 12 -> TimeUnit.values()[random.nextInt(7)];
            case 13 -> new BigInteger(random.nextInt(200), random).negate();
            case 14 -> new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(20) - 10);
            case 15 -> new UUID(random.nextLong(), random.nextLong());
            case 16 -> LocalDate.ofEpochDay(random.nextInt());
            case 17 -> LocalTime.ofNanoOfDay(random.nextInt(Integer.MAX_VALUE));
            case 18 ->
                LocalDateTime.of(
                        LocalDate.ofEpochDay(random.nextInt(99999)), LocalTime.ofSecondOfDay(random.nextInt(86400)));
            case 19 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 20 -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
            case 21 -> Path.of("/tmp").resolve("file-" + random.nextInt(100));
            case 22 -> random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
            case 23 ->
                switch (random.nextInt(5)) {
                    case 0 -> OptionalInt.empty();
                    case 1 -> OptionalInt.of(random.nextInt());
                    case 2 -> OptionalLong.of(random.nextLong());
                    case 3 -> OptionalDouble.of(random.nextDouble());
                    default -> Optional.empty();
                };
            default -> List.of();
        };
    }

    private String text() {
        String alphabet = random.nextBoolean() ? "abc \u00fc\0" : "a\u20ac\ud83d\ude00";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** An object of a class that the codec has a form for. */
    private Object usual(int depth) {
        return switch (random.nextInt(30)) {
            case 0, 1 -> new ArrayList<>(elements(depth));
            case 2 -> new LinkedList<>(elements(depth));
            case 3 -> new ArrayDeque<>(noNulls(elements(depth)));
            case 4 -> new HashSet<>(keys());
            case 5 -> new LinkedHashSet<>(keys());
            case 6 -> new TreeSet<>(random.nextBoolean() ? texts() : integers());
            case 7, 8 -> map(new HashMap<>(), keys(), depth);
            case 9 -> map(new TreeMap<>(), random.nextBoolean() ? texts() : integers(), depth);
            case 10 -> List.of(noNulls(elements(depth)).toArray());
            case 11 -> elements(depth).stream().toList();
            case 12 -> Set.copyOf(keys());
            case 13 -> Map.copyOf(map(new HashMap<>(), keys(), MAX_DEPTH));
            case 14 -> elements(depth).toArray();
            case 15 -> texts().toArray(new String[0]);
            case 16 -> integers();
            case 17 -> new int[] {random.nextInt(), 2};
            case 18 -> new double[] {random.nextDouble()};
            case 19, 20 -> new Pair(make(depth + 1), make(depth + 1));
            case 21 ->
                new Wide(
                        (byte) random.nextInt(),
                        (short) random.nextInt(),
                        (char) random.nextInt(),
                        random.nextInt(),
                        random.nextLong(),
                        random.nextFloat(),
                        random.nextDouble(),
                        random.nextBoolean(),
                        text(),
                        Color.values()[random.nextInt(3)]);
            case 22 -> new Holder<>(random.nextBoolean() ? null : new Pair(make(depth + 1), random.nextInt()));
            case 23 -> Optional.ofNullable(make(depth + 1));
            case 24 -> Map.entry(text(), noNulls(elements(depth)));
            case 25 -> new AbstractMap.SimpleEntry<>(make(depth + 1), make(depth + 1));
            case 26 -> {
                List<Object> list = new ArrayList<>(elements(depth));
                yield list.subList(0, list.size() / 2);
            }
            case 27 -> map(new HashMap<>(), keys(), depth).values();
            case 28 -> map(new TreeMap<>(), texts(), depth).keySet();
            default -> new Empty();
        };
    }

    /** An object that JDK serialization treats in a way of its own. */
    private Object odd(int depth) {
        return switch (random.nextInt(20)) {
            case 0 -> {
                Node node = new Node(random.nextInt());
                made.add(node);
                node.next = make(depth + 1);
                node.other = random.nextInt(4) == 0 ? node : make(depth + 1);
                yield node;
            }
            case 1 -> {
                List<Object> list = new ArrayList<>();
                if (sharing) {
                    made.add(list); // it may come to hold itself
                }
                list.addAll(elements(depth));
                yield list;
            }
            case 2 -> new Custom(text(), make(depth + 1));
            case 3 -> new External(random.nextInt());
            case 4 -> new Replaced(random.nextInt());
            case 5 -> Single.INSTANCE;
            case 6 -> new Outer(random.nextInt()).new Inner(random.nextInt());
            case 7 -> new Derived(random.nextInt(), make(depth + 1));
            case 8 -> new Exception(text(), new IllegalStateException(text()));
            case 9 -> map(new LinkedHashMap<>(), keys(), depth);
            case 10 -> {
                Map<Object, Object> map = new TreeMap<>(Collections.reverseOrder());
                map.put(text(), make(depth + 1));
                yield map;
            }
            case 11 -> EnumSet.of(Color.BODY);
            case 12 -> new EnumMap<>(Map.of(Color.RED, text()));
            case 13 -> Arrays.asList(text(), null);
            case 14 -> new Integer[] {random.nextInt(), null};
            case 15 -> new int[][] {{random.nextInt()}, {}};
            case 16 -> new Pair[] {new Pair(make(depth + 1), 1), null};
            case 17 -> Collections.unmodifiableList(new ArrayList<>(elements(depth)));
            case 18 -> new Subclass(elements(depth));
            default -> new ReplacedRecord(random.nextInt());
        };
    }

    private List<@Nullable Object> elements(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        int kind = random.nextInt(4);
        int count = random.nextInt(kind == 0 ? 30 : 5);
        for (int i = 0; i < count; i++) {
            elements.add(kind == 0 ? (Object) (i * 3) : make(depth + 1));
        }
        return elements;
    }

    private static List<Object> noNulls(List<@Nullable Object> elements) {
        return new ArrayList<>(elements.stream().filter(e -> e != null).toList());
    }

    private Set<Object> texts() {
        Set<Object> texts = new LinkedHashSet<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            texts.add(text());
        }
        return texts;
    }

    private Set<Object> integers() {
        Set<Object> integers = new LinkedHashSet<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            integers.add(random.nextInt(1000));
        }
        return integers;
    }

    /** What can be in a hash table and is equal to its copy. */
    private Set<Object> keys() {
        Set<Object> keys = random.nextBoolean() ? texts() : integers();
        if (random.nextBoolean()) {
            keys.add(Color.GREEN);
            keys.add(new Pair(text(), random.nextInt()));
            keys.add(LocalDate.ofEpochDay(random.nextInt(1000)));
            keys.add(random.nextLong());
        }
        return keys;
    }

    private Map<Object, @Nullable Object> map(Map<Object, @Nullable Object> map, Set<Object> keys, int depth) {
        for (Object key : keys) {
            Object value = make(depth + 1);
            map.put(key, value == null && depth == MAX_DEPTH ? Optional.class : value);
        }
        return map;
    }

    enum Color {
        RED,
        GREEN,
        BODY {
            @Override
            public String toString() {
                return "a body";
            }
        }
    }

    record Pair(@Nullable Object a, @Nullable Object b) implements Serializable {}

    record Holder<T>(@Nullable T value) implements Serializable {}

    record Empty() implements Serializable {}

    record Wide(byte b, short s, char c, int i, long l, float f, double d, boolean z, String text, Color color)
            implements Serializable {}

    record ReplacedRecord(int x) implements Serializable {
        private Object readResolve() {
            return new ReplacedRecord(x + 1);
        }
    }

    static class Node implements Serializable {
        final int number;
        transient int forgotten = 5;

        @Nullable
        Object next;

        @Nullable
        Object other;

        Node(int number) {
            this.number = number;
        }
    }

    static class Derived extends Node {
        final @Nullable Object more;

        Derived(int number, @Nullable Object more) {
            super(number);
            this.more = more;
        }
    }

    static class Subclass extends ArrayList<@Nullable Object> {
        Subclass(List<@Nullable Object> elements) {
            super(elements);
        }
    }

    static class Custom implements Serializable {
        private transient String text;
        private final @Nullable Object value;

        Custom(String text, @Nullable Object value) {
            this.text = text;
            this.value = value;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF(text);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            text = in.readUTF();
        }
    }

    public static class External implements Externalizable {
        private int state;

        public External() {}

        External(int state) {
            this.state = state;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(state);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            state = in.readInt();
        }
    }

    static class Replaced implements Serializable {
        final int x;

        Replaced(int x) {
            this.x = x;
        }

        private Object writeReplace() {
            return new Pair("replaced", x);
        }
    }

    static class Single implements Serializable {
        static final Single INSTANCE = new Single();

        private Object readResolve() {
            return INSTANCE;
        }
    }

    static class Outer implements Serializable {
        final int x;

        Outer(int x) {
            this.x = x;
        }

        class Inner implements Serializable {
            final int y;

            Inner(int y) {
                this.y = y;
            }
        }
    }
}
