package dev.tandem.internal.codec;

import java.util.concurrent.ConcurrentHashMap;

/**
 * What is found out about a class once. Kept by the class itself, so that neither keeps the other from being unloaded;
 * but classes of the JDK live as long as the JVM and would keep this library, and with it the program that it was loaded
 * with, after that program has been taken out of its server. Thread-safe.
 *
 * @param <V> what is found out
 */
abstract class PerClass<V> {
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    private final ConcurrentHashMap<Class<?>, V> ofJdk = new ConcurrentHashMap<>();

    private final ClassValue<V> ofOthers = new ClassValue<>() {
        @Override
        protected V computeValue(Class<?> type) {
            return look(type);
        }
    };

    /** Looks at a class. Called once for each, more often only if threads ask at the same time. */
    abstract V look(Class<?> type);

    /** What was found out about a class. */
    V get(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == PLATFORM ? ofJdk(type) : ofOthers.get(type);
    }

    private V ofJdk(Class<?> type) {
        V known = ofJdk.get(type);
        if (known != null) {
            return known;
        }
        V found = look(type);
        V other = ofJdk.putIfAbsent(type, found);
        return other == null ? found : other;
    }
}
