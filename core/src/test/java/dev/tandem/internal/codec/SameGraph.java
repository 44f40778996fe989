package dev.tandem.internal.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two graphs of objects: the same classes, the same values, and the same objects shared. Strings, boxes,
 * enum constants, times, paths and optionals are values: which of them are one object does not count. Neither does the order of a hash
 * table.
 */
final class SameGraph {
    private final Map<Object, Object> partners = new IdentityHashMap<>();
    private final Map<Object, Object> partnersOfActual = new IdentityHashMap<>();

    private SameGraph() {}

    static void assertSame(@Nullable Object actual, @Nullable Object expected) {
        new SameGraph().compare(actual, expected, "value");
    }

    private void compare(@Nullable Object actual, @Nullable Object expected, String path) {
        if (expected == null || actual == null) {
            require(actual == expected, path, actual, expected);
            return;
        }
        if (isLambda(expected)) {
            compareLambdas(actual, expected, path);
            return;
        }
        require(actual.getClass() == expected.getClass(), path + ".class", actual.getClass(), expected.getClass());
        if (isValue(expected)) {
            require(actual.equals(expected), path, actual, expected);
            return;
        }
        if (expected instanceof Optional<?> optional) { // which of them are one object does not count
            compare(((Optional<?>) actual).orElse(null), optional.orElse(null), path + ".get()");
            return;
        }
        Object known = partners.put(expected, actual);
        Object knownOfActual = partnersOfActual.put(actual, expected);
        if (known != null || knownOfActual != null) {
            require(known == actual && knownOfActual == expected, path + ", which is shared", actual, expected);
            return;
        }
        compareParts(actual, expected, path);
    }

    private void compareParts(Object actual, Object expected, String path) {
        if (expected.getClass().isArray()) {
            require(Array.getLength(actual) == Array.getLength(expected), path + ".length", actual, expected);
            for (int i = 0; i < Array.getLength(expected); i++) {
                compare(Array.get(actual, i), Array.get(expected, i), path + "[" + i + "]");
            }
        } else if (expected instanceof Throwable failure) {
            compareFailures((Throwable) actual, failure, path);
        } else if (expected instanceof Map.Entry<?, ?> entry) {
            compare(((Map.Entry<?, ?>) actual).getKey(), entry.getKey(), path + ".key");
            compare(((Map.Entry<?, ?>) actual).getValue(), entry.getValue(), path + ".value");
        } else if (expected instanceof Map<?, ?> map) {
            compareMaps((Map<?, ?>) actual, map, path);
        } else if (expected instanceof Collection<?> collection) {
            compareCollections((Collection<?>) actual, collection, path);
        } else if (expected.getClass().getName().startsWith("java.")) {
            require(actual.equals(expected), path, actual, expected);
        } else {
            compareFields(actual, expected, path);
        }
    }

    private void compareFailures(Throwable actual, Throwable expected, String path) {
        require(Objects.equals(actual.getMessage(), expected.getMessage()), path + ".message", actual, expected);
        require(Arrays.equals(actual.getStackTrace(), expected.getStackTrace()), path + ".trace", actual, expected);
        compare(actual.getCause(), expected.getCause(), path + ".cause");
    }

    private void compareMaps(Map<?, ?> actual, Map<?, ?> expected, String path) {
        require(actual.size() == expected.size(), path + ".size", actual.size(), expected.size());
        if (expected instanceof SortedMap<?, ?> sorted) {
            compareComparators(((SortedMap<?, ?>) actual).comparator(), sorted.comparator(), path);
        }
        boolean hashed = isHashed(expected);
        Map<Object, Object> keys = new HashMap<>();
        actual.keySet().forEach(key -> keys.put(key, key));
        Iterator<?> inOrder = actual.keySet().iterator();
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            Object next = inOrder.next();
            Object key = hashed ? keys.get(entry.getKey()) : next;
            compare(key, entry.getKey(), path + ".key");
            compare(actual.get(key), entry.getValue(), path + ".get(" + key + ")");
        }
    }

    private void compareCollections(Collection<?> actual, Collection<?> expected, String path) {
        require(actual.size() == expected.size(), path + ".size", actual.size(), expected.size());
        if (expected instanceof SortedSet<?> sorted) {
            compareComparators(((SortedSet<?>) actual).comparator(), sorted.comparator(), path);
        }
        if (expected instanceof List<?> && expected.getClass().getName().contains("Immutable")) {
            require(refusesNull(actual) == refusesNull(expected), path + " refuses null", actual, expected);
        }
        boolean hashed = isHashed(expected);
        Map<Object, Object> elements = new HashMap<>();
        if (hashed) {
            actual.forEach(element -> elements.put(element, element));
        }
        Iterator<?> inOrder = actual.iterator();
        int i = 0;
        for (Object element : expected) {
            Object next = inOrder.next();
            compare(hashed ? elements.get(element) : next, element, path + "[" + i + "]");
            i++;
        }
    }

    private static boolean isHashed(Object object) {
        return object.getClass() == HashMap.class
                || object.getClass() == HashSet.class
                || (object.getClass().getName().startsWith("java.util.ImmutableCollections$")
                        && (object instanceof Set || object instanceof Map));
    }

    private static boolean refusesNull(Collection<?> collection) {
        try {
            collection.contains(null);
            return false;
        } catch (NullPointerException e) {
            return true;
        }
    }

    private void compareComparators(@Nullable Object actual, @Nullable Object expected, String path) {
        Class<?> actualClass = actual == null ? null : actual.getClass();
        Class<?> expectedClass = expected == null ? null : expected.getClass();
        require(actualClass == expectedClass, path + ".comparator", actualClass, expectedClass);
    }

    private void compareFields(Object actual, Object expected, String path) {
        for (Class<?> type = expected.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                field.setAccessible(true);
                try {
                    compare(field.get(actual), field.get(expected), path + "." + field.getName());
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static boolean isLambda(Object object) {
        return object.getClass().isHidden();
    }

    private void compareLambdas(Object actual, Object expected, String path) {
        try {
            SerializedLambda one = LambdaClass.of(actual.getClass()).form(actual);
            SerializedLambda two = LambdaClass.of(expected.getClass()).form(expected);
            require(LambdaShape.of(one).equals(LambdaShape.of(two)), path, actual, expected);
            for (int i = 0; i < two.getCapturedArgCount(); i++) {
                compare(one.getCapturedArg(i), two.getCapturedArg(i), path + ".captured[" + i + "]");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isValue(Object object) {
        return object instanceof String
                || object instanceof Enum
                || object instanceof Boolean
                || object instanceof Character
                || object instanceof Class
                || object instanceof Path
                || object instanceof Charset
                || object instanceof OptionalInt
                || object instanceof OptionalLong
                || object instanceof OptionalDouble
                || object instanceof Temporal
                || object instanceof TemporalAmount
                || (object instanceof Number && object.getClass().getName().startsWith("java.lang."));
    }

    private static void require(boolean same, String path, @Nullable Object actual, @Nullable Object expected) {
        if (!same) {
            throw new AssertionError(path + ": actual=" + actual + ", expected=" + expected);
        }
    }
}
