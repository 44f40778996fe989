package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is defined in JShell is used in tasks. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
class JshellIT {
    private static final String SESSION = """
            import dev.tandem.*
            int square(int n) { return n * n; }
            record Point(int x, int y) implements Serializable {}
            enum Light { RED, GREEN; Light next() { return values()[(ordinal() + 1) % values().length]; } }
            var pool = ProcessPoolExecutor.open(2)
            int captured = 40
            System.out.println("sum=" + pool.map(n -> square(n), IntStream.range(0, 1000).boxed()).stream().mapToInt(n -> n).sum())
            System.out.println("captured=" + pool.submit(() -> 2 + square(6)).get())
            System.out.println("record=" + pool.submit(p -> new Point(p.y(), p.x()), new Point(2, 4)).get())
            System.out.println("enum=" + pool.submit(Light::next, Light.RED).get())
            pool.close()
            /exit
            """;

    @TempDir
    Path directory;

    @Test
    void definitionsOfASession_areUsedInTasks() throws Exception {
        assertRan("--class-path", UserProgram.tandemJar().toString(), "-s", "-");
    }

    // JShell itself does not give its class path to that kind of execution: it has to be that of its own JVM.
    @Test
    void definitionsOfASession_inTheJvmOfJshell_areUsedInTasks() throws Exception {
        assertRan(
                "-J-Djava.class.path=" + UserProgram.tandemJar(),
                "--execution",
                "local",
                "--class-path",
                UserProgram.tandemJar().toString(),
                "-s",
                "-");
    }

    private void assertRan(String... arguments) throws Exception {
        Run run = Launch.tool(directory, "jshell", arguments).input(SESSION).run();

        assertThat(run.output().lines())
                .containsExactly("sum=332833500", "captured=38", "record=Point[x=4, y=2]", "enum=GREEN");
        assertThat(run.exitCode()).isZero();
    }

    // JShell changes the class of a method in place: workers that have it keep what they have.
    @Test
    void changedMethod_isUsedByANewPool() throws Exception {
        Run run = Launch.tool(
                        directory,
                        "jshell",
                        "--class-path",
                        UserProgram.tandemJar().toString(),
                        "-s",
                        "-")
                .input("""
                        import dev.tandem.*
                        int next(int n) { return n + 1; }
                        var pool = ProcessPoolExecutor.open(1)
                        System.out.println("before=" + pool.submit(() -> next(1)).get())
                        int next(int n) { return n + 2; }
                        pool.close()
                        pool = ProcessPoolExecutor.open(1)
                        System.out.println("after=" + pool.submit(() -> next(1)).get())
                        pool.close()
                        /exit
                        """)
                .run();

        assertThat(run.output().lines()).containsExactly("before=2", "after=3");
        assertThat(run.exitCode()).isZero();
    }
}
