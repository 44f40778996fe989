package dev.tandem.it;

import static dev.tandem.it.UserProgram.assertRan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose classes come from other loaders than that of the class path. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
class LoadersIT {
    /** Runs a main class in a loader of its own: that class, then the class path. Knows nothing of the library. */
    private static final String HOST = """
            package host;

            import java.net.URL;
            import java.net.URLClassLoader;
            import java.nio.file.Path;

            public final class Host {
                public static void main(String[] args) throws Exception {
                    URL[] path = new URL[args.length - 1];
                    for (int i = 0; i < path.length; i++) {
                        path[i] = Path.of(args[i + 1]).toUri().toURL();
                    }
                    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
                        if (Boolean.getBoolean("host.context")) {
                            Thread.currentThread().setContextClassLoader(loader);
                        }
                        loader.loadClass(args[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                    }
                }
            }
            """;

    /** Two plugins of one class name, one pool, one worker. */
    private static final String TWO_PLUGINS = """
            package host;

            import dev.tandem.PoolExecutor;
            import dev.tandem.ProcessPoolExecutor;
            import java.net.URL;
            import java.net.URLClassLoader;
            import java.nio.file.Path;
            import java.util.concurrent.Callable;

            public final class TwoPlugins {
                public static void main(String[] args) throws Exception {
                    try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                            URLClassLoader first = loader(args[0]);
                            URLClassLoader second = loader(args[1])) {
                        StringBuilder answers = new StringBuilder();
                        for (int i = 0; i < 2; i++) {
                            answers.append(pool.submit(task(first, "Named")).get()).append(' ');
                            answers.append(pool.submit(task(second, "Named")).get()).append(' ');
                            answers.append(pool.submit(task(first, "Lambda")).get()).append(' ');
                            answers.append(pool.submit(task(second, "Lambda")).get()).append(' ');
                        }
                        System.out.println(answers.toString().strip());
                    }
                }

                private static URLClassLoader loader(String directory) throws Exception {
                    return new URLClassLoader(new URL[] {Path.of(directory).toUri().toURL()});
                }

                @SuppressWarnings("unchecked")
                private static Callable<String> task(ClassLoader loader, String kind) throws Exception {
                    return (Callable<String>) loader.loadClass("plugin.Plugin").getMethod("task" + kind).invoke(null);
                }
            }
            """;

    private static final String PLUGIN = """
            package plugin;

            import dev.tandem.TaskCallable;
            import java.io.Serializable;
            import java.util.concurrent.Callable;

            public final class Plugin {
                record Named(String prefix) implements Callable<String>, Serializable {
                    public String call() {
                        return prefix + Helper.NAME;
                    }
                }

                public static Callable<String> taskNamed() {
                    return new Named("named-");
                }

                public static Callable<String> taskLambda() {
                    String prefix = "lambda-";
                    TaskCallable<String> task = () -> prefix + Helper.name();
                    return task;
                }
            }

            final class Helper {
                static final String NAME = new String("NAME");

                static String name() {
                    return NAME;
                }
            }
            """;

    /** Compiles a class while it runs, and uses it in tasks. */
    private static final String COMPILER = """
            package demo;

            import dev.tandem.PoolExecutor;
            import dev.tandem.ProcessPoolExecutor;
            import dev.tandem.TaskFunction;
            import java.io.ByteArrayOutputStream;
            import java.io.OutputStream;
            import java.net.URI;
            import java.util.List;
            import java.util.Map;
            import java.util.Optional;
            import java.util.TreeMap;
            import javax.tools.FileObject;
            import javax.tools.ForwardingJavaFileManager;
            import javax.tools.JavaCompiler;
            import javax.tools.JavaFileManager;
            import javax.tools.JavaFileObject;
            import javax.tools.SimpleJavaFileObject;
            import javax.tools.ToolProvider;

            public final class Main {
                private static final String SOURCE = "package made; import dev.tandem.*; public final class Formula {"
                        + " record Pair(int a, int b) implements java.io.Serializable {}"
                        + " public static TaskFunction<Integer, Object> get() { return n -> new Pair(n, n * n); } }";

                static final class Memory extends SimpleJavaFileObject {
                    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

                    Memory(String name, Kind kind) {
                        super(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind);
                    }

                    @Override
                    public CharSequence getCharContent(boolean ignore) {
                        return SOURCE;
                    }

                    @Override
                    public OutputStream openOutputStream() {
                        return bytes;
                    }
                }

                static final class MemoryLoader extends ClassLoader {
                    final Map<String, Memory> classes = new TreeMap<>();

                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        Memory file = classes.get(name);
                        if (file == null) {
                            throw new ClassNotFoundException(name);
                        }
                        byte[] bytes = file.bytes.toByteArray();
                        return defineClass(name, bytes, 0, bytes.length);
                    }

                    Optional<byte[]> bytesOf(Class<?> type) {
                        return Optional.ofNullable(classes.get(type.getName())).map(file -> file.bytes.toByteArray());
                    }

                    // RESOURCES
                }

                @SuppressWarnings("unchecked")
                public static void main(String[] args) throws Exception {
                    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
                    MemoryLoader loader = new MemoryLoader();
                    JavaFileManager files = new ForwardingJavaFileManager<>(
                            compiler.getStandardFileManager(null, null, null)) {
                        @Override
                        public JavaFileObject getJavaFileForOutput(
                                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                            Memory file = new Memory(name, kind);
                            loader.classes.put(name, file);
                            return file;
                        }
                    };
                    compiler.getTask(null, files, null, null, null,
                            List.of(new Memory("made.Formula", JavaFileObject.Kind.SOURCE))).call();
                    var formula = (TaskFunction<Integer, Object>)
                            loader.loadClass("made.Formula").getMethod("get").invoke(null);
                    try (PoolExecutor pool = ProcessPoolExecutor.open(OPTIONS)) {
                        for (int i = 2; i < 4; i++) {
                            System.out.println(pool.submit(formula, i).get());
                        }
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    private UserProgram program;

    @BeforeEach
    void setUp() {
        program = new UserProgram(directory);
    }

    private Path host() throws Exception {
        return program.compile("host", Map.of("host/Host.java", HOST));
    }

    @Test
    void plugin_thatBringsTheLibraryToAHostWithoutIt_runs() throws Exception {
        Path plugin = program.jar("plugin.jar", program.classes(), Map.of());

        assertRan(program.java(
                "-cp",
                host().toString(),
                "host.Host",
                "demo.Main",
                plugin.toString(),
                UserProgram.tandemJar().toString()));
    }

    @Test
    void programInAnIsolatedLoader_runs() throws Exception {
        assertRan(program.java(
                "-Dhost.context=true",
                "-cp",
                UserProgram.withTandem(host(), program.classes()),
                "host.Host",
                "demo.Main",
                directory.resolve("classes").toString(),
                UserProgram.tandemJar().toString()));
    }

    @Test
    void pluginsOfTheSameClassNames_inOnePool_areKeptApart() throws Exception {
        Path host = program.compile("host", Map.of("host/TwoPlugins.java", TWO_PLUGINS));
        Path one = program.compile("one", Map.of("plugin/Plugin.java", PLUGIN.replace("\"NAME\"", "\"one\"")));
        Path two = program.compile("two", Map.of("plugin/Plugin.java", PLUGIN.replace("\"NAME\"", "\"two\"")));

        Run run = program.java("-cp", UserProgram.withTandem(host), "host.TwoPlugins", one.toString(), two.toString());

        String round = "named-one named-two lambda-one lambda-two";
        assertThat(run.output()).isEqualTo(round + " " + round);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void classesCompiledInMemory_withAResourceForEach_areUsedInTasks() throws Exception {
        String resources = "public java.io.InputStream getResourceAsStream(String name) {"
                + " Memory file = classes.get(name.replace(\".class\", \"\").replace('/', '.'));"
                + " return file == null ? null : new java.io.ByteArrayInputStream(file.bytes.toByteArray()); }";

        assertCompiledAndRan(COMPILER.replace("OPTIONS", "o -> o.workers(1)").replace("// RESOURCES", resources));
    }

    @Test
    void classesCompiledInMemory_givenByAnOption_areUsedInTasks() throws Exception {
        assertCompiledAndRan(COMPILER.replace("OPTIONS", "o -> o.workers(1).classFiles(loader::bytesOf)"));
    }

    @Test
    void classesCompiledInMemory_ofALoaderThatKeepsThemToItself_failWithAdvice() throws Exception {
        Run run = runCompiler(COMPILER.replace("OPTIONS", "o -> o.workers(1)"));

        assertThat(run.output())
                .contains(
                        "class made.Formula has no class file: its class loader demo.Main$MemoryLoader does not give it"
                                + " as a resource; override getResourceAsStream there, or give it by"
                                + " ProcessPoolOptions.classFiles(...)");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private Run runCompiler(String source) throws Exception {
        Path classes = program.compile("classes", Map.of("demo/Main.java", source));
        return program.java("-cp", UserProgram.withTandem(classes), "demo.Main");
    }

    private void assertCompiledAndRan(String source) throws Exception {
        Run run = runCompiler(source);

        assertThat(run.output().lines()).containsExactly("Pair[a=2, b=4]", "Pair[a=3, b=9]");
        assertThat(run.exitCode()).isZero();
    }

    // ---- as test runners and build tools start programs

    /** Runs a main class, as the first class of a test runner's jar does, after telling the real class path. */
    private static final String BOOTER = """
            package booter;

            public final class Booter {
                public static void main(String[] args) throws Exception {
                    String real = System.getProperty("booter.path");
                    if (real != null) {
                        System.setProperty("java.class.path", real);
                    }
                    Class.forName("demo.Main").getMethod("main", String[].class).invoke(null, (Object) args);
                }
            }
            """;

    private Path booter() throws Exception {
        Path classes = program.classes();
        Path booter = program.compile("booter", Map.of("booter/Booter.java", BOOTER));
        String path = classes.toUri() + " " + UserProgram.tandemJar().toUri();
        return program.jar("booter.jar", booter, Map.of("Main-Class", "booter.Booter", "Class-Path", path));
    }

    @Test
    void jarOfNothingButAManifest_started_runs() throws Exception {
        assertRan(program.java("-jar", booter().toString()));
    }

    @Test
    void jarOfNothingButAManifest_asClassPath_runs() throws Exception {
        assertRan(program.java("-cp", booter().toString(), "booter.Booter"));
    }

    @Test
    void jarOfNothingButAManifest_realClassPathInTheProperty_runs() throws Exception {
        String real = UserProgram.withTandem(directory.resolve("classes"));

        assertRan(program.java("-Dbooter.path=" + real, "-jar", booter().toString()));
    }
}
