package dev.tandem.internal.codec;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds classes: by name, of this library where that comes from, others in a given loader first; or by the ids of one
 * channel. What has another origin than 0 is found by the loader of that origin. Thread-safe.
 */
final class ClassResolver {
    /** More: a worker can take more memory from its parent for good. Less: pools that return many kinds are refused. */
    private static final int MOST_PROXIES = 1000;

    private final ClassLoader loader;
    private final @Nullable ObjectInputFilter filter;
    private final ClassOrigins origins;

    /** Whether the filter may refuse a class that it has accepted before, or one of the JDK that has a form of its own. */
    private final boolean asksEachTime;

    /** What was found, if it {@linkplain #mayHold may be held}. Such classes live as long as this object. */
    private final ConcurrentHashMap<String, Class<?>> found;

    /** The interfaces of the proxies whose classes were made for the other side, of all channels. */
    private final Set<String> proxies;

    private final ClassTable table = new ClassTable();

    ClassResolver(ClassLoader loader, @Nullable ObjectInputFilter filter) {
        this(loader, filter, ClassOrigins.NONE);
    }

    ClassResolver(ClassLoader loader, @Nullable ObjectInputFilter filter, ClassOrigins origins) {
        this(loader, filter, origins, new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
    }

    private ClassResolver(
            ClassLoader loader,
            @Nullable ObjectInputFilter filter,
            ClassOrigins origins,
            ConcurrentHashMap<String, Class<?>> found,
            Set<String> proxies) {
        this.loader = loader;
        this.filter = filter;
        this.origins = origins;
        this.asksEachTime = filter != null && !(filter instanceof ResultFilter rules && rules.isForGood());
        this.found = found;
        this.proxies = proxies;
    }

    /** Returns a resolver for another channel: it knows no ids yet, but all classes that were found by name. */
    ClassResolver forChannel() {
        return new ClassResolver(loader, filter, origins, found, proxies);
    }

    /** Returns the classes that have ids. */
    ClassTable table() {
        return table;
    }

    /** Returns what decides which objects of a JDK stream are accepted, besides the limits that always hold. */
    @Nullable
    ObjectInputFilter filter() {
        return filter;
    }

    ClassLoader loader() {
        return loader;
    }

    ClassOrigins origins() {
        return origins;
    }

    /** Whether a class may be held as long as the channel lives. */
    boolean mayHold(Class<?> type) {
        return origins.areHeld() || origins.of(type) == 0;
    }

    /** Finds a class without initializing it; arrays and primitive types too. The name may tell an origin. */
    Class<?> resolve(String name) throws ClassNotFoundException {
        Class<?> known = found.get(name);
        if (known != null) {
            return known;
        }
        Class<?> type = load(name);
        if (mayHold(type)) {
            found.put(name, type);
        }
        return type;
    }

    /** Finds a class that is to be rebuilt outside a JDK stream, and asks the filter as such a stream would. */
    Class<?> resolveAccepted(String name) throws ClassNotFoundException, InvalidClassException {
        Class<?> type = resolve(name);
        ensureAccepted(type);
        return type;
    }

    /** Asks the filter about a class, as a JDK stream would that reads an object of it. */
    void ensureAccepted(Class<?> type) throws InvalidClassException {
        if (filter != null) {
            ensureAccepted(type, filter);
        }
    }

    /** Asks the filter about a class that it has accepted before, or that has a {@link StandardForm}. */
    void ensureStillAccepted(Class<?> type) throws InvalidClassException {
        if (asksEachTime) {
            ensureAccepted(type);
        }
    }

    private static void ensureAccepted(Class<?> type, ObjectInputFilter filter) throws InvalidClassException {
        ClassCheck check = new ClassCheck(type);
        if (filter.checkInput(check) == ObjectInputFilter.Status.REJECTED) {
            throw ExplainedFilter.refused(filter, check);
        }
    }

    /**
     * Returns the class of the proxies of some interfaces.
     *
     * @param origin that of the class itself
     */
    Class<?> resolveProxy(String[] interfaceNames, int origin) throws ClassNotFoundException, InvalidClassException {
        Class<?>[] interfaces = new Class<?>[interfaceNames.length];
        ClassLoader definer = origin == 0 ? loader : origins.loader(origin, "(a proxy)");
        for (int i = 0; i < interfaces.length; i++) {
            interfaces[i] = resolveAccepted(interfaceNames[i]); // before: to make the class may run code of theirs
            if (!Modifier.isPublic(interfaces[i].getModifiers())) {
                definer = interfaces[i].getClassLoader();
            }
        }
        ensureFewProxies(interfaceNames, origin);
        try {
            return Proxy.newProxyInstance(definer, interfaces, new NoCalls()).getClass();
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("no proxy of " + String.join(", ", interfaceNames), e);
        }
    }

    /** The class of a proxy stays for good, and each order of interfaces has another one. */
    private void ensureFewProxies(String[] interfaceNames, int origin) throws InvalidClassException {
        if (origins.areHeld()) {
            return; // a worker believes its parent
        }
        String key = OriginName.of(String.join(",", interfaceNames), origin);
        if (proxies.size() >= MOST_PROXIES && !proxies.contains(key)) {
            throw new InvalidClassException("workers must not send proxies of more than " + MOST_PROXIES + " classes");
        }
        proxies.add(key);
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        Class<?> primitive = primitive(name);
        if (primitive != null) {
            return primitive;
        }
        int origin = OriginName.origin(name);
        if (origin != 0) {
            String className = OriginName.className(name);
            return Class.forName(className, false, origins.loader(origin, className));
        }
        if (Library.has(name)) {
            try {
                return Class.forName(name, false, Library.loader());
            } catch (ClassNotFoundException e) {
                // it only has such a name
            }
        }
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            ClassLoader last = origins.last();
            if (last == null) {
                throw e;
            }
            return Class.forName(name, false, last);
        }
    }

    private static @Nullable Class<?> primitive(String name) {
        return switch (name) {
            case "boolean" -> boolean.class;
            case "byte" -> byte.class;
            case "short" -> short.class;
            case "char" -> char.class;
            case "int" -> int.class;
            case "long" -> long.class;
            case "float" -> float.class;
            case "double" -> double.class;
            case "void" -> void.class;
            default -> null;
        };
    }
}
