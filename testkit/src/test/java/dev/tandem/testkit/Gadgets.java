package dev.tandem.testkit;

import java.io.Serializable;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Classes of somebody else that are on the class path of parent and workers, and do something when an object of them is
 * read, hashed, compared, printed or initialized: they note it in the file of a system property, which only the parent
 * has. A worker makes them at will, as one would that is in an attacker's hands.
 */
final class Gadgets implements AutoCloseable {
    /** The system property that names the file. */
    static final String PROPERTY = "tandem.test.gadgets";

    /** What {@link #make} makes, all of which springs a trap when a parent reads it that accepts it. */
    static final List<String> KINDS = List.of(
            "bomb",
            "bomb in a map",
            "bomb in a list",
            "bombs in an array",
            "bomb captured by a lambda",
            "key with a hash",
            "elements to compare",
            "comparator",
            "external",
            "resolving",
            "record",
            "record in a list",
            "enum",
            "handler of a proxy",
            "failure");

    private static final String SOURCE = """
            package gadget;

            import java.io.*;
            import java.lang.reflect.*;
            import java.nio.file.*;
            import java.util.*;
            import java.util.function.Supplier;

            public class Gadget {
                static void spring(String trap) {
                    String file = System.getProperty("tandem.test.gadgets");
                    if (file != null) {
                        try {
                            Files.write(Path.of(file), (trap + "\\n").getBytes(), StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }

                public static class Bomb implements Serializable {
                    private void readObject(ObjectInputStream in) { spring("readObject"); }
                    @Override public String toString() { spring("toString"); return "bomb"; }
                }

                public static class Key implements Serializable, Comparable<Key> {
                    @Override public int hashCode() { spring("hashCode"); return 1; }
                    @Override public boolean equals(Object other) { spring("equals"); return this == other; }
                    @Override public int compareTo(Key other) { spring("compareTo"); return 1; }
                }

                public static class Order implements Comparator<Object>, Serializable {
                    @Override public int compare(Object a, Object b) { spring("compare"); return 1; }
                }

                public static class External implements Externalizable {
                    public External() { spring("constructor"); }
                    @Override public void writeExternal(ObjectOutput out) {}
                    @Override public void readExternal(ObjectInput in) { spring("readExternal"); }
                }

                public static class Resolving implements Serializable {
                    private Object readResolve() { spring("readResolve"); return "resolved"; }
                }

                public record Pair(int a, String b) implements Serializable {
                    public Pair { spring("record"); }
                }

                public enum Color {
                    RED;
                    static { spring("enum"); }
                }

                public static class Handler implements InvocationHandler, Serializable {
                    private void readObject(ObjectInputStream in) { spring("handler"); }
                    @Override public Object invoke(Object proxy, Method method, Object[] arguments) {
                        spring("invoke");
                        return 0;
                    }
                }

                public static class Failure extends Exception {
                    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
                        spring("failure");
                        in.defaultReadObject();
                    }
                }

                public static Object make(String kind) {
                    switch (kind) {
                        case "bomb": return new Bomb();
                        case "bomb in a map": return new HashMap<>(Map.of("k", new Bomb()));
                        case "bomb in a list": return new ArrayList<>(List.of(1, new Bomb()));
                        case "bombs in an array": return new Bomb[] {new Bomb()};
                        case "bomb captured by a lambda": {
                            Bomb bomb = new Bomb();
                            return (Supplier<Object> & Serializable) () -> bomb;
                        }
                        case "key with a hash": return new HashMap<>(Map.of(new Key(), 1));
                        case "elements to compare": return new PriorityQueue<>(List.of(new Key(), new Key()));
                        case "comparator": {
                            PriorityQueue<Object> queue = new PriorityQueue<>(new Order());
                            queue.add("a");
                            queue.add("b");
                            return queue;
                        }
                        case "external": return new External();
                        case "resolving": return new Resolving();
                        case "record": return new Pair(1, "x");
                        case "record in a list": return List.of(new Pair(1, "x"));
                        case "enum": return Color.RED;
                        case "handler of a proxy": return Proxy.newProxyInstance(
                                Gadget.class.getClassLoader(), new Class<?>[] {Comparable.class}, new Handler());
                        case "failure": return new Failure();
                        default: throw new IllegalArgumentException(kind);
                    }
                }
            }
            """;

    private final Path directory;
    private final Path file;
    private final URLClassLoader loader;
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    /** Compiles them into a directory of their own, and puts that behind the class path of pools that are opened here. */
    Gadgets(Path parent) throws Exception {
        directory = Files.createDirectories(parent.resolve("gadgets-1.0"));
        file = parent.resolve("sprung");
        compile();
        loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
        System.setProperty(PROPERTY, file.toString());
    }

    private void compile() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject source = new SimpleJavaFileObject(URI.create("mem:/Gadget.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return SOURCE;
            }
        };
        List<String> options = List.of("-proc:none", "-d", directory.toString());
        if (!compiler.getTask(null, null, null, options, null, List.of(source)).call()) {
            throw new AssertionError("the gadgets were not compiled");
        }
    }

    Path directory() {
        return directory;
    }

    /** The traps that were sprung in the parent since the last call. */
    List<String> sprung() throws Exception {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        Files.delete(file);
        return lines;
    }

    /** In a worker: makes one. */
    static Object make(String kind) throws Exception {
        return Class.forName("gadget.Gadget", true, ClassLoader.getSystemClassLoader())
                .getMethod("make", String.class)
                .invoke(null, kind);
    }

    /** In a worker: throws one, or an exception of the JDK that holds one. */
    static Object raise(String kind) throws Exception {
        Object made = make(kind);
        if (made instanceof Exception failure) {
            throw failure;
        }
        throw new Carrier((Serializable) made);
    }

    @Override
    public void close() throws Exception {
        System.clearProperty(PROPERTY);
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    /** An exception of the tests' own that carries what it is given. */
    static final class Carrier extends Exception {
        private static final long serialVersionUID = 1L;

        private final Serializable load;

        Carrier(Serializable load) {
            super("a carrier");
            this.load = load;
        }

        Serializable load() {
            return load;
        }
    }

    /** A URL whose host nobody asks for: not here, at least. */
    static URL url() throws MalformedURLException {
        return new URL(null, "http://gadget.invalid/", new java.net.URLStreamHandler() {
            @Override
            protected java.net.URLConnection openConnection(URL url) {
                throw new UnsupportedOperationException();
            }

            @Override
            protected int hashCode(URL url) {
                return 1;
            }
        });
    }
}
