package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that no class path has, in versions that differ: {@code plug.Tasks} makes functions, others travel. */
final class Plugin {
    private static final Map<String, String> SOURCES = Map.of(
            "plug/Tasks",
            """
            package plug;

            import dev.tandem.*;
            import java.io.*;
            import java.net.URL;
            import java.util.*;

            public final class Tasks {
                private static String state = "not set up";

                public static TaskCallable<String> version() { return () -> Parcel.VERSION; }

                public static TaskCallable<Parcel> parcel(Integer number) {
                    return () -> new Parcel(Parcel.VERSION, number);
                }

                public static TaskFunction<Parcel, Parcel> twice() {
                    return p -> new Parcel(p.version() + Parcel.VERSION, 2 * p.number());
                }

                public static TaskFunction<Color, Color> next() {
                    return c -> Color.values()[(c.ordinal() + 1) % Color.values().length];
                }

                public static TaskFunction<List<Box>, Box[]> boxes() {
                    return list -> {
                        Box[] boxes = list.toArray(new Box[0]);
                        boxes[0] = new Box(boxes[0].content + Parcel.VERSION);
                        return boxes;
                    };
                }

                public static TaskCallable<String> failing() {
                    return () -> { throw new Oops("as it had to in " + Parcel.VERSION); };
                }

                public static TaskCallable<String> nested() { return new Nested(new Nested.Inner("deep")); }

                public static TaskFunction<Greeter, Greeter> passed() { return g -> g; }

                public static Greeter proxy() { return new Hand("waved").proxy(); }

                public static TaskCallable<String> greetings() {
                    return () -> {
                        List<String> all = new ArrayList<>();
                        for (Greeter greeter : ServiceLoader.load(Greeter.class)) {
                            all.add(greeter.greet());
                        }
                        return String.join(" ", all);
                    };
                }

                public static TaskCallable<String> resources(String name) {
                    return () -> {
                        List<String> all = new ArrayList<>();
                        for (URL url : Collections.list(Tasks.class.getClassLoader().getResources(name))) {
                            try (InputStream in = url.openStream()) {
                                all.add(new String(in.readAllBytes()));
                            }
                        }
                        return String.join(" ", all);
                    };
                }

                public static TaskCallable<String> stream(String name) {
                    return () -> {
                        try (InputStream in = Tasks.class.getResourceAsStream(name)) {
                            return in == null ? "nothing" : new String(in.readAllBytes());
                        }
                    };
                }

                public static TaskRunnable setUp() { return () -> state = "set up by " + Parcel.VERSION; }

                public static TaskCallable<String> state() { return () -> state; }

                public static TaskCallable<String> place() {
                    return () -> Tasks.class.getPackage().getName() + " "
                            + Tasks.class.getProtectionDomain().getCodeSource().getLocation();
                }

                public static TaskCallable<Boolean> hasOwnContext() {
                    return () -> Thread.currentThread().getContextClassLoader() == Tasks.class.getClassLoader();
                }

                public static TaskCallable<String> rare() { return () -> new Rare().toString(); }

                public static TaskCallable<String> byName(String name) {
                    return () -> Class.forName(name).getName();
                }

                public static TaskCallable<Integer> lengthOf(String name) {
                    return () -> {
                        try (InputStream in = Tasks.class.getClassLoader().getResource(name).openStream()) {
                            return in.readAllBytes().length;
                        }
                    };
                }

                public static TaskRunnable broken() { return () -> { throw new Oops("cannot be set up"); }; }
            }
            """,
            "plug/Parcel",
            """
            package plug;

            public record Parcel(String version, int number) implements java.io.Serializable {
                public static final String VERSION = new String("@VERSION@");
            }
            """,
            "plug/Color",
            "package plug; public enum Color { RED, GREEN, BLUE }",
            "plug/Box",
            """
            package plug;

            public class Box implements java.io.Serializable {
                private static final long serialVersionUID = 1;
                public final String content;
                public Box(String content) { this.content = content; }
            }
            """,
            "plug/Oops",
            """
            package plug;

            public class Oops extends RuntimeException {
                private static final long serialVersionUID = 1;
                public Oops(String message) { super(message); }
            }
            """,
            "plug/Nested",
            """
            package plug;

            public class Nested implements dev.tandem.TaskCallable<String> {
                private static final long serialVersionUID = 1;
                private final Inner inner;
                Nested(Inner inner) { this.inner = inner; }
                public String call() { return new Object() { public String toString() { return inner.word; } }.toString(); }

                static class Inner implements java.io.Serializable {
                    private static final long serialVersionUID = 1;
                    final String word;
                    Inner(String word) { this.word = word; }
                }
            }
            """,
            "plug/Greeter",
            "package plug; public interface Greeter { String greet(); }",
            "plug/Hand",
            """
            package plug;

            import java.lang.reflect.*;

            public class Hand implements InvocationHandler, java.io.Serializable {
                private static final long serialVersionUID = 1;
                private final String word;
                public Hand(String word) { this.word = word; }
                public Object invoke(Object proxy, Method method, Object[] arguments) { return word; }

                Greeter proxy() {
                    return (Greeter) Proxy.newProxyInstance(
                            Hand.class.getClassLoader(), new Class<?>[] {Greeter.class}, this);
                }
            }
            """,
            "plug/Hello",
            """
            package plug;

            public class Hello implements Greeter {
                public String greet() { return "hello from " + Parcel.VERSION; }
            }
            """,
            "plug/Rare",
            "package plug; public class Rare { public String toString() { return \"rare\"; } }");

    private Plugin() {}

    /** Compiles a version into a directory of its own, with a service and a resource. */
    static Path compile(Path parent, String version) {
        try {
            Path directory = Files.createDirectories(parent.resolve("plugin-" + version));
            List<JavaFileObject> files = new ArrayList<>();
            SOURCES.forEach((name, source) -> files.add(source(name, source.replace("@VERSION@", version))));
            List<String> options = List.of("-proc:none", "-nowarn", "-d", directory.toString(), "-cp", library());
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            if (!compiler.getTask(null, null, null, options, null, files).call()) {
                throw new AssertionError("the plugin does not compile");
            }
            Path services =
                    Files.createDirectories(directory.resolve("META-INF").resolve("services"));
            Files.writeString(services.resolve("plug.Greeter"), "plug.Hello\n");
            Files.writeString(directory.resolve("plug").resolve("text"), "text of " + version);
            return directory;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("mem:/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static String library() {
        try {
            return Path.of(PoolExecutor.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static URL url(Path directory) {
        try {
            return directory.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a function, or whatever a method of {@code plug.Tasks} returns. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T> T make(ClassLoader loader, String method, Object... arguments) throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i].getClass();
        }
        return (T) loader.loadClass("plug.Tasks").getMethod(method, types).invoke(null, arguments);
    }

    /** Makes an object of a class with one constructor. */
    static Object instance(ClassLoader loader, String className, Object... arguments)
            throws ReflectiveOperationException {
        return loader.loadClass(className).getConstructors()[0].newInstance(arguments);
    }

    /** Loads as usual; what becomes of some classes can be chosen, and how often files are asked for is counted. */
    static class Loader extends URLClassLoader {
        private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

        Loader(String name, ClassLoader parent, Path... directories) {
            super(name, urls(directories), parent);
        }

        private static URL[] urls(Path[] directories) {
            URL[] urls = new URL[directories.length];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(directories[i]);
            }
            return urls;
        }

        @Override
        public URL findResource(String name) {
            asked.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
            return super.findResource(name);
        }

        /** How often the files of the plugin's classes were asked for. */
        Map<String, AtomicInteger> asked() {
            return asked;
        }
    }

    /** Looks for classes in its own directories first, but for their files as everybody does. */
    static final class ChildFirst extends Loader {
        ChildFirst(String name, ClassLoader parent, Path... directories) {
            super(name, parent, directories);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known == null && name.startsWith("plug.")) {
                    known = findClass(name);
                }
                return known == null ? super.loadClass(name, resolve) : known;
            }
        }
    }

    /** Defines classes from bytes that nobody else can see. */
    static final class InMemory extends ClassLoader {
        private final Map<String, byte[]> files = new ConcurrentHashMap<>();

        InMemory(String name, Path directory) throws IOException {
            super(name, Plugin.class.getClassLoader());
            for (String source : SOURCES.keySet()) {
                try (InputStream in = Files.newInputStream(directory.resolve(source + ".class"))) {
                    files.put(source.replace('/', '.'), in.readAllBytes());
                }
            }
        }

        byte[] file(String className) {
            return files.getOrDefault(className, new byte[0]);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] file = files.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, file, 0, file.length);
        }
    }
}
