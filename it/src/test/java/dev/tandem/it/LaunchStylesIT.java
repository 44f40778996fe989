package dev.tandem.it;

import static dev.tandem.it.UserProgram.assertRan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The built jar in the hands of a user, on class paths and module paths of all kinds. SPEC P4, A10. */
@ExtendWith(LeakCheck.class)
@Deadline
class LaunchStylesIT {
    @TempDir
    Path directory;

    private UserProgram program;

    @BeforeEach
    void setUp() {
        program = new UserProgram(directory);
    }

    @Test
    void library_isTheBuiltJar() {
        assertThat(UserProgram.tandemJar().toString()).endsWith(".jar");
    }

    @Test
    void classPathProgram_runs() throws Exception {
        assertRan(program.java("-cp", UserProgram.withTandem(program.classes()), "demo.Main"));
    }

    @Test
    void relativeClassPath_isFoundByTheWorkers() throws Exception {
        program.classes();

        assertRan(program.java("-cp", UserProgram.withTandem(Path.of("classes")), "demo.Main"));
    }

    @Test
    void wildcardClassPath_isFoundByTheWorkers() throws Exception {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        Files.copy(UserProgram.tandemJar(), lib.resolve("tandem.jar"));
        Path app = program.jar("app.jar", program.classes(), Map.of());
        Files.move(app, lib.resolve("app.jar"));

        assertRan(program.java("-cp", "lib/*", "demo.Main"));
    }

    @Test
    void classPathVariable_isHeeded() throws Exception {
        assertRan(Launch.java(directory, "demo.Main")
                .environment("CLASSPATH", UserProgram.withTandem(program.classes()))
                .run());
    }

    @Test
    void emptyEntriesOfTheClassPath_areTheWorkingDirectory() throws Exception {
        Path classes = program.classes();
        String path = File.pathSeparator + UserProgram.tandemJar() + File.pathSeparator + File.pathSeparator;

        assertRan(Launch.java(directory, "-cp", path, "demo.Main").in(classes).run());
    }

    @Test
    void emptyClassPath_isTheWorkingDirectory() throws Exception {
        Path classes = program.classes();
        Launch.Run unpacked = Launch.tool(
                        classes, "jar", "-xf", UserProgram.tandemJar().toString())
                .run();
        assertThat(unpacked.exitCode()).isZero();

        assertRan(Launch.java(directory, "-cp", "", "demo.Main").in(classes).run());
    }

    @Test
    void anotherWorkingDirectory_changesNothing() throws Exception {
        Path other = Files.createDirectory(directory.resolve("another directory"));

        assertRan(Launch.java(directory, "-cp", UserProgram.withTandem(program.classes()), "demo.Main")
                .in(other)
                .run());
    }

    @Test
    void classPath_longerThanACommandLineOnWindows_andWithSpaces_reachesTheWorkers() throws Exception {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Path entry = directory.resolve(
                    "an entry with spaces and a long name ".repeat(4).strip() + i);
            entries.add(Files.createDirectory(entry).toString());
        }
        entries.add(UserProgram.tandemJar().toString());
        entries.add(program.classes().toString());
        String classPath = String.join(File.pathSeparator, entries);
        assertThat(classPath).hasSizeGreaterThan(32_767);

        assertRan(program.java("-cp", classPath, "demo.Main"));
    }

    @Test
    void argumentFile_runs() throws Exception {
        Path classes = program.compile("my classes", Map.of("demo/Main.java", UserProgram.usualSource()));
        Path file = Files.writeString(
                directory.resolve("args"), "-cp \"" + UserProgram.withTandem(classes) + "\" # comment\ndemo.Main\n");

        assertRan(program.java("@" + file));
    }

    @Test
    void executableJar_withTheLibraryInItsManifest_runs() throws Exception {
        assertRan(program.java("-jar", program.executableJar(program.classes()).toString()));
    }

    @Test
    void namedModule_onTheModulePath_runs() throws Exception {
        assertRan(program.java("-p", UserProgram.withTandem(program.module()), "-m", "demo/demo.Main"));
    }

    @Test // SPEC A10
    void main_thatReturns_leavesTheJvmAliveUntilAcceptedWorkIsDone() throws Exception {
        Path classes = program.classesOf("ProcessPoolExecutor pool = ProcessPoolExecutor.open(1);"
                + "pool.submit(() -> { Thread.sleep(500); return \"done\"; })"
                + ".addDoneCallback(f -> System.out.println(f.join()));"
                + "pool.shutdown();");

        Run run = run(classes);

        assertThat(run.output()).isEqualTo("done");
        assertThat(run.exitCode()).isZero();
    }

    @Test // SPEC A10
    void idlePool_thatNobodyClosed_doesNotKeepTheJvm() throws Exception {
        Path classes = program.classesOf("PoolExecutor threads = ThreadPoolExecutor.open(1);"
                + "PoolExecutor processes = ProcessPoolExecutor.open(1);"
                + "System.out.println(threads.submit(() -> 1).get() + processes.submit(() -> 2).get());");

        Run run = run(classes);

        assertThat(run.output()).isEqualTo("3");
        assertThat(run.exitCode()).isZero();
    }

    @Test // SPEC P12
    void systemExit_withBusyWorkers_endsEverything() throws Exception {
        Path classes = program.classesOf("PoolExecutor pool = ProcessPoolExecutor.open(2);"
                + "TaskFuture<?> a = pool.submit(() -> { while (true) { } });"
                + "while (!a.isRunning()) { Thread.onSpinWait(); }"
                + "System.out.println(\"leaving\"); System.exit(5);");

        Run run = run(classes);

        assertThat(run.output()).isEqualTo("leaving");
        assertThat(run.exitCode()).isEqualTo(5);
    }

    private Run run(Path classes) throws IOException, InterruptedException {
        return program.java("-cp", UserProgram.withTandem(classes), "demo.Main");
    }
}
