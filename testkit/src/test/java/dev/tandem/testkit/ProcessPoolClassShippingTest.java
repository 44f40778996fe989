package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskSerializationException;
import dev.tandem.TaskTimeoutException;
import dev.tandem.spi.ContextCarriers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Classes and resources that are on no class path: workers fetch them from the class loaders of the pool's process. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolClassShippingTest {
    @TempDir
    private Path dir;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable loader : opened) {
            loader.close();
        }
    }

    private <L extends AutoCloseable> L opened(L loader) {
        opened.add(loader);
        return loader;
    }

    private Plugin.Loader plugin(String version) {
        ClassLoader parent = getClass().getClassLoader();
        return opened(new Plugin.Loader("plugin-" + version, parent, Plugin.compile(dir, version)));
    }

    private static <T> T call(PoolExecutor pool, ClassLoader loader, String method, Object... arguments)
            throws Exception {
        TaskCallable<T> task = Plugin.make(loader, method, arguments);
        return pool.submit(task).get();
    }

    private static String text(PoolExecutor pool, ClassLoader loader, String method, Object... arguments)
            throws Exception {
        return call(pool, loader, method, arguments);
    }

    private static Object apply(PoolExecutor pool, ClassLoader loader, String method, Object argument)
            throws Exception {
        TaskFunction<Object, Object> task = Plugin.make(loader, method);
        return pool.submit(task, argument).get();
    }

    // SPEC P4
    @Test
    void lambda_ofAPlugin_runs() throws Exception {
        Plugin.Loader one = plugin("one");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(text(pool, one, "version")).isEqualTo("one");
            assertThat(text(pool, one, "nested")).isEqualTo("deep");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P4: a loader that the caller's thread has finds the same in the worker.
    @Test
    void contextClassLoader_ofAPlugin_isCarried() throws Exception {
        Plugin.Loader one = plugin("one");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(one);
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).carry(ContextCarriers.contextClassLoader()))) {
            assertThat(pool.submit(() -> Thread.currentThread()
                                    .getContextClassLoader()
                                    .loadClass("plug.Parcel")
                                    .getField("VERSION")
                                    .get(null))
                            .get())
                    .isEqualTo("one");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    // SPEC P4: what comes back is of the plugin's own class, whatever form it travels in.
    @Test
    void values_ofAPluginsClasses_comeBackAsThose() throws Exception {
        Plugin.Loader one = plugin("one");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int i = 0; i < 3; i++) { // the first time a class is described, later it has an id
                Object parcel = call(pool, one, "parcel", 4 + i);
                assertThat(parcel.getClass()).isSameAs(one.loadClass("plug.Parcel"));
                assertThat(apply(pool, one, "twice", parcel))
                        .isEqualTo(Plugin.instance(one, "plug.Parcel", "oneone", 8 + 2 * i));
                Object[] colors = one.loadClass("plug.Color").getEnumConstants();
                assertThat(apply(pool, one, "next", colors[0])).isSameAs(colors[1]);
                Object[] boxes = (Object[]) apply(
                        pool, one, "boxes", new ArrayList<>(List.of(Plugin.instance(one, "plug.Box", "content "))));
                assertThat(boxes.getClass().getComponentType()).isSameAs(one.loadClass("plug.Box"));
                assertThat(boxes[0].getClass().getField("content").get(boxes[0]))
                        .isEqualTo("content one");
                Object proxy = apply(pool, one, "passed", Plugin.make(one, "proxy"));
                Class<?> greeter = one.loadClass("plug.Greeter");
                assertThat(proxy).isInstanceOf(greeter);
                assertThat(greeter.getMethod("greet").invoke(proxy)).isEqualTo("waved");
            }
        }
    }

    // SPEC P4
    @Test
    void twoPlugins_withTheSameClassNames_stayApart() throws Exception {
        Plugin.Loader one = plugin("one");
        Plugin.Loader two = plugin("two");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            for (int i = 0; i < 3; i++) {
                for (Plugin.Loader loader : List.of(one, two)) {
                    String version = loader == one ? "one" : "two";
                    assertThat(text(pool, loader, "version")).isEqualTo(version);
                    Object parcel = call(pool, loader, "parcel", 4);
                    assertThat(parcel.getClass()).isSameAs(loader.loadClass("plug.Parcel"));
                    Object boxes = apply(
                            pool,
                            loader,
                            "boxes",
                            new ArrayList<>(List.of(Plugin.instance(loader, "plug.Box", "content"))));
                    assertThat(boxes.getClass().getComponentType()).isSameAs(loader.loadClass("plug.Box"));
                    Object red = loader.loadClass("plug.Color").getEnumConstants()[0];
                    assertThat(apply(pool, loader, "next", red).getClass()).isSameAs(red.getClass());
                }
            }
        }
    }

    // SPEC P4: the parent's truth counts, not a rule about who asks whom.
    @Test
    void loader_thatLooksIntoItsOwnJarsFirst_isFollowed() throws Exception {
        Plugin.Loader old = plugin("old");
        Plugin.ChildFirst fresh = opened(new Plugin.ChildFirst("fresh", old, Plugin.compile(dir, "new")));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(text(pool, fresh, "version")).isEqualTo("new");
            assertThat(text(pool, old, "version")).isEqualTo("old");
            Object parcel = call(pool, fresh, "parcel", 1);
            assertThat(parcel.getClass().getClassLoader()).isSameAs(fresh);
        }
    }

    // SPEC P4: a class that the loader only passes on is defined once, for all who pass it on.
    @Test
    void loader_thatGetsClassesFromAnotherPlugin_sharesThem() throws Exception {
        Plugin.Loader base = plugin("base");
        Plugin.Loader child = opened(new Plugin.Loader("child", base, Plugin.compile(dir, "unused")));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Object parcel = call(pool, child, "parcel", 1);
            assertThat(parcel.getClass().getClassLoader()).isSameAs(base);
            assertThat(apply(pool, base, "twice", parcel))
                    .isEqualTo(Plugin.instance(base, "plug.Parcel", "basebase", 2));
        }
        assertThat(child.asked()).doesNotContainKey("plug/Parcel.class");
    }

    // SPEC P4, P5: the message says what can be done.
    @Test
    void loader_thatGivesNoClassFiles_failsTheTaskSayingSo() throws Exception {
        Plugin.InMemory memory = new Plugin.InMemory("memory", Plugin.compile(dir, "memory"));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskCallable<String> task = Plugin.make(memory, "version");

            assertThat(pool.submit(task).exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessage(
                            "cannot rebuild the function: class plug.Tasks has no class file: its class loader memory"
                                    + " (dev.tandem.testkit.Plugin$InMemory) does not give it as a resource; override"
                                    + " getResourceAsStream there, or give it by ProcessPoolOptions.classFiles(...)");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC P4
    @Test
    void loader_thatGivesNoClassFiles_isHelpedByAnOption() throws Exception {
        Plugin.InMemory memory = new Plugin.InMemory("memory", Plugin.compile(dir, "memory"));
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).classFiles(type -> Optional.of(memory.file(type.getName()))))) {
            assertThat(text(pool, memory, "version")).isEqualTo("memory");
        }
    }

    // SPEC P6
    @Test
    void exception_ofAPluginsClass_comesBackAsThat() throws Exception {
        Plugin.Loader one = plugin("one");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskCallable<String> task = Plugin.make(one, "failing");
            Throwable failure = pool.submit(task).exception().orElseThrow();

            assertThat(failure.getClass()).isSameAs(one.loadClass("plug.Oops"));
            assertThat(failure).hasMessage("as it had to in one");
        }
    }

    // SPEC P4: services are found by the context class loader, resources by that of the class; all of them.
    @Test
    void resources_ofAPlugin_areFetched() throws Exception {
        Path other = Files.createDirectories(dir.resolve("other").resolve("plug"));
        Files.writeString(other.resolve("text"), "other text");
        Plugin.Loader one = opened(new Plugin.Loader(
                "one", getClass().getClassLoader(), Plugin.compile(dir, "one"), dir.resolve("other")));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(text(pool, one, "greetings")).isEqualTo("hello from one");
            assertThat(text(pool, one, "resources", "plug/text")).isEqualTo("text of one other text");
            assertThat(text(pool, one, "stream", "text")).isEqualTo("text of one");
            assertThat(text(pool, one, "stream", "no text")).isEqualTo("nothing");
        }
    }

    // SPEC P4
    @Test
    void context_ofATaskOfAPlugin_isThePlugins_andNobodyElses() throws Exception {
        Plugin.Loader one = plugin("one");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            String before = pool.submit(ProcessPoolClassShippingTest::context).get();

            assertThat(ProcessPoolClassShippingTest.<Boolean>call(pool, one, "hasOwnContext"))
                    .isTrue();
            assertThat(pool.submit(ProcessPoolClassShippingTest::context).get()).isEqualTo(before);
            assertThat(text(pool, one, "place")).isEqualTo("plug " + Plugin.url(dir.resolve("plugin-one")));
        }
    }

    private static String context() {
        return String.valueOf(Thread.currentThread().getContextClassLoader());
    }

    // SPEC P4, P14: the first function that a worker gets may be the initializer.
    @Test
    void initializer_ofAPlugin_setsUpWhatItsTasksFind() throws Exception {
        Plugin.Loader one = plugin("one");
        TaskRunnable setUp = Plugin.make(one, "setUp");
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).initializer(setUp).exitHook(setUp))) {
            assertThat(text(pool, one, "state")).isEqualTo("set up by one");
            assertThat(pool.submit(ProcessPoolClassShippingTest::context).get()).contains("AppClassLoader");
        }
    }

    // SPEC P6, T2: so may be what it throws.
    @Test
    void initializer_ofAPlugin_thatThrowsAnExceptionOfThePlugin_breaksThePoolWithThat() throws Exception {
        Plugin.Loader one = plugin("one");
        TaskRunnable broken = Plugin.make(one, "broken");
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).initializer(broken))) {
            Throwable failure = pool.submit(Tasks::square, 3).exception().orElseThrow();

            assertThat(failure).isInstanceOf(BrokenPoolException.class);
            assertThat(failure.getCause().getClass()).isSameAs(one.loadClass("plug.Oops"));
        }
    }

    // SPEC P4, P9, P15: a class loader is code of users.
    @Test
    void loader_thatBlocks_holdsUpNobodyElse_andTheTaskCanBeTimedOut() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Plugin.Loader stuck =
                opened(new Plugin.Loader("stuck", getClass().getClassLoader(), Plugin.compile(dir, "one")) {
                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        if (name.equals("plug.Rare")) {
                            asked.countDown();
                            awaitStubbornly(never);
                        }
                        return super.findClass(name);
                    }
                });
        Plugin.Loader two = plugin("two");
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            TaskCallable<String> rare = Plugin.make(stuck, "rare");
            TaskFuture<String> task =
                    pool.with(o -> o.timeout(Duration.ofSeconds(3))).submit(rare);
            asked.await();
            for (int i = 0; i < 10; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
                assertThat(text(pool, two, "version")).isEqualTo("two");
            }
            assertThat(task.exception().orElseThrow()).isInstanceOf(TaskTimeoutException.class);
            assertThat(text(pool, two, "version")).isEqualTo("two");
            never.countDown();
            assertThat(pool.submit(rare).get()).isEqualTo("rare");
        } finally {
            never.countDown();
        }
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // it does not care
            }
        }
    }

    // SPEC P4, P5
    @Test
    void loader_thatThrows_failsTheTaskSayingWhat() throws Exception {
        Plugin.Loader moody =
                opened(new Plugin.Loader("moody", getClass().getClassLoader(), Plugin.compile(dir, "one")) {
                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        if (name.equals("plug.Rare")) {
                            throw new IllegalStateException("not today");
                        }
                        return super.findClass(name);
                    }
                });
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskCallable<String> rare = Plugin.make(moody, "rare");
            Throwable failure = pool.submit(rare).exception().orElseThrow();

            assertThat(failure).isInstanceOf(NoClassDefFoundError.class);
            assertThat(failure.getCause())
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageMatching(
                            "class plug.Rare could not be loaded by class loader moody \\(.*\\) of the pool's"
                                    + " process: java.lang.IllegalStateException: not today");
            assertThat(text(pool, moody, "version")).isEqualTo("one");
        }
    }

    // SPEC P5: a class that neither side has.
    @Test
    void class_thatNobodyHas_failsTheTaskSayingWhereItWasLookedFor() throws Exception {
        Path directory = Plugin.compile(dir, "one");
        Plugin.Loader one = opened(new Plugin.Loader("one", getClass().getClassLoader(), directory));
        Files.delete(directory.resolve("plug").resolve("Rare.class"));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskCallable<String> rare = Plugin.make(one, "rare");
            Throwable failure = pool.submit(rare).exception().orElseThrow();

            assertThat(failure.getCause())
                    .hasMessage("class plug.Rare was not found: neither on the class path of the worker nor by class"
                            + " loader one (dev.tandem.testkit.Plugin$Loader) of the pool's process");
        }
    }

    // SPEC P4: what only the worker has is found there.
    @Test
    void class_onTheExtraClassPathOfTheWorker_isFoundByAPlugin() throws Exception {
        Path directory = Plugin.compile(dir, "one");
        Path extra = Files.createDirectories(dir.resolve("extra"));
        Path file = Path.of("plug", "Rare.class");
        Files.createDirectories(extra.resolve("plug"));
        Files.move(directory.resolve(file), extra.resolve(file));
        Plugin.Loader one = opened(new Plugin.Loader("one", getClass().getClassLoader(), directory));
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.extraClassPath(extra)))) {
            assertThat(text(pool, one, "rare")).isEqualTo("rare");
        }
    }

    // SPEC P4, P15: many threads need the same classes at the same time.
    @Test
    void classes_neededByManyThreads_areFetchedOnceForEachWorker() throws Exception {
        Plugin.Loader one = plugin("one");
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(2).threadsPerWorker(4).prestarted())) {
            List<TaskFuture<Object>> tasks = new ArrayList<>();
            TaskFunction<Object, Object> twice = Plugin.make(one, "twice");
            for (int i = 0; i < 200; i++) {
                tasks.add(pool.submit(twice, Plugin.instance(one, "plug.Parcel", "", i)));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(tasks.get(i).get(20, TimeUnit.SECONDS))
                        .isEqualTo(Plugin.instance(one, "plug.Parcel", "one", 2 * i));
            }
        }
        assertThat(one.asked().keySet()).contains("plug/Tasks.class", "plug/Parcel.class");
        assertThat(one.asked().values().stream().mapToInt(AtomicInteger::get)).allMatch(count -> count <= 2);
    }

    // SPEC P4, P2: what a new worker needs, it fetches again.
    @Test
    void freshWorker_fetchesForItself() throws Exception {
        Plugin.Loader one = plugin("one");
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).maxTasksPerWorker(1))) {
            for (int i = 0; i < 3; i++) {
                assertThat(text(pool, one, "version")).isEqualTo("one");
            }
        }
    }

    // SPEC P4: a class that came into being after it was missed.
    @Test
    void class_thatIsThereLater_isFoundByLaterTasks() throws Exception {
        Path directory = Plugin.compile(dir, "one");
        Path file = directory.resolve("plug").resolve("Rare.class");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Plugin.Loader one = opened(new Plugin.Loader("one", getClass().getClassLoader(), directory));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(byName(one)).exception().orElseThrow()).hasMessageContaining("plug.Rare");
            Files.write(file, bytes);
            assertThat(text(pool, one, "version")).isEqualTo("one");

            assertThat(pool.submit(byName(one)).get()).isEqualTo("plug.Rare");
        }
    }

    private static TaskCallable<String> byName(ClassLoader loader) throws ReflectiveOperationException {
        return Plugin.make(loader, "byName", "plug.Rare");
    }

    // SPEC P4: large, and too large for one frame.
    @Test
    void largeResource_isFetched_orSaysThatItIsTooLarge() throws Exception {
        Path directory = Plugin.compile(dir, "one");
        Files.write(directory.resolve("large"), new byte[20_000_000]);
        writeSparse(directory.resolve("too-large"), 70_000_000);
        Plugin.Loader one = opened(new Plugin.Loader("one", getClass().getClassLoader(), directory));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(ProcessPoolClassShippingTest.<Integer>call(pool, one, "lengthOf", "large"))
                    .isEqualTo(20_000_000);
            TaskCallable<Integer> tooLarge = Plugin.make(one, "lengthOf", "too-large");

            assertThat(pool.submit(tooLarge).exception().orElseThrow())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too-large is too large to be fetched from the pool's process: most=");
        }
    }

    private static void writeSparse(Path file, long length) throws IOException {
        try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(length);
        }
    }
}
