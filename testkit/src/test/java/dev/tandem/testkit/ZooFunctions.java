package dev.tandem.testkit;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Functions of all kinds. */
@SuppressWarnings({"unchecked", "rawtypes", "serial"}) // the tests know what they have sent
final class ZooFunctions {
    private static final int CONSTANT = 7;

    private ZooFunctions() {}

    interface Inverse extends Function<Integer, Integer>, Serializable {
        default Integer twice(int x) {
            return apply(apply(x));
        }
    }

    interface Varargs extends Serializable {
        String join(String... words);
    }

    /** Takes 5. */
    private static Specimen ofInt(String name, TaskFunction<Integer, Integer> function, int result) {
        return Specimen.of(
                name, function, copy -> TaskFunction.class.cast(copy).apply(5).equals(result));
    }

    private static Specimen ofCallable(String name, TaskCallable<?> callable, Object result) {
        return Specimen.of(
                name, callable, copy -> ((TaskCallable<Object>) copy).call().equals(result));
    }

    static List<Specimen> lambdas() {
        int primitive = 3;
        long wide = 1L << 40;
        String text = "text";
        int[] array = {1, 2};
        List<String> list = new ArrayList<>(List.of("a"));
        TaskFunction<Integer, Integer> inner = x -> x + primitive;
        List<Specimen> all = new ArrayList<>(List.of(
                ofInt("lambda that captures nothing", x -> x + 1, 6),
                ofInt("lambda that uses a static field", x -> x + CONSTANT, 12),
                ofInt("lambda that captures an int", x -> x + primitive, 8),
                ofCallable("lambda that captures a long", () -> wide + 1, (1L << 40) + 1),
                ofCallable("lambda that captures an array", () -> array[0] + array[1], 3),
                ofCallable("lambda that captures several", () -> text + list + primitive + array.length, "text[a]32"),
                ofInt("lambda that captures a lambda", x -> inner.apply(x) * 2, 16),
                ofCallable(
                        "lambda that makes a lambda", () -> nested(2).apply(3).apply(4), 24),
                ofCallable("lambda that captures null", captureNull(null), "null"),
                ofCallable("generic lambda", generic(List.of("x")), List.of("x")),
                Specimen.of(
                        "lambda of two types",
                        (Function<Integer, Integer> & Serializable) x -> x * primitive,
                        copy -> ((Function<Integer, Integer>) copy).apply(5) == 15),
                Specimen.of(
                        "lambda of primitives",
                        (IntUnaryOperator & Serializable) x -> x - 1,
                        copy -> ((IntUnaryOperator) copy).applyAsInt(5) == 4),
                Specimen.of(
                        "lambda of a type with a default method",
                        (Inverse) x -> -x,
                        copy -> ((Inverse) copy).twice(5) == 5),
                Specimen.of(
                        "lambda of varargs",
                        (Varargs) words -> String.join("+", words),
                        copy -> ((Varargs) copy).join("a", "b").equals("a+b")),
                Specimen.of(
                        "currying lambda",
                        nested(2),
                        copy -> ((TaskFunction<Integer, TaskFunction<Integer, Integer>>) copy)
                                        .apply(3)
                                        .apply(4)
                                == 24)));
        List<Specimen> loop = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            loop.add(ofCallable("lambda of a loop, " + i, () -> number * 10, number * 10));
        }
        for (String word : List.of("a", "b")) {
            loop.add(ofCallable("lambda of a loop, " + word, () -> word + word, word + word));
        }
        all.addAll(loop);
        return all;
    }

    private static TaskFunction<Integer, TaskFunction<Integer, Integer>> nested(int a) {
        return b -> c -> a * b * c;
    }

    private static TaskCallable<String> captureNull(String nothing) {
        return () -> "" + nothing;
    }

    private static <T> TaskCallable<List<T>> generic(List<T> values) {
        return () -> List.copyOf(values);
    }

    static List<Specimen> references() {
        StringBuilder builder = new StringBuilder("b");
        ZooFunctions.Counter counter = new Counter(3);
        return List.of(
                ofInt("reference to a static method", ZooFunctions::half, 2),
                ofInt("reference to a static method of the JDK", Math::abs, 5),
                Specimen.of(
                        "reference to a method of an argument",
                        (TaskFunction<String, Integer>) String::length,
                        copy -> ((TaskFunction<String, Integer>) copy).apply("abc") == 3),
                Specimen.of(
                        "reference to a method of the first argument",
                        (TaskBiFunction<String, String, String>) String::concat,
                        copy -> ((TaskBiFunction<String, String, String>) copy)
                                .apply("a", "b")
                                .equals("ab")),
                Specimen.of(
                        "reference bound to an object",
                        (TaskFunction<Integer, Integer>) counter::plus,
                        copy -> ((TaskFunction<Integer, Integer>) copy).apply(5) == 8),
                ofCallable("reference bound to an object of the JDK", builder::toString, "b"),
                Specimen.of(
                        "reference bound to an interface",
                        (TaskFunction<Object, Boolean>) List.of(1)::contains,
                        copy -> ((TaskFunction<Object, Boolean>) copy).apply(1)),
                Specimen.of(
                        "reference to a constructor",
                        (TaskFunction<Integer, Counter>) Counter::new,
                        copy -> ((TaskFunction<Integer, Counter>) copy).apply(5).value == 5),
                Specimen.of(
                        "reference to a constructor of the JDK",
                        (TaskCallable<List<String>>) ArrayList::new,
                        copy -> ((TaskCallable<List<String>>) copy).call().isEmpty()),
                Specimen.of(
                        "reference to a constructor of arrays",
                        (TaskFunction<Integer, int[]>) int[]::new,
                        copy -> ((TaskFunction<Integer, int[]>) copy).apply(5).length == 5),
                Specimen.of(
                        "reference to a constructor of arrays of arrays",
                        (TaskFunction<Integer, String[][]>) String[][]::new,
                        copy -> ((TaskFunction<Integer, String[][]>) copy).apply(2).length == 2),
                Specimen.of(
                        "reference to a varargs method",
                        (TaskBiFunction<String, String, List<String>>) Arrays::asList,
                        copy -> ((TaskBiFunction<String, String, List<String>>) copy)
                                .apply("a", "b")
                                .equals(List.of("a", "b"))),
                Specimen.of(
                        "reference to a method of a superclass",
                        (TaskFunction<Counter, Integer>) Counter::hashCode,
                        copy -> ((TaskFunction<Counter, Integer>) copy).apply(new Counter(4)) == 4),
                Specimen.of(
                        "reference with boxing",
                        (IntFunction<Integer> & Serializable) Integer::valueOf,
                        copy -> ((IntFunction<Integer>) copy).apply(5) == 5));
    }

    private static int half(int x) {
        return x / 2;
    }

    static List<Specimen> others() {
        int captured = 4;
        TaskCallable<Integer> anonymous = new TaskCallable<>() {
            private int calls;

            @Override
            public Integer call() {
                calls++;
                return captured + calls;
            }
        };
        record Local(int factor) implements TaskFunction<Integer, Integer> {
            @Override
            public Integer apply(Integer x) {
                return factor * x;
            }
        }
        class LocalClass implements TaskFunction<Integer, Integer> {
            @Override
            public Integer apply(Integer x) {
                return x + captured;
            }
        }
        return List.of(
                ofCallable("anonymous class with a field and a captured variable", anonymous, 5),
                ofInt("local record", new Local(3), 15),
                ofInt("local class that captures a variable", new LocalClass(), 9),
                ofInt("enum constant that is a function", Operation.DOUBLED, 10),
                ofInt("inner class of a serializable one", new Counter(2).new Adder(), 7),
                ofInt("static nested class", new Multiplied(4), 20),
                ofInt(
                        "class of the user that is generic",
                        new Composed<Integer, Integer, Integer>(x -> x + 1, x -> x * 2),
                        12),
                Specimen.of(
                        "comparator of a key",
                        Comparator.comparing((Serializable & Function<String, Integer>) String::length),
                        copy -> ((Comparator<String>) copy).compare("a", "bb") < 0),
                Specimen.of(
                        "comparator of several keys",
                        Comparator.comparing((Serializable & Function<String, Integer>) String::length)
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()),
                        copy -> ((Comparator<String>) copy).compare("b", "a") > 0
                                && ((Comparator<String>) copy).compare("bb", "a") < 0),
                Specimen.of(
                        "comparator with nulls first",
                        Comparator.nullsFirst(Comparator.<String>naturalOrder()),
                        copy -> ((Comparator<String>) copy).compare(null, "a") < 0),
                Specimen.of(
                        "reverse order",
                        Comparator.<Integer>reverseOrder(),
                        copy -> copy == Comparator.<Integer>reverseOrder()),
                Specimen.of(
                        "order without regard to case",
                        String.CASE_INSENSITIVE_ORDER,
                        copy -> copy == String.CASE_INSENSITIVE_ORDER),
                Specimen.of(
                        "comparator of entries",
                        Map.Entry.<String, Integer>comparingByValue(),
                        copy -> ((Comparator<Map.Entry<String, Integer>>) copy)
                                        .compare(Map.entry("a", 1), Map.entry("b", 2))
                                < 0),
                Specimen.of(
                        "supplier in a list",
                        List.of((Supplier<String> & Serializable) () -> "x"),
                        copy -> ((List<Supplier<String>>) copy).get(0).get().equals("x")),
                Specimen.of(
                        "function in a map",
                        Map.of("f", (UnaryOperator<String> & Serializable) String::trim),
                        copy -> ((Map<String, UnaryOperator<String>>) copy)
                                .get("f")
                                .apply(" x ")
                                .equals("x")),
                Specimen.of(
                        "function of two arguments",
                        (BiFunction<Integer, Integer, Integer> & Serializable) Integer::sum,
                        copy -> ((BiFunction<Integer, Integer, Integer>) copy).apply(1, 2) == 3));
    }

    enum Operation implements TaskFunction<Integer, Integer> {
        DOUBLED {
            @Override
            public Integer apply(Integer x) {
                return 2 * x;
            }
        }
    }

    record Multiplied(int factor) implements TaskFunction<Integer, Integer> {
        @Override
        public Integer apply(Integer x) {
            return factor * x;
        }
    }

    record Composed<A, B, C>(TaskFunction<A, B> first, TaskFunction<B, C> second) implements TaskFunction<A, C> {
        @Override
        public C apply(A a) throws Exception {
            return second.apply(first.apply(a));
        }
    }

    static final class Counter implements Serializable {
        private final int value;

        Counter(int value) {
            this.value = value;
        }

        int plus(int x) {
            return value + x;
        }

        @Override
        public int hashCode() {
            return value;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counter counter && counter.value == value;
        }

        /** Holds the counter that it was made of. */
        final class Adder implements TaskFunction<Integer, Integer> {
            @Override
            public Integer apply(Integer x) {
                return plus(x);
            }
        }
    }
}
