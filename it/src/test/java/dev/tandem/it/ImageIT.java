package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program in an image of its own, which has no module that the library can do without: no {@code java.logging},
 * {@code java.management}, {@code jdk.jfr} or debugger. What needs one says so at the call, all else works. SPEC P4, A4.
 */
@ExtendWith(LeakCheck.class)
@Deadline
class ImageIT {
    private static final String SOURCE = """
            package demo;

            import dev.tandem.PoolExecutor;
            import dev.tandem.ProcessPoolExecutor;
            import dev.tandem.ProcessPoolOptions;
            import dev.tandem.WorkerLogs;
            import java.nio.file.Path;
            import java.util.TreeSet;
            import java.util.function.UnaryOperator;

            public final class Lean {
                public static void main(String[] args) throws Exception {
                    System.out.println("here " + modules());
                    refuse(o -> o.recordWorkers(Path.of("nowhere")));
                    refuse(o -> o.debugWorkers());
                    refuse(o -> o.workerLogs(entry -> {}));
                    refuse(o -> o.workerLogLevel(System.Logger.Level.DEBUG));
                    try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                            .withInsights()
                            .workerLogs(WorkerLogs.toLoggers())
                            .output(line -> System.out.println("printed " + line.text())))) {
                        System.out.println("there " + pool.submit(Lean::modules).get());
                        pool.submit(() -> {
                            System.getLogger("demo").log(System.Logger.Level.WARNING, "no texture {0}", "ice");
                        }).get();
                        System.out.println("measured " + pool.insights().tasks());
                    }
                }

                static String modules() {
                    TreeSet<String> names = new TreeSet<>();
                    ModuleLayer.boot().modules().forEach(module -> names.add(module.getName()));
                    return names.toString();
                }

                private static void refuse(UnaryOperator<ProcessPoolOptions> change) {
                    try (PoolExecutor pool = ProcessPoolExecutor.open(change)) {
                        System.out.println("opened " + pool);
                    } catch (UnsupportedOperationException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """;

    @TempDir
    static Path directory;

    private static Path java;

    @BeforeAll
    static void link() throws Exception {
        UserProgram program = new UserProgram(directory);
        Path module = program.compileModule(
                "module",
                List.of(),
                Map.of(
                        "module-info.java",
                        "module demo { requires dev.tandem; }",
                        "demo/Main.java",
                        UserProgram.usualSource(),
                        "demo/Lean.java",
                        SOURCE));
        Path image = directory.resolve("image");
        Run linked = Launch.tool(
                        directory,
                        "jlink",
                        "-p",
                        UserProgram.withTandem(module),
                        "--add-modules",
                        "demo",
                        "--output",
                        image.toString())
                .run();
        assumeTrue(linked.exitCode() == 0, "this JDK cannot link: " + linked.output());
        java = image.resolve("bin/java");
    }

    @Test
    void modularProgram_runs() throws Exception {
        UserProgram.assertRan(Launch.of(directory, java, "-m", "demo/demo.Main").run());
    }

    @Test
    void programThatAsksForWhatIsMissing_isToldAtTheCall_andRunsWithoutIt() throws Exception {
        Run run = Launch.of(directory, java, "-m", "demo/demo.Lean").run();

        String modules = "[demo, dev.tandem, java.base, jdk.net]";
        assertThat(run.output().lines().filter(line -> !line.contains("demo.Lean "))) // of a log record: the time
                .containsExactly(
                        "here " + modules,
                        "recordWorkers needs the module jdk.jfr, which the running JDK does not have",
                        "debugWorkers needs the module jdk.jdwp.agent, which the running JDK does not have",
                        "workerLogs needs the module java.logging, which the running JDK does not have",
                        "workerLogLevel needs the module java.logging, which the running JDK does not have",
                        "there " + modules,
                        "printed WARNING: no texture ice",
                        "measured 2");
        assertThat(run.exitCode()).isZero();
    }
}
