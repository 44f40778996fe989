package dev.tandem.testkit;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Records, enums and classes of users, and graphs of them. */
@SuppressWarnings({"unchecked", "serial"}) // the tests know what they have sent
final class ZooClasses {
    private ZooClasses() {}

    // ---- records and enums

    static List<Specimen> records() {
        return List.of(
                Specimen.of("record", new Point(1, 2)),
                Specimen.of("empty record", new Nothing()),
                Specimen.of("generic record", new Pair<>("a", 1)),
                Specimen.of("generic record of nulls", new Pair<>(null, null)),
                Specimen.of("nested records", new Pair<>(new Pair<>(new Point(1, 2), "x"), new Nothing())),
                Specimen.of("record with all primitives", new Wide((byte) 1, (short) 2, 'c', 4, 5, 6, 7, true)),
                Specimen.of(
                        "record with an array",
                        new Polygon(new Point(1, 2), new Point(3, 4)),
                        copy -> Arrays.equals(
                                ((Polygon) copy).points(), new Point[] {new Point(1, 2), new Point(3, 4)})),
                Specimen.of("record with a compact constructor", new Range(5, 2), copy -> copy.equals(new Range(2, 5))),
                Specimen.of("record with a collection", new Pair<>(List.of(1), Map.of("k", new Point(1, 2)))),
                Specimen.of("record with an Optional", new Pair<>(Optional.of("x"), Optional.empty())),
                Specimen.of(
                        "record with a record twice",
                        twice(),
                        copy -> ((Pair<?, ?>) copy).a() == ((Pair<?, ?>) copy).b()),
                Specimen.of("record with writeReplace", new Celsius(20), copy -> copy.equals(new Celsius(20))),
                Specimen.of("record that implements interfaces", new Circle(2), copy -> ((Shape) copy).area() == 12),
                Specimen.of(
                        "sealed hierarchy",
                        new ArrayList<Shape>(List.of(new Circle(1), new Square(2))),
                        copy -> ((List<Shape>) copy)
                                        .stream().mapToInt(Shape::area).sum()
                                == 7),
                Specimen.of("record with a static field", new Counted(3), copy -> ((Counted) copy).x() == 3),
                Specimen.of(
                        "record with a lambda",
                        new Pair<>((Greeter) name -> "hi " + name, 1),
                        copy -> ((Pair<Greeter, Integer>) copy).a().greet("you").equals("hi you")),
                Specimen.of("enum constant", Color.RED, copy -> copy == Color.RED),
                Specimen.of("enum constant with a body", Color.GREEN, copy -> copy == Color.GREEN),
                Specimen.of("enum constant with fields", Planet.EARTH, copy -> ((Planet) copy).moons == 1),
                Specimen.of("array of enum constants", Color.values()),
                Specimen.of(
                        "EnumSet", EnumSet.of(Color.RED, Color.GREEN), copy -> copy.equals(EnumSet.allOf(Color.class))),
                Specimen.of(
                        "EnumSet of a large enum",
                        EnumSet.range(Character.UnicodeScript.COMMON, Character.UnicodeScript.THAI),
                        copy -> copy.equals(
                                EnumSet.range(Character.UnicodeScript.COMMON, Character.UnicodeScript.THAI))),
                Specimen.of("EnumMap", new EnumMap<>(Map.of(Color.RED, "r"))),
                Specimen.of("class of an enum", Color.class, copy -> copy == Color.class));
    }

    private static Pair<Point, Point> twice() {
        Point point = new Point(1, 2);
        return new Pair<>(point, point);
    }

    record Point(int x, int y) implements Serializable {}

    record Nothing() implements Serializable {}

    record Pair<A, B>(A a, B b) implements Serializable {}

    record Wide(byte b, short s, char c, int i, long l, float f, double d, boolean z) implements Serializable {}

    record Polygon(Point... points) implements Serializable {}

    record Range(int from, int to) implements Serializable {
        Range {
            if (from > to) {
                int small = to;
                to = from;
                from = small;
            }
        }
    }

    record Celsius(int degrees) implements Serializable {
        private Object writeReplace() {
            return new Kelvin(degrees + 273);
        }
    }

    record Kelvin(int degrees) implements Serializable {
        private Object readResolve() {
            return new Celsius(degrees - 273);
        }
    }

    sealed interface Shape extends Serializable permits Circle, Square {
        int area();
    }

    record Circle(int radius) implements Shape, Comparable<Circle> {
        @Override
        public int area() {
            return 3 * radius * radius;
        }

        @Override
        public int compareTo(Circle other) {
            return Integer.compare(radius, other.radius);
        }
    }

    record Square(int side) implements Shape {
        @Override
        public int area() {
            return side * side;
        }
    }

    record Counted(int x) implements Serializable {
        static int made;

        Counted {
            made++;
        }
    }

    interface Greeter extends Serializable {
        String greet(String name);
    }

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    enum Planet {
        EARTH(1),
        MARS(2);

        private final int moons;

        Planet(int moons) {
            this.moons = moons;
        }
    }

    // ---- classes

    static List<Specimen> classes() {
        return List.of(
                Specimen.of(
                        "class with a transient field",
                        new Cached("x"),
                        copy -> ((Cached) copy).text.equals("x") && ((Cached) copy).length == 0),
                Specimen.of(
                        "class with writeObject and readObject",
                        new Secret("pass"),
                        copy -> ((Secret) copy).text.equals("pass") && ((Secret) copy).length == 4),
                Specimen.of(
                        "Externalizable",
                        new External(7, "x"),
                        copy -> ((External) copy).number == 7 && ((External) copy).text.equals("x")),
                Specimen.of("singleton with readResolve", Single.ONLY, copy -> copy == Single.ONLY),
                Specimen.of("class with a proxy of its own", new Proxied(5), copy -> ((Proxied) copy).number == 5),
                Specimen.of(
                        "class with serialPersistentFields",
                        new Persistent(3),
                        copy -> ((Persistent) copy).value == 3 && ((Persistent) copy).ignored == 0),
                Specimen.of(
                        "superclass that is not serializable",
                        new Child(1, 2),
                        copy -> ((Child) copy).own == 2 && ((Child) copy).inherited == -1),
                Specimen.of(
                        "class with a serializable superclass",
                        new Leaf(1, 2),
                        copy -> ((Leaf) copy).own == 2 && ((Leaf) copy).value == 1 && ((Leaf) copy).readings == 0),
                Specimen.of(
                        "generic class",
                        new Box<>(new Box<>("x")),
                        copy -> ((Box<Box<String>>) copy).content.content.equals("x")),
                Specimen.of(
                        "inner class of a serializable one",
                        new Outer(4).new Inner(),
                        copy -> ((Outer.Inner) copy).outerNumber() == 4),
                Specimen.of(
                        "subclass of a collection",
                        new Named("n", 1, 2),
                        copy -> ((Named) copy).name.equals("n") && copy.equals(List.of(1, 2))),
                Specimen.of(
                        "proxy", proxy(), copy -> ((Greeter) copy).greet("you").equals("greet you")),
                Specimen.of(
                        "exception",
                        new IllegalStateException("bad", new IOException("io")),
                        copy -> ((Exception) copy).getMessage().equals("bad")
                                && ((Exception) copy).getCause().getMessage().equals("io")),
                Specimen.of("exception with fields", new Coded(7), copy -> ((Coded) copy).code == 7),
                Specimen.of(
                        "class with a field of an interface",
                        new Box<Comparable<String>>("x"),
                        copy -> ((Box<Comparable<String>>) copy).content.compareTo("x") == 0),
                Specimen.of(
                        "array of a class of the user",
                        new Box<?>[] {new Box<>(1), null},
                        copy -> ((Box<?>[]) copy)[0].content.equals(1) && ((Box<?>[]) copy)[1] == null));
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(
                ZooClasses.class.getClassLoader(), new Class<?>[] {Greeter.class}, new NameOfMethod());
    }

    static final class NameOfMethod implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return method.getName() + " " + arguments[0];
        }
    }

    static final class Cached implements Serializable {
        private final String text;
        private transient int length;

        Cached(String text) {
            this.text = text;
            this.length = text.length();
        }
    }

    static final class Secret implements Serializable {
        private transient String text;
        private transient int length;

        Secret(String text) {
            this.text = text;
            this.length = text.length();
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject(new StringBuilder(text).reverse().toString());
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            text = new StringBuilder((String) in.readObject()).reverse().toString();
            length = text.length();
        }
    }

    /** Public, and with a public constructor, as the JDK wants it. */
    public static final class External implements Externalizable {
        private int number;
        private String text;

        public External() {
            this(0, "");
        }

        External(int number, String text) {
            this.number = number;
            this.text = text;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(number);
            out.writeUTF(text);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            number = in.readInt();
            text = in.readUTF();
        }
    }

    static final class Single implements Serializable {
        static final Single ONLY = new Single();

        private Object readResolve() {
            return ONLY;
        }
    }

    static final class Proxied implements Serializable {
        private final transient int number;

        Proxied(int number) {
            this.number = number;
        }

        private Object writeReplace() {
            return new Form(number);
        }

        private record Form(int number) implements Serializable {
            private Object readResolve() {
                return new Proxied(number);
            }
        }
    }

    static final class Persistent implements Serializable {
        private static final ObjectStreamField[] serialPersistentFields = {new ObjectStreamField("value", int.class)};
        private final int value;
        private final int ignored;

        Persistent(int value) {
            this.value = value;
            this.ignored = value;
        }
    }

    static class Parent {
        final int inherited;

        Parent() {
            this(-1);
        }

        Parent(int inherited) {
            this.inherited = inherited;
        }
    }

    static final class Child extends Parent implements Serializable {
        private final int own;

        Child(int inherited, int own) {
            super(inherited);
            this.own = own;
        }
    }

    static class Base implements Serializable {
        final int value;
        transient int readings;

        Base(int value) {
            this.value = value;
        }

        private void readObjectNoData() {
            readings = -1;
        }
    }

    static final class Leaf extends Base {
        private final int own;

        Leaf(int value, int own) {
            super(value);
            this.own = own;
        }
    }

    static final class Box<T> implements Serializable {
        T content;

        Box(T content) {
            this.content = content;
        }
    }

    static final class Outer implements Serializable {
        private final int number;

        Outer(int number) {
            this.number = number;
        }

        final class Inner implements Serializable {
            int outerNumber() {
                return number;
            }
        }
    }

    static final class Named extends ArrayList<Integer> {
        private final String name;

        Named(String name, Integer... elements) {
            super(List.of(elements));
            this.name = name;
        }
    }

    static final class Coded extends Exception {
        private final int code;

        Coded(int code) {
            super("code " + code);
            this.code = code;
        }
    }

    // ---- graphs

    static List<Specimen> graphs() {
        Box<Object> self = new Box<>(null);
        self.content = self;
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        Object[] array = new Object[1];
        array[0] = array;
        List<Integer> shared = new ArrayList<>(List.of(1));
        Box<Object> ring = new Box<>(null);
        ring.content = new Pair<>(new Box<>(ring), "x");
        String text = "t".repeat(5000);
        return List.of(
                Specimen.of("object that holds itself", self, copy -> ((Box<?>) copy).content == copy),
                Specimen.of("list that holds itself", list, copy -> ((List<?>) copy).get(0) == copy),
                Specimen.of("map that holds itself", map, copy -> ((Map<?, ?>) copy).get("self") == copy),
                Specimen.of("array that holds itself", array, copy -> ((Object[]) copy)[0] == copy),
                Specimen.of(
                        "ring through a record",
                        ring,
                        copy -> ((Box<Box<?>>) ((Pair<?, ?>) ((Box<?>) copy).content).a()).content == copy),
                Specimen.of(
                        "list in two places",
                        new ArrayList<>(List.of(shared, shared)),
                        copy -> ((List<?>) copy).get(0) == ((List<?>) copy).get(1)),
                Specimen.of("list as key and value", new LinkedHashMap<>(Map.of(shared, shared)), copy -> {
                    Map.Entry<?, ?> entry =
                            ((Map<?, ?>) copy).entrySet().iterator().next();
                    return entry.getKey() == entry.getValue();
                }),
                Specimen.of(
                        "equal lists that are two",
                        List.of(new ArrayList<>(shared), new ArrayList<>(shared)),
                        copy -> ((List<?>) copy).get(0) != ((List<?>) copy).get(1)),
                Specimen.of(
                        "long text in two places",
                        List.of(text, text),
                        copy -> ((List<?>) copy).get(0) == ((List<?>) copy).get(1)),
                Specimen.of("chain of 300 objects", chain(300), copy -> length(copy) == 300),
                Specimen.of("tree of 10,000 records", tree(12), copy -> Objects.equals(copy, tree(12))));
    }

    private static Box<Object> chain(int length) {
        Box<Object> chain = new Box<>("end");
        for (int i = 1; i < length; i++) {
            chain = new Box<>(chain);
        }
        return chain;
    }

    private static int length(Object chain) {
        int length = 0;
        for (Object next = chain; next instanceof Box<?> box; next = box.content) {
            length++;
        }
        return length;
    }

    private static Object tree(int depth) {
        return depth == 0 ? new Point(depth, 1) : new Pair<>(tree(depth - 1), tree(depth - 1));
    }
}
