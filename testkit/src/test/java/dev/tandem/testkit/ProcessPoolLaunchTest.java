package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How workers are launched: their options, and how code gets to them. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolLaunchTest {
    @TempDir
    private Path dir;

    // SPEC P2
    @Test
    void worker_options_reachTheWorker() throws Exception {
        UnaryOperator<WorkerOptions> options = w -> w.heap("48m")
                .jvmFlags("-Xss777k", "-Dby.flag=flag")
                .systemProperty("by.property", "a value with spaces, \"quotes\" and ü")
                .environment("TANDEM_TEST", "from the parent")
                .workingDirectory(dir);
        try (PoolExecutor pool = open(options)) {
            assertThat(pool.submit(() -> Runtime.getRuntime().maxMemory()).get())
                    .isLessThanOrEqualTo(48L << 20);
            assertThat(pool.submit(() -> System.getProperty("by.flag")).get()).isEqualTo("flag");
            assertThat(pool.submit(() -> System.getenv("TANDEM_TEST")).get()).isEqualTo("from the parent");
            assertThat(pool.submit(() -> Path.of("").toRealPath().toString()).get())
                    .isEqualTo(dir.toRealPath().toString());
            assertThat(pool.submit(() -> java.lang.management.ManagementFactory.getRuntimeMXBean()
                                    .getInputArguments()
                                    .contains("-Xss777k"))
                            .get())
                    .isTrue();
            assertThat(pool.submit(() -> System.getProperty("by.property")).get())
                    .startsWith("a value with spaces, \"quotes\"");
        }
    }

    // SPEC P2
    @Test
    void worker_environment_isInheritedOrNot() throws Exception {
        String variable = System.getenv().keySet().stream()
                .filter(name -> name.equals("PATH") || name.equals("HOME"))
                .findFirst()
                .orElseThrow();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> System.getenv(variable)).get()).isEqualTo(System.getenv(variable));
        }
        try (PoolExecutor pool = open(w -> w.cleanEnvironment().environment("ONLY", "this"))) {
            assertThat(pool.submit(() -> System.getenv().containsKey(variable)).get())
                    .isFalse();
            assertThat(pool.submit(() -> System.getenv("ONLY")).get()).isEqualTo("this");
        }
    }

    // SPEC P2
    @Test
    void worker_addOpensAndExports_openTheModule() throws Exception {
        try (PoolExecutor closed = ProcessPoolExecutor.open(1)) {
            assertThat(closed.submit(ProcessPoolLaunchTest::stringIsOpen).get()).isFalse();
        }
        try (PoolExecutor open = open(w -> w.addOpens("java.base/java.lang").addExports("java.base/sun.nio.ch"))) {
            assertThat(open.submit(ProcessPoolLaunchTest::stringIsOpen).get()).isTrue();
            assertThat(open.submit(() -> Object.class
                                    .getModule()
                                    .isExported("sun.nio.ch", ProcessPoolLaunchTest.class.getModule()))
                            .get())
                    .isTrue();
        }
    }

    private static boolean stringIsOpen() {
        return Object.class.getModule().isOpen("java.lang", ProcessPoolLaunchTest.class.getModule());
    }

    // SPEC P2
    @Test
    void worker_extraClassPath_isAddedToTheInheritedOne() throws Exception {
        Path resource = Files.createDirectory(dir.resolve("more classes")).resolve("only-there.txt");
        Files.writeString(resource, "found");
        try (PoolExecutor pool = open(w -> w.extraClassPath(resource.getParent()))) {
            TaskFuture<String> text = pool.submit(() -> {
                try (var in = ClassLoader.getSystemResourceAsStream("only-there.txt")) {
                    return in == null ? "missing" : new String(in.readAllBytes(), "UTF-8");
                }
            });

            assertThat(text.get()).isEqualTo("found");
        }
        assertThat(ClassLoader.getSystemResource("only-there.txt")).isNull();
    }

    // SPEC P2
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void worker_commandPrefix_isPutBeforeTheCommand() throws Exception {
        try (PoolExecutor pool = open(w -> w.commandPrefix("env", "BY_PREFIX=prefixed"))) {
            assertThat(pool.submit(() -> System.getenv("BY_PREFIX")).get()).isEqualTo("prefixed");
        }
    }

    // SPEC P2: it is found where this process would find it, whatever the worker's environment is.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void worker_commandPrefixAndCleanEnvironment_findsTheCommand() throws Exception {
        try (PoolExecutor pool = open(w -> w.cleanEnvironment().commandPrefix("env", "BY_PREFIX=prefixed"))) {
            assertThat(pool.submit(() -> System.getenv("BY_PREFIX")).get()).isEqualTo("prefixed");
        }
    }

    // SPEC P12: a command that binds workers to this process becomes the worker, and leaves its rights alone.
    @Test
    @EnabledOnOs(OS.LINUX)
    void worker_isTheProcessThatWasStarted_withTheSameRights() throws Exception {
        List<String> rights = rights();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(ProcessPoolLaunchTest::rights).get()).isEqualTo(rights);
            long pid = pool.submit(WorkerTasks::pid).get();
            assertThat(pool.stats().workers().get(0).id().pid()).isEqualTo(pid);
            assertThat(ProcessHandle.current().children().map(ProcessHandle::pid))
                    .contains(pid);
            assertThat(ProcessHandle.of(pid).orElseThrow().info().command().orElseThrow())
                    .endsWith("/bin/java");
        }
        assertThat(rights).hasSize(9);
    }

    private static List<String> rights() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.matches("(Uid|Gid|Cap\\w+|NoNewPrivs|Seccomp):.*"))
                    .toList();
        }
    }

    // SPEC P2
    @Test
    void worker_otherJdk_runsTasks() throws Exception {
        Path other = otherJdk();
        assumeTrue(other != null, "there is no other JDK on this machine");
        String home = other.toRealPath().toString();
        try (PoolExecutor pool = open(w -> w.javaHome(other))) {
            assertThat(pool.submit(() -> Path.of(System.getProperty("java.home"))
                                    .toRealPath()
                                    .toString())
                            .get())
                    .isEqualTo(home);
            assertThat(pool.submit(Tasks::square, 12).get()).isEqualTo(144);
        }
    }

    // SPEC P4
    @Test
    void classPath_ofThisProcess_isInherited() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            int captured = 5;

            assertThat(pool.submit(() -> new Tasks.Constant(captured).call()).get())
                    .isEqualTo(5);
            assertThat(pool.submit(() -> new ProcessPoolLaunchTest().toString()).get())
                    .startsWith(ProcessPoolLaunchTest.class.getName());
        }
    }

    // SPEC P4: longer than a command line may be.
    @Test
    void classPath_veryLong_isInherited() throws Exception {
        StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
        for (int i = 0; i < 4000; i++) {
            classPath
                    .append(File.pathSeparator)
                    .append(dir.resolve("a-rather-long-name-of-a-jar-that-is-not-there-" + i + ".jar"));
        }
        assertThat(classPath.length()).isGreaterThan(200_000);

        assertThat(runInChild(classPath.toString(), Map.of())).contains("result: 49");
    }

    // SPEC P4
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void classPath_withSpacesAndQuotes_isInherited() throws Exception {
        assertThat(runInChild(movedClassPath("some dir/with \"quotes\", 'more' and $VAR"), Map.of()))
                .contains("result: 49");
    }

    // SPEC P4: the name can be made only by a JVM whose locale knows its letters.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void classPath_withNonAsciiNames_isInherited() throws Exception {
        try (ChildJvm child = ChildJvm.start(
                dir,
                System.getProperty("java.class.path"),
                Map.of("LC_ALL", "C.UTF-8"),
                NonAsciiProgram.class,
                dir.toString())) {
            assertThat(child.awaitExit()).as(child::output).isZero();
            assertThat(child.output()).contains("result: 49");
        }
    }

    // SPEC P4: relative entries mean the same to a worker in another directory.
    @Test
    void classPath_relative_isInheritedByAWorkerInAnotherDirectory() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        StringBuilder relative = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            relative.append(relative.length() == 0 ? "" : File.pathSeparator)
                    .append(here.relativize(Path.of(entry).toAbsolutePath()));
        }

        assertThat(runInChild(relative.toString(), Map.of())).contains("result: 49");
    }

    private String runInChild(String classPath, Map<String, String> environment) throws Exception {
        try (ChildJvm child = ChildJvm.start(dir, classPath, environment, PoolProgram.class, dir.toString())) {
            assertThat(child.awaitExit()).as(child::output).isZero();
            return child.output();
        }
    }

    /** The class path of this process, with the directories of classes copied to below another name. */
    private String movedClassPath(String name) throws IOException {
        return moved(dir, name);
    }

    private static String moved(Path dir, String name) throws IOException {
        StringBuilder classPath = new StringBuilder();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path source = Path.of(entry);
            if (Files.isDirectory(source)) {
                Path target = dir.resolve(name).resolve("classes " + number++);
                copyTree(source, target);
                source = target;
            }
            classPath.append(classPath.length() == 0 ? "" : File.pathSeparator).append(source);
        }
        return classPath.toString();
    }

    private static void copyTree(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static PoolExecutor open(UnaryOperator<WorkerOptions> options) {
        return ProcessPoolExecutor.open(o -> o.workers(1).worker(options));
    }

    private static Path otherJdk() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> homes = Files.list(own.getParent())) {
            for (Path home : homes.sorted().toList()) {
                if (Files.isExecutable(home.resolve("bin/java"))
                        && !home.toRealPath().equals(own)) {
                    return home;
                }
            }
        }
        return null;
    }

    /** Runs one task in a worker whose working directory is another one. Argument: that directory. */
    static final class PoolProgram {
        public static void main(String[] args) throws Exception {
            try (PoolExecutor pool = open(w -> w.workingDirectory(Path.of(args[0])))) {
                System.out.println("result: " + pool.submit(Tasks::square, 7).get());
            }
        }
    }

    /** Runs the other program with a class path that has non-ASCII names. Argument: a directory. */
    static final class NonAsciiProgram {
        public static void main(String[] args) throws Exception {
            Path dir = Path.of(args[0]);
            try (ChildJvm child =
                    ChildJvm.start(dir, moved(dir, "Wörter 語 ñ"), Map.of(), PoolProgram.class, dir.toString())) {
                int code = child.awaitExit();
                System.out.println(child.output());
                System.exit(code);
            }
        }
    }
}
