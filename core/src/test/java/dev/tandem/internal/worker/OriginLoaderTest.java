package dev.tandem.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.FetchedResources;
import dev.tandem.internal.wire.FetchedResources.Own;
import dev.tandem.internal.wire.FetchedResources.Resource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker's class loaders over a parent that is played. SPEC P4. */
@Timeout(60)
class OriginLoaderTest {
    @TempDir
    private Path dir;

    private final Parent parent = new Parent();
    private final WorkerOrigins origins = new WorkerOrigins(parent);

    /** Answers what it was told to answer, and nothing else. */
    private static final class Parent extends Fetcher {
        private final Map<String, Fetched> answers = new HashMap<>();
        private final List<String> questions = new ArrayList<>();

        @SuppressWarnings("NullAway") // nothing is sent
        Parent() {
            super(null);
        }

        void answer(String question, Fetched answer) {
            answers.put(question, answer);
        }

        @Override
        synchronized Fetched ask(Fetch.Kind kind, int origin, String name) {
            String question = kind + " " + origin + " " + name;
            questions.add(question);
            return answers.getOrDefault(question, Fetched.nothing(0, "class " + name + " is nowhere"));
        }
    }

    @BeforeEach
    void compile() throws IOException {
        Path source = Files.createDirectories(dir.resolve("p"));
        Files.writeString(source.resolve("Base.java"), "package p; public class Base { }");
        Files.writeString(source.resolve("Child.java"), "package p; public class Child extends Base { }");
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        int result = javac.run(
                System.out,
                System.err,
                "-d",
                dir.toString(),
                source.resolve("Base.java").toString(),
                source.resolve("Child.java").toString());
        assertThat(result).isZero();
    }

    private Fetched file(int origin, String name) throws IOException {
        byte[] bytes = Files.readAllBytes(dir.resolve(name.replace('.', '/') + ".class"));
        return new Fetched(1, Fetched.Result.CLASS, origin, dir.toUri().toString(), bytes);
    }

    private ClassLoader loader(int origin) {
        return origins.loader(origin, "any");
    }

    // ---- classes

    @Test
    void class_isDefinedWithItsPackageAndPlace() throws Exception {
        parent.answer("CLASS 1 p.Base", file(1, "p.Base"));

        Class<?> base = loader(1).loadClass("p.Base");

        assertThat(base.getClassLoader()).isSameAs(loader(1));
        assertThat(origins.of(base)).isEqualTo(1);
        assertThat(origins.of(base.arrayType())).isEqualTo(1);
        assertThat(base.getPackage().getName()).isEqualTo("p");
        assertThat(base.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(dir.toUri().toURL());
        assertThat(loader(1).loadClass("p.Base")).isSameAs(base);
        assertThat(parent.questions).containsExactly("CLASS 1 p.Base");
    }

    @Test
    void class_thatComesFromAnotherLoader_isDefinedByThat_forBoth() throws Exception {
        parent.answer("CLASS 1 p.Child", file(1, "p.Child"));
        parent.answer("CLASS 1 p.Base", file(2, "p.Base"));

        Class<?> child = loader(1).loadClass("p.Child");

        assertThat(child.getSuperclass().getClassLoader()).isSameAs(loader(2));
        assertThat(loader(2).loadClass("p.Base")).isSameAs(child.getSuperclass());
        assertThat(parent.questions).containsExactly("CLASS 1 p.Child", "CLASS 1 p.Base");
    }

    @Test
    void classes_ofOneName_ofTwoOrigins_areTwo() throws Exception {
        parent.answer("CLASS 1 p.Base", file(1, "p.Base"));
        parent.answer("CLASS 2 p.Base", file(2, "p.Base"));

        assertThat(loader(1).loadClass("p.Base")).isNotSameAs(loader(2).loadClass("p.Base"));
    }

    @Test
    void class_thatTheWorkerHas_isItsOwn() throws Exception {
        parent.answer("CLASS 1 " + Test.class.getName(), Fetched.own(1));

        assertThat(loader(1).loadClass(Test.class.getName())).isSameAs(Test.class);
    }

    @Test
    void class_thatTheWorkerShouldHaveAndLacks_isFetchedFromTheClassPathOfTheParent() throws Exception {
        parent.answer("CLASS 1 p.Base", Fetched.own(1));
        parent.answer("CLASS 0 p.Base", file(0, "p.Base"));

        Class<?> base = loader(1).loadClass("p.Base");

        assertThat(base.getClassLoader()).isSameAs(origins.last());
        assertThat(origins.of(base)).isZero();
        assertThat(Class.forName("p.Base", false, origins.last())).isSameAs(base);
    }

    @Test
    void class_thatOnlyTheWorkerHas_isFound() throws Exception {
        assertThat(loader(1).loadClass(Test.class.getName())).isSameAs(Test.class);
    }

    @Test
    void classesOfTheJdkAndOfTheLibrary_areNeverAskedFor() throws Exception {
        assertThat(loader(1).loadClass("java.util.List")).isSameAs(List.class);
        assertThat(loader(1).loadClass("java.sql.Date")).isSameAs(java.sql.Date.class);
        assertThat(loader(1).loadClass(PoolExecutor.class.getName())).isSameAs(PoolExecutor.class);
        assertThat(Class.forName("[Ljava.util.List;", false, loader(1))).isSameAs(List[].class);
        assertThat(parent.questions).isEmpty();
        assertThatThrownBy(() -> loader(1).loadClass("[Lp.Base;"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessage("[Lp.Base;");
        assertThat(parent.questions).isEmpty();
    }

    @Test
    void class_thatIsNowhere_isAskedForAgainOnlyAfterNews() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> loader(1).loadClass("p.Gone"))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessage("class p.Gone is nowhere");
        }
        assertThat(parent.questions).containsExactly("CLASS 1 p.Gone");
        origins.newsCame();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> loader(1).loadClass("p.Gone")).isInstanceOf(ClassNotFoundException.class);
        }
        assertThat(parent.questions).hasSize(2);
    }

    @Test
    void name_tooLongForAClassFile_isRefusedHere() {
        assertThatThrownBy(() -> loader(1).loadClass("p." + "x".repeat(70_000)))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("more than 64 KiB");
        assertThat(parent.questions).isEmpty();
    }

    @Test
    void class_neededByManyThreads_isAskedForOnce() throws Exception {
        parent.answer("CLASS 1 p.Child", file(1, "p.Child"));
        parent.answer("CLASS 1 p.Base", file(1, "p.Base"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Class<?>>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = i % 2 == 0 ? "p.Child" : "p.Base";
                all.add(threads.submit(() -> {
                    start.await();
                    return loader(1).loadClass(name);
                }));
            }
            start.countDown();
            for (int i = 2; i < 8; i++) {
                assertThat(all.get(i).get()).isSameAs(all.get(i % 2).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(parent.questions).containsExactlyInAnyOrder("CLASS 1 p.Child", "CLASS 1 p.Base");
    }

    // ---- resources

    private void resources(String name, Own own, Resource... others) {
        byte[] bytes = new FetchedResources(own, List.of(others)).toBytes();
        parent.answer("RESOURCES 1 " + name, new Fetched(1, Fetched.Result.RESOURCES, 0, "", bytes));
    }

    private static Resource text(String text) {
        return new Resource("file:/" + text, text.getBytes(StandardCharsets.UTF_8), "");
    }

    private static String read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void resources_areReadFromWhatCame() throws Exception {
        resources("a/b", Own.NOWHERE, text("one"), text("two"));

        List<URL> urls = Collections.list(loader(1).getResources("a/b"));

        assertThat(urls).extracting(URL::toString).containsExactly("tandem:/1/0/a/b", "tandem:/1/1/a/b");
        assertThat(read(urls.get(0))).isEqualTo("one");
        assertThat(read(urls.get(1))).isEqualTo("two");
        assertThat(urls.get(1).openConnection().getContentLength()).isEqualTo(3);
        assertThat(read(loader(1).getResource("a/b"))).isEqualTo("one");
        try (InputStream in = loader(1).getResourceAsStream("a/b")) {
            assertThat(in.readAllBytes()).asString().isEqualTo("one");
        }
    }

    @Test
    void resources_thatBothSidesHave_areTheWorkersOwn_inTheirPlace() throws Exception {
        String name = "META-INF/MANIFEST.MF";
        List<URL> own = Collections.list(ClassLoader.getSystemResources(name));
        assertThat(own).isNotEmpty();
        resources(name, Own.FIRST, text("one"));
        List<String> first = urls(name);
        resources(name, Own.LAST, text("one"));
        List<String> last = urls(name);
        resources(name, Own.NOWHERE, text("one"));

        assertThat(urls(name)).containsExactly("tandem:/1/0/" + name);
        assertThat(first).hasSize(own.size() + 1).startsWith(own.get(0).toString());
        assertThat(last).hasSize(own.size() + 1).startsWith("tandem:/1/0/" + name);
    }

    private List<String> urls(String name) throws IOException {
        List<String> urls = new ArrayList<>();
        for (URL url : Collections.list(loader(1).getResources(name))) {
            urls.add(url.toString());
        }
        return urls;
    }

    @Test
    void resource_thatCouldNotBeRead_saysWhyWhenItIsOpened() throws Exception {
        resources("a", Own.NOWHERE, new Resource("file:/a", new byte[0], "resource file:/a is locked"));

        URL url = loader(1).getResource("a");

        assertThatThrownBy(url::openStream).isInstanceOf(IOException.class).hasMessage("resource file:/a is locked");
    }

    @Test
    @SuppressWarnings("deprecation")
    void url_relativeToAResource_isNotThatResource() throws Exception {
        resources("a/b", Own.NOWHERE, text("one"));

        URL other = new URL(loader(1).getResource("a/b"), "c");

        assertThat(other).hasToString("tandem:/1/0/a/c");
        assertThatThrownBy(other::openStream).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void resource_thatIsNowhere_isAskedForAgainOnlyAfterNews() {
        for (int i = 0; i < 3; i++) {
            assertThat(loader(1).getResource("none")).isNull();
        }
        assertThat(parent.questions).containsExactly("RESOURCES 1 none");
        origins.newsCame();
        assertThat(loader(1).getResourceAsStream("none")).isNull();
        assertThat(parent.questions).hasSize(2);
    }

    // ---- the context class loader

    @Test
    void context_ofAFunction_isItsLoader_untilItIsLeft() throws Exception {
        parent.answer("CLASS 1 p.Base", file(1, "p.Base"));
        Object function = loader(1).loadClass("p.Base").getConstructor().newInstance();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader other = new ClassLoader() {};
        thread.setContextClassLoader(other);
        try {
            origins.functionRead(function);
            assertThat(thread.getContextClassLoader()).isSameAs(loader(1));
            origins.leave();
            assertThat(thread.getContextClassLoader()).isSameAs(other);
            origins.functionRead("of the JDK");
            origins.functionRead(this);
            assertThat(thread.getContextClassLoader()).isSameAs(other);
            origins.leave();
            assertThat(thread.getContextClassLoader()).isSameAs(other);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
