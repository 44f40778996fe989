package dev.tandem.internal.codec;

import java.lang.reflect.Modifier;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the JDK's collections show of others, which it does not serialize: a part of a list, the keys of a map, an
 * entry. The copy holds the same in the same order and stands on its own.
 */
final class Views {
    private Views() {}

    /** Whether the copy of a class of the JDK is of no class that has a form of its own. */
    static boolean isSpecial(String className) {
        return isByIdentity(className) || className.startsWith("java.util.Collections$");
    }

    private static boolean isByIdentity(String className) {
        return className.startsWith("java.util.IdentityHashMap$");
    }

    /** Returns a copy of an object that is not serializable, null if it is no view of a collection of the JDK. */
    static @Nullable Object tryCopy(Object object) {
        String name = object.getClass().getName();
        if (object.getClass().getClassLoader() != null || !name.startsWith("java.util.")) {
            return null;
        }
        if (Modifier.isPublic(object.getClass().getModifiers())) {
            return null; // no view, but a type on which somebody may rely
        }
        if (object instanceof Map.Entry<?, ?> entry) {
            return isSpecial(name)
                    ? new AbstractMap.SimpleImmutableEntry<>(entry)
                    : new AbstractMap.SimpleEntry<>(entry);
        }
        if (object instanceof SortedSet<?> set) {
            return sorted(set);
        }
        if (object instanceof Set<?> set) {
            Set<@Nullable Object> copy =
                    isByIdentity(name) ? Collections.newSetFromMap(new IdentityHashMap<>()) : new LinkedHashSet<>();
            Collections.addAll(copy, Snapshot.of(set));
            return copy;
        }
        if (object instanceof Collection<?> collection && !(object instanceof Queue)) {
            return new ArrayList<>(Arrays.asList(Snapshot.of(collection)));
        }
        if (object instanceof SortedMap<?, ?> map) {
            return sorted(map);
        }
        return object instanceof Map<?, ?> map && !(object instanceof WeakHashMap) ? new LinkedHashMap<>(map) : null;
    }

    private static <E> SortedSet<E> sorted(SortedSet<E> set) {
        return new TreeSet<>(set);
    }

    private static <K, V> SortedMap<K, V> sorted(SortedMap<K, V> map) {
        return new TreeMap<>(map);
    }
}
