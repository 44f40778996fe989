package dev.tandem.internal.worker;

import dev.tandem.internal.codec.Library;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.FetchedResources;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a worker for a class loader of the parent: what that one would find, this one finds, and each class is defined
 * by the one that stands for its defining loader. Thread-safe.
 */
/*
 * The parent's loader is asked and not imitated: it may look into its own jars before its parent, compile what it is asked
 * for, or refuse. Only what cannot be another's is taken without asking: the packages of the JDK and of this library.
 *
 * What is on the class path of both sides comes from the worker's: the answer is then that the worker has it itself. The
 * loader of origin 0 is for the rest: what the parent's class path has and the worker's lacks. There nobody can say who has
 * what, so the worker's class path is asked first.
 *
 * Locks: loading a class takes the lock of its name here, then that of the same name in the loader that defines it, while
 * the parent is asked too. A defining loader asks no other one for that name; so there is no circle. The control thread,
 * which brings the answers, takes none of them.
 */
final class OriginLoader extends ClassLoader {
    /** Packages that the JDK alone may define, or that nobody else has a reason to. */
    private static final String[] OF_JDK = {"java.", "javax.", "jdk.", "sun.", "com.sun."};

    /** How many names are remembered that do not exist. More take memory, fewer cost questions. */
    private static final int MOST_MISSING = 10_000;

    static {
        registerAsParallelCapable();
    }

    private final int origin;
    private final WorkerOrigins origins;
    private final Fetcher fetcher;

    /** Why what was asked for does not exist, by its name, until the parent tells something new. Guarded by itself. */
    private final Map<String, String> missing = new HashMap<>();

    /** What the parent had told when the first of them was asked for. Guarded by {@link #missing}. */
    private int missingSince;

    /** The domains of classes by the places of their code. Guarded by itself. */
    private final Map<String, ProtectionDomain> domains = new HashMap<>();

    private OriginLoader(int origin, WorkerOrigins origins, Fetcher fetcher) {
        super(getSystemClassLoader()); // without a name, which would be in each line of a stack trace
        this.origin = origin;
        this.origins = origins;
        this.fetcher = fetcher;
    }

    static ClassLoader create(int origin, WorkerOrigins origins, Fetcher fetcher) {
        return new OriginLoader(origin, origins, fetcher);
    }

    /** The origin that a class loader stands for, 0 if it stands for none. */
    static int originOf(ClassLoader loader) {
        return loader instanceof OriginLoader own ? own.origin : 0;
    }

    // ---- classes

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            if (type == null) {
                type = tryLoadHere(name);
            }
            if (type == null) {
                type = fetch(name);
            }
            if (resolve) {
                resolveClass(type);
            }
            return type;
        }
    }

    /** Loads what need not be asked for, null if there is no such class. */
    private @Nullable Class<?> tryLoadHere(String name) {
        if (Library.has(name)) {
            return tryLoad(name, Library.loader());
        }
        for (String start : OF_JDK) {
            if (name.startsWith(start)) {
                return tryLoad(name, getPlatformClassLoader());
            }
        }
        return origin == 0 ? tryLoad(name, getSystemClassLoader()) : null;
    }

    private static @Nullable Class<?> tryLoad(String name, ClassLoader loader) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private Class<?> fetch(String name) throws ClassNotFoundException {
        if (name.isEmpty() || name.charAt(0) == '[' || name.indexOf('/') >= 0) {
            throw new ClassNotFoundException(name);
        }
        String known = missing(name);
        if (known != null) {
            throw new ClassNotFoundException(known);
        }
        int news = origins.news();
        Fetched answer = ask(Fetch.Kind.CLASS, name);
        switch (answer.result()) {
            case CLASS -> {
                OriginLoader definer = (OriginLoader) origins.loader(answer.origin(), name);
                return definer.define(name, answer);
            }
            case OWN -> {
                Class<?> own = tryLoad(name, getSystemClassLoader());
                return own == null ? ((OriginLoader) origins.loader(0, name)).loadClass(name, false) : own;
            }
            case FAILED ->
                throw new ClassNotFoundException(answer.text()); // neither remembered nor looked for elsewhere
            default -> {
                // what only the worker has, by its extra class path
                Class<?> own = origin == 0 ? null : tryLoad(name, getSystemClassLoader());
                if (own != null) {
                    return own;
                }
                addMissing(name, answer.text(), news);
                throw new ClassNotFoundException(answer.text());
            }
        }
    }

    private Class<?> define(String name, Fetched answer) {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null
                    ? defineClass(name, answer.bytes(), 0, answer.bytes().length, domain(answer.text()))
                    : known;
        }
    }

    private ProtectionDomain domain(String place) {
        synchronized (domains) {
            ProtectionDomain known = domains.get(place);
            if (known == null) {
                known = new ProtectionDomain(new CodeSource(url(place), (Certificate[]) null), null, this, null);
                domains.put(place, known);
            }
            return known;
        }
    }

    @SuppressWarnings("deprecation") // its successor takes no URI with spaces
    private static @Nullable URL url(String place) {
        try {
            return place.isEmpty() ? null : new URL(place);
        } catch (MalformedURLException e) {
            return null; // a protocol that only the parent knows
        }
    }

    private Fetched ask(Fetch.Kind kind, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > Fetch.LONGEST_NAME) {
            return Fetched.nothing(0, "class or resource with a name of more than 64 KiB cannot be asked for");
        }
        return fetcher.ask(kind, origin, name);
    }

    private @Nullable String missing(String name) {
        synchronized (missing) {
            if (missingSince != origins.news()) {
                missing.clear();
            }
            return missing.get(name);
        }
    }

    private void addMissing(String name, String why, int news) {
        synchronized (missing) {
            if (missingSince != news || missing.size() == MOST_MISSING) {
                missing.clear();
                missingSince = news;
            }
            missing.put(name, why);
        }
    }

    // ---- resources

    @Override
    public @Nullable URL getResource(String name) {
        Enumeration<URL> all = getResources(name);
        return all.hasMoreElements() ? all.nextElement() : null;
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        List<URL> own = own(name);
        if (origin == 0 && !own.isEmpty()) {
            return Collections.enumeration(own);
        }
        FetchedResources found = fetchResources(name);
        if (found == null) {
            return Collections.enumeration(own);
        }
        List<URL> all = new ArrayList<>();
        if (found.own() == FetchedResources.Own.FIRST) {
            all.addAll(own);
        }
        for (FetchedResources.Resource resource : found.others()) {
            all.add(FetchedUrl.of(origin, all.size(), name, resource));
        }
        if (found.own() == FetchedResources.Own.LAST) {
            all.addAll(own);
        }
        return Collections.enumeration(all);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        return getResources(name);
    }

    private static List<URL> own(String name) {
        try {
            return Collections.list(getSystemClassLoader().getResources(name));
        } catch (IOException e) {
            return List.of(); // as for a jar of the class path that cannot be read
        }
    }

    /** Returns what the parent's loader finds, null if it finds nothing. */
    private @Nullable FetchedResources fetchResources(String name) {
        String key = "/" + name; // which no class has
        if (name.isEmpty() || missing(key) != null) {
            return null;
        }
        int news = origins.news();
        Fetched answer = ask(Fetch.Kind.RESOURCES, name);
        if (answer.result() == Fetched.Result.FAILED) {
            return null;
        }
        if (answer.result() != Fetched.Result.RESOURCES) {
            addMissing(key, answer.text(), news);
            return null;
        }
        return FetchedResources.of(answer.bytes());
    }
}
