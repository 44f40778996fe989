package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.internal.codec.OriginRegistry;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.FetchedResources;
import dev.tandem.internal.wire.FetchedResources.Own;
import dev.tandem.internal.wire.FetchedResources.Resource;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the parent answers, by class loaders of all kinds. SPEC P4. */
@Timeout(60)
class ClassFinderTest {
    @TempDir
    private Path dir;

    private final OriginRegistry origins = new OriginRegistry(null);
    private final ClassFinder finder = new ClassFinder(origins, null);
    private URLClassLoader plugin;

    @BeforeEach
    void compile() throws Exception {
        plugin = new URLClassLoader(
                "plugin", new URL[] {url(compiled("plugin", "p"))}, getClass().getClassLoader());
        assertThat(origins.of(plugin.loadClass("p.C"))).isEqualTo(1);
    }

    @AfterEach
    void close() throws IOException {
        plugin.close();
    }

    private Path compiled(String directory, String text) throws IOException {
        Path output = Files.createDirectories(dir.resolve(directory));
        Path source = Files.writeString(
                output.resolve("C.java"),
                "package p; public class C { public String toString() { return \"" + text + "\"; } }");
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-d", output.toString(), source.toString());
        assertThat(result).isZero();
        return output;
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Fetched find(int origin, String name) {
        return finder.answer(new Fetch(5, Fetch.Kind.CLASS, origin, name));
    }

    @Test
    void class_ofAPlugin_isAnsweredWithItsFileAndPlace() throws Exception {
        Fetched answer = find(1, "p.C");

        assertThat(answer.number()).isEqualTo(5);
        assertThat(answer.result()).isEqualTo(Fetched.Result.CLASS);
        assertThat(answer.origin()).isEqualTo(1);
        assertThat(answer.text()).isEqualTo(url(dir.resolve("plugin")).toString());
        assertThat(answer.bytes()).isEqualTo(Files.readAllBytes(dir.resolve("plugin/p/C.class")));
    }

    @Test
    void classes_ofTheClassPathTheJdkAndTheLibrary_areTheWorkersOwn() {
        for (Class<?> type : new Class<?>[] {getClass(), String.class, java.sql.Date.class, PoolExecutor.class}) {
            assertThat(find(1, type.getName()).result()).isEqualTo(Fetched.Result.OWN);
        }
    }

    @Test
    void class_ofTheClassPath_isGivenToAWorkerThatLacksIt() {
        Fetched answer = find(0, getClass().getName().replace("ClassFinderTest", "ClassFinderTest$Nested"));

        assertThat(answer.result()).isEqualTo(Fetched.Result.NOTHING); // the library's name: each side has its own
        Fetched other = find(0, Test.class.getName());
        assertThat(other.result()).isEqualTo(Fetched.Result.CLASS);
        assertThat(other.origin()).isZero();
        assertThat(find(0, "java.util.List").text())
                .isEqualTo("class java.util.List is missing in the worker's JDK, and is there in the pool's process");
    }

    /** So that there is one. */
    static final class Nested {}

    // SPEC P4: what a loader hides on purpose is not to be found by another way.
    @Test
    void class_thatTheLoaderHides_isNotTakenFromTheClassPath() throws Exception {
        String here = Test.class.getName();
        try (URLClassLoader isolated = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            int origin = origins.ofLoader(isolated);
            assertThat(find(origin, here).result()).isEqualTo(Fetched.Result.FAILED);
            assertThat(find(origin, "p.Gone").result()).isEqualTo(Fetched.Result.NOTHING);
        }
    }

    @Test
    void class_thatIsNowhere_saysWhereItWasLookedFor() {
        assertThat(find(1, "p.Gone").text())
                .isEqualTo("class p.Gone was not found: neither on the class path of the worker nor by class loader"
                        + " plugin (java.net.URLClassLoader) of the pool's process");
        for (String name : new String[] {"[Lp.C;", "p/C", "int", "p.C/1", ""}) {
            assertThat(find(1, name).result()).as(name).isIn(Fetched.Result.NOTHING, Fetched.Result.FAILED);
        }
    }

    @Test
    void class_passedOnByAnotherLoader_isOfTheOneThatDefinesIt() throws Exception {
        try (URLClassLoader child = new URLClassLoader("child", new URL[] {url(compiled("child", "c"))}, plugin)) {
            Class<?> proxyLike = new Definer(child).define();
            assertThat(origins.of(proxyLike)).isEqualTo(2);

            assertThat(find(2, "p.C").origin()).isEqualTo(1);
        }
    }

    /** Defines one class of its own, and leaves the rest to its parent. */
    private static final class Definer extends ClassLoader {
        Definer(ClassLoader parent) {
            super("definer", parent);
        }

        Class<?> define() throws IOException {
            try (java.io.InputStream in = ClassFinderTest.class.getResourceAsStream("ClassFinderTest$Nested.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(null, bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void loader_thatLooksIntoItsOwnJarsFirst_givesTheFileOfItsOwnClass() throws Exception {
        URL[] urls = {url(compiled("fresh", "fresh"))};
        try (URLClassLoader fresh = new URLClassLoader("fresh", urls, plugin) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                Class<?> known = findLoadedClass(name);
                return known == null && name.equals("p.C") ? findClass(name) : super.loadClass(name, resolve);
            }
        }) {
            assertThat(origins.of(fresh.loadClass("p.C"))).isEqualTo(2);

            Fetched answer = find(2, "p.C");

            assertThat(answer.origin()).isEqualTo(2);
            assertThat(answer.bytes()).isEqualTo(Files.readAllBytes(dir.resolve("fresh/p/C.class")));
        }
    }

    @Test
    void loader_withoutFiles_isHelpedOrExplained() throws Exception {
        byte[] bytes = Files.readAllBytes(dir.resolve("plugin/p/C.class"));
        Class<?> type = new ClassLoader("memory", getClass().getClassLoader()) {
            Class<?> define() {
                return defineClass("p.C", bytes, 0, bytes.length);
            }
        }.define();
        assertThat(origins.of(type)).isEqualTo(2);

        assertThat(find(2, "p.C").text())
                .startsWith("class p.C has no class file: its class loader memory (")
                .endsWith(") does not give it as a resource; override getResourceAsStream there, or give it by"
                        + " ProcessPoolOptions.classFiles(...)");
        Fetch question = new Fetch(1, Fetch.Kind.CLASS, 2, "p.C");
        assertThat(new ClassFinder(
                                origins,
                                t -> Optional.of(new byte[] {(byte) t.getName().length()}))
                        .answer(question)
                        .bytes())
                .containsExactly(3);
        assertThat(new ClassFinder(origins, t -> {
                            throw new IllegalStateException("no idea");
                        })
                        .answer(question)
                        .text())
                .isEqualTo("the class file of class p.C could not be read: java.lang.IllegalStateException: no idea");
    }

    @Test
    void loader_thatThrows_isQuoted() {
        for (Throwable thrown : new Throwable[] {new IllegalStateException("tired"), new StackOverflowError()}) {
            ClassLoader moody = new ClassLoader("moody", getClass().getClassLoader()) {
                @Override
                protected Class<?> findClass(String name) {
                    throw thrown instanceof Error error ? throwIt(error) : (RuntimeException) thrown;
                }

                @Override
                public java.util.Enumeration<URL> getResources(String name) {
                    throw new IllegalStateException("tired of resources");
                }
            };
            OriginRegistry registry = new OriginRegistry(null);
            Class<?> type = new Definer2(moody).define(dir.resolve("plugin/p/C.class"));
            assertThat(registry.of(type)).isEqualTo(1);
            ClassFinder ofMoody = new ClassFinder(registry, null);

            assertThat(ofMoody.answer(new Fetch(1, Fetch.Kind.CLASS, 1, "p.Any"))
                            .text())
                    .startsWith("class p.Any could not be loaded by class loader definer (")
                    .contains(") of the pool's process: " + thrown.getClass().getName());
            assertThat(ofMoody.answer(new Fetch(1, Fetch.Kind.RESOURCES, 1, "any"))
                            .text())
                    .startsWith("resource any could not be looked for in the pool's process");
        }
    }

    private static RuntimeException throwIt(Error error) {
        throw error;
    }

    /** Defines one class, and leaves the rest to its parent. */
    private static final class Definer2 extends ClassLoader {
        Definer2(ClassLoader parent) {
            super("definer", parent);
        }

        Class<?> define(Path file) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                return defineClass(null, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void question_forALoaderThatNobodyWasTold_isKnownToBeOne() {
        assertThat(finder.isKnown(new Fetch(1, Fetch.Kind.CLASS, 1, "p.C"))).isTrue();
        assertThat(finder.isKnown(new Fetch(1, Fetch.Kind.CLASS, 0, "p.C"))).isTrue();
        assertThat(finder.isKnown(new Fetch(1, Fetch.Kind.CLASS, 2, "p.C"))).isFalse();
    }

    // ---- resources

    private FetchedResources resources(int origin, String name) {
        Fetched answer = finder.answer(new Fetch(5, Fetch.Kind.RESOURCES, origin, name));
        assertThat(answer.result()).isEqualTo(Fetched.Result.RESOURCES);
        return FetchedResources.of(answer.bytes());
    }

    @Test
    void resources_ofAPlugin_areGiven_andThoseOfTheClassPathNamed() throws Exception {
        Files.createDirectories(dir.resolve("plugin/META-INF"));
        Files.writeString(dir.resolve("plugin/META-INF/MANIFEST.MF"), "the plugin's");

        FetchedResources found = resources(1, "META-INF/MANIFEST.MF");

        assertThat(found.own()).isEqualTo(Own.FIRST);
        assertThat(found.others()).hasSize(1);
        assertThat(found.others().get(0).bytes()).asString().isEqualTo("the plugin's");
        assertThat(resources(1, "p/C.class").own()).isEqualTo(Own.NOWHERE);
        assertThat(finder.answer(new Fetch(5, Fetch.Kind.RESOURCES, 1, "none")).text())
                .isEqualTo("resource none was not found by class loader plugin (java.net.URLClassLoader)");
    }

    @Test
    void resource_thatIsTooLarge_isGivenByItsReason() throws Exception {
        try (java.io.RandomAccessFile sparse =
                new java.io.RandomAccessFile(dir.resolve("plugin/large").toFile(), "rw")) {
            sparse.setLength(68L * 1024 * 1024);
        }

        Resource large = resources(1, "large").others().get(0);

        assertThat(large.bytes()).isEmpty();
        assertThat(large.problem())
                .isEqualTo("resource " + large.place() + " is too large to be fetched from the pool's process: most="
                        + Fetched.MOST_BYTES + " bytes");
    }
}
