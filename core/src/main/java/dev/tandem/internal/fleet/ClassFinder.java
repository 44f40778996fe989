package dev.tandem.internal.fleet;

import dev.tandem.internal.codec.Library;
import dev.tandem.internal.codec.OriginRegistry;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.FetchedResources;
import dev.tandem.internal.wire.FetchedResources.Own;
import dev.tandem.internal.wire.FetchedResources.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what workers lack, by the class loaders of this process. Runs code of users. Thread-safe. */
final class ClassFinder {
    private static final String SUFFIX = ".class";

    private final OriginRegistry origins;
    private final @Nullable Function<Class<?>, Optional<byte[]>> classFiles;

    ClassFinder(OriginRegistry origins, @Nullable Function<Class<?>, Optional<byte[]>> classFiles) {
        this.origins = origins;
        this.classFiles = classFiles;
    }

    /** Whether a question is about a class loader of which somebody was told. */
    boolean isKnown(Fetch question) {
        return origins.isKnown(question.origin());
    }

    /** Answers a question. Never throws, whatever the class loaders do. */
    Fetched answer(Fetch question) {
        try {
            return question.kind() == Fetch.Kind.CLASS ? findClass(question) : findResources(question);
        } catch (ClassNotFoundException e) { // the loader is gone
            return Fetched.failed(question.number(), String.valueOf(e.getMessage()));
        } catch (Throwable e) { // of users, or no memory
            return Fetched.failed(
                    question.number(),
                    (question.kind() == Fetch.Kind.CLASS ? "class " : "resource ") + question.name()
                            + " could not be looked for in the pool's process: " + reason(e));
        }
    }

    private ClassLoader loader(Fetch question) throws ClassNotFoundException {
        return question.origin() == 0
                ? ClassLoader.getSystemClassLoader()
                : origins.loader(question.origin(), question.name());
    }

    private static String reason(Throwable e) {
        try {
            String text = e.getMessage();
            return text == null ? e.getClass().getName() : e.getClass().getName() + ": " + text;
        } catch (Throwable thrown) { // of users
            return e.getClass().getName();
        }
    }

    // ---- classes

    private Fetched findClass(Fetch question) throws ClassNotFoundException {
        String name = question.name();
        ClassLoader loader = loader(question);
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            String more = e.getCause() == null ? "" : ": " + reason(e.getCause());
            String why = "class " + name + " was not found: neither on the class path of the worker nor by "
                    + OriginRegistry.nameOf(loader) + " of the pool's process" + more;
            return notHere(question, why);
        } catch (Throwable e) { // of users; or a class that it needs is missing
            return Fetched.failed(
                    question.number(),
                    "class " + name + " could not be loaded by " + OriginRegistry.nameOf(loader)
                            + " of the pool's process: " + reason(e));
        }
        int origin = origins.of(type);
        if (origin == 0 && question.origin() != 0) {
            return Fetched.own(question.number());
        }
        if (origin == 0 && (isOfJdk(type) || Library.has(name))) {
            return Fetched.nothing(
                    question.number(),
                    "class " + name + " is missing in the worker's JDK, and is there in the pool's process");
        }
        return found(question, type, origin);
    }

    /**
     * The worker may have the class by its extra class path. But if one of that name is on the class path of both, it is not
     * the one that the loader means: then it is not looked for there.
     */
    private static Fetched notHere(Fetch question, String why) {
        boolean another = question.origin() != 0
                && ClassLoader.getSystemResource(question.name().replace('.', '/') + SUFFIX) != null;
        return another ? Fetched.failed(question.number(), why) : Fetched.nothing(question.number(), why);
    }

    private static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private Fetched found(Fetch question, Class<?> type, int origin) {
        byte[] bytes;
        try {
            bytes = classFile(type);
        } catch (Throwable e) { // of users, or it cannot be read
            return Fetched.failed(
                    question.number(),
                    "the class file of class " + type.getName() + " could not be read: " + reason(e));
        }
        if (bytes == null) {
            String why = "class " + type.getName() + " has no class file: its "
                    + OriginRegistry.nameOf(type.getClassLoader())
                    + " does not give it as a resource; override getResourceAsStream there, or give it by"
                    + " ProcessPoolOptions.classFiles(...)";
            return notHere(question, why);
        }
        if (!Fetched.fits(bytes.length)) {
            return Fetched.failed(
                    question.number(),
                    "class " + type.getName() + " has too large a class file: most=" + Fetched.MOST_BYTES + " bytes");
        }
        return new Fetched(question.number(), Fetched.Result.CLASS, origin, place(type), bytes);
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? ""
                : source.getLocation().toExternalForm();
    }

    private byte @Nullable [] classFile(Class<?> type) throws IOException {
        ClassLoader loader = type.getClassLoader();
        String resource = type.getName().replace('.', '/') + SUFFIX;
        URL url = loader == null ? null : classFileUrl(loader, resource, place(type));
        if (url != null) {
            return read(url);
        }
        if (loader != null) {
            try (InputStream in = loader.getResourceAsStream(resource)) {
                if (in != null) {
                    return in.readNBytes(Fetched.MOST_BYTES + 1);
                }
            }
        }
        return classFiles == null ? null : classFiles.apply(type).orElse(null);
    }

    /**
     * Finds the class file where the class comes from. A loader that looks for classes in its own jars first may look for
     * resources elsewhere first, and find the file of another class of that name.
     */
    private static @Nullable URL classFileUrl(ClassLoader loader, String resource, String place) throws IOException {
        URL first = loader.getResource(resource);
        if (first == null || place.isEmpty() || first.toExternalForm().contains(place)) {
            return first;
        }
        for (URL url : Collections.list(loader.getResources(resource))) {
            if (url.toExternalForm().contains(place)) {
                return url;
            }
        }
        return first;
    }

    private static byte[] read(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false); // or the jar would stay open when its loader is gone
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(Fetched.MOST_BYTES + 1); // more would not fit, and is not asked how much it is
        }
    }

    // ---- resources

    private Fetched findResources(Fetch question) throws ClassNotFoundException, IOException {
        String name = question.name();
        ClassLoader loader = loader(question);
        List<URL> all = Collections.list(loader.getResources(name));
        if (all.isEmpty()) {
            URL only = loader.getResource(name); // some override only that
            if (only != null) {
                all = List.of(only);
            }
        }
        Own own = Own.NOWHERE;
        List<URL> others = new ArrayList<>();
        Set<String> ofSystem = question.origin() == 0 ? Set.of() : ofSystem(name);
        for (URL url : all) {
            if (!ofSystem.contains(url.toExternalForm())) {
                others.add(url);
            } else if (own == Own.NOWHERE) {
                own = others.isEmpty() ? Own.FIRST : Own.LAST;
            }
        }
        if (own == Own.NOWHERE && others.isEmpty() && ofSystem.isEmpty()) { // else it hides what is there
            return Fetched.nothing(
                    question.number(), "resource " + name + " was not found by " + OriginRegistry.nameOf(loader));
        }
        FetchedResources found = new FetchedResources(own, readAll(others));
        return new Fetched(question.number(), Fetched.Result.RESOURCES, 0, "", found.toBytes());
    }

    private static Set<String> ofSystem(String name) throws IOException {
        Set<String> urls = new HashSet<>();
        for (URL url : Collections.list(ClassLoader.getSystemResources(name))) {
            urls.add(url.toExternalForm());
        }
        return urls;
    }

    private static List<Resource> readAll(List<URL> urls) {
        List<Resource> resources = new ArrayList<>();
        long size = 0;
        for (URL url : urls) {
            String place = url.toExternalForm();
            Resource resource;
            try {
                byte[] bytes = read(url);
                boolean fits = Fetched.fits(size + bytes.length + 16L * place.length());
                resource = fits
                        ? new Resource(place, bytes, "")
                        : new Resource(
                                place,
                                new byte[0],
                                "resource " + place + " is too large to be fetched from the pool's process: most="
                                        + Fetched.MOST_BYTES + " bytes");
            } catch (IOException | RuntimeException e) {
                resource = new Resource(
                        place,
                        new byte[0],
                        "resource " + place + " could not be read in the pool's process: " + reason(e));
            }
            size += resource.bytes().length
                    + 16L * place.length()
                    + 3L * resource.problem().length();
            resources.add(resource);
        }
        return resources;
    }
}
