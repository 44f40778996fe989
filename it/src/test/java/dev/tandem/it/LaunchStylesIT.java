package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.UserProgram.Run;
import dev.tandem.testkit.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The built jar in the hands of a user, started in the ways in which Java programs are started. SPEC P4, A10. */
@ExtendWith(LeakCheck.class)
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
        String classPath = UserProgram.tandemJar() + File.pathSeparator + program.classes();

        assertRan(program.java(List.of("-cp", classPath, "demo.Main")));
    }

    @Test
    void relativeClassPath_isFoundByTheWorkers() throws Exception {
        program.classes();

        assertRan(program.java(List.of("-cp", UserProgram.tandemJar() + File.pathSeparator + "classes", "demo.Main")));
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

        assertRan(program.java(List.of("-cp", classPath, "demo.Main")));
    }

    @Test
    void executableJar_withTheLibraryInItsManifest_runs() throws Exception {
        assertRan(program.java(
                List.of("-jar", program.executableJar(program.classes()).toString())));
    }

    @Test
    void namedModule_onTheModulePath_runs() throws Exception {
        String modulePath = UserProgram.tandemJar() + File.pathSeparator + program.module();

        assertRan(program.java(List.of("-p", modulePath, "-m", "demo/demo.Main")));
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
        return program.java(List.of("-cp", UserProgram.tandemJar() + File.pathSeparator + classes, "demo.Main"));
    }

    private static void assertRan(Run run) {
        assertThat(run.output()).isEqualTo(UserProgram.EXPECTED);
        assertThat(run.exitCode()).isZero();
    }
}
