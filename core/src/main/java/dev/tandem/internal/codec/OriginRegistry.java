package dev.tandem.internal.codec;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders of this process by number, as its workers are told. A loader gets a number when the first of its
 * classes is sent, and none twice. None is kept from being unloaded. Thread-safe.
 */
public final class OriginRegistry implements ClassOrigins {
    /** Where a class is looked for last. */
    private final @Nullable ClassLoader last;

    /** What the system class loader asks itself: the origins 0. */
    private final List<ClassLoader> system = new ArrayList<>();

    /** The numbers of the loaders that exist. Guarded by {@code this}. */
    private final Map<Key, Integer> numbers = new HashMap<>();

    /** The loaders that ever had a number; the element at 0 is never used. Guarded by {@code this}. */
    private final List<Known> known = new ArrayList<>();

    /** The loader that was asked about last: most often it is the next one, too. Written by any thread. */
    private volatile @Nullable Known latest;

    private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();

    /**
     * Creates a registry without numbers.
     *
     * @param last where a class without number is looked for when it was found nowhere else, null for nowhere
     */
    public OriginRegistry(@Nullable ClassLoader last) {
        this.last = last;
        for (@Nullable ClassLoader l = ClassLoader.getSystemClassLoader(); l != null; l = l.getParent()) {
            system.add(l);
        }
        known.add(new Known(new WeakReference<>(null), "", 0));
    }

    @Override
    public int of(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == Library.loader() && Library.has(type.getName()) ? 0 : ofLoader(loader);
    }

    @Override
    public int ofLoader(@Nullable ClassLoader loader) {
        return loader == null || isSystem(loader) ? 0 : number(loader);
    }

    private boolean isSystem(ClassLoader loader) {
        for (ClassLoader own : system) { // not by contains: a loader may have an equals of its own
            if (own == loader) {
                return true;
            }
        }
        return false;
    }

    private int number(ClassLoader loader) {
        Known before = latest;
        if (before != null && before.loader().get() == loader) {
            return before.number();
        }
        Known found = find(loader);
        if (found == null) {
            found = add(loader, nameOf(loader)); // code of users: not under the lock
        }
        latest = found;
        return found.number();
    }

    private synchronized @Nullable Known find(ClassLoader loader) {
        Integer number = numbers.get(new Key(loader, null));
        return number == null ? null : known.get(number);
    }

    private synchronized Known add(ClassLoader loader, String name) {
        for (Reference<?> end = gone.poll(); end != null; end = gone.poll()) {
            numbers.remove(end);
        }
        Known other = find(loader);
        if (other != null) {
            return other; // another thread was faster
        }
        Key key = new Key(loader, gone);
        Known added = new Known(key, name, known.size());
        known.add(added);
        numbers.put(key, added.number());
        return added;
    }

    @Override
    public ClassLoader loader(int origin, String className) throws ClassNotFoundException {
        Known found = origin > 0 ? find(origin) : null;
        if (found == null) {
            return NONE.loader(origin, className);
        }
        ClassLoader loader = found.loader().get();
        if (loader == null) {
            throw new ClassNotFoundException("class " + className + " comes from " + found.name()
                    + " of the pool's process, which does not exist any more");
        }
        return loader;
    }

    private synchronized @Nullable Known find(int origin) {
        return origin < known.size() ? known.get(origin) : null;
    }

    /** Whether somebody has been told of this origin. */
    public boolean isKnown(int origin) {
        return origin == 0 || (origin > 0 && find(origin) != null);
    }

    /** Returns a class loader, its name and class, for messages. */
    public static String nameOf(@Nullable ClassLoader loader) {
        if (loader == null) {
            return "the class loader of the JDK";
        }
        String name;
        try {
            name = loader.getName();
        } catch (RuntimeException | LinkageError e) { // of users
            name = null;
        }
        String type = loader.getClass().getName();
        return name == null || name.isEmpty() ? "class loader " + type : "class loader " + name + " (" + type + ")";
    }

    @Override
    public @Nullable ClassLoader last() {
        return last;
    }

    @Override
    public boolean areHeld() {
        return false;
    }

    @Override
    public void functionRead(Object function) {
        // functions are rebuilt in workers
    }

    @Override
    public void newsCame() {
        // nothing is remembered of what is not there
    }

    /** A loader that has a number, and how to name it when it is gone. */
    private record Known(WeakReference<ClassLoader> loader, String name, int number) {}

    /** A loader as a key: it may have an equals of its own, which is not to be called. */
    private static final class Key extends WeakReference<ClassLoader> {
        private final int hash;

        Key(ClassLoader loader, @Nullable ReferenceQueue<ClassLoader> gone) {
            super(loader, gone);
            this.hash = System.identityHashCode(loader);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            ClassLoader mine = get();
            return mine != null && other instanceof Key key && key.get() == mine;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
