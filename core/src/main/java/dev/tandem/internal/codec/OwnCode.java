package dev.tandem.internal.codec;

import java.security.CodeSource;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the code of a pool's user comes from: the jars and class directories of what was sent to workers; for classes
 * that have neither, as those of JShell, their class loaders. Told about each class once. Thread-safe.
 */
public final class OwnCode {
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    /** As text: to compare URLs may ask a name server. */
    private final Set<String> places = ConcurrentHashMap.newKeySet();

    /** Guarded by itself. Weak, since a program may be taken out of its server before its pool. */
    private final Set<ClassLoader> loaders = Collections.newSetFromMap(new WeakHashMap<>());

    /** Creates an object that knows of no code. */
    public OwnCode() {}

    /** Takes in where a class comes from that is sent: it may come back, and so may what is there besides it. */
    void note(Class<?> type) {
        Class<?> element = elementType(type);
        ClassLoader loader = element.getClassLoader();
        if (isOfJdk(loader)) {
            return;
        }
        String place = place(element);
        if (place != null) {
            places.add(place);
            return;
        }
        synchronized (loaders) {
            loaders.add(loader);
        }
    }

    /** Whether a class that is no array comes from where something came from that was sent. */
    boolean contains(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (isOfJdk(loader)) {
            return false;
        }
        String place = place(type);
        if (place != null) {
            return places.contains(place);
        }
        synchronized (loaders) {
            return loaders.contains(loader);
        }
    }

    private static boolean isOfJdk(@Nullable ClassLoader loader) {
        return loader == null || loader == PLATFORM;
    }

    /** Returns the URL of the jar or class directory of a class, null if it has none. */
    static @Nullable String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : source.getLocation().toExternalForm();
    }

    /** Returns of what an array is, in the end; any other class itself. */
    static Class<?> elementType(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }
}
