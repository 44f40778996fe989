package dev.tandem.it;

import static dev.tandem.it.UserProgram.assertRan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Names of letters that not every encoding has. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class LaunchEncodingIT {
    /** The shell makes the directory, as the locale of this JVM may not know these letters. */
    private static final String MOVE = "mkdir -p 'Wörter 語'\nmv classes 'Wörter 語/klassen ñ'\nexec \"$JAVA\" ";

    private static final String CLASS_PATH = "-cp \"$TANDEM:Wörter 語/klassen ñ\" demo.Main";

    @TempDir
    Path directory;

    private UserProgram program;

    @BeforeEach
    void setUp() {
        program = new UserProgram(directory);
    }

    private Run run(String locale, String script) throws Exception {
        return Launch.script(directory, script)
                .environment("TANDEM", UserProgram.tandemJar().toString())
                .environment("LC_ALL", locale)
                .run();
    }

    @Test
    void nonAsciiClassPath_localeThatKnowsTheLetters_runs() throws Exception {
        program.classes();

        assertRan(run("C.UTF-8", MOVE + CLASS_PATH));
    }

    // Before JDK 18 that changes the encoding of command lines, but not of names of files.
    @Test
    void nonAsciiClassPath_otherDefaultCharset_runs() throws Exception {
        program.classes();

        assertRan(run("C.UTF-8", MOVE + "-Dfile.encoding=ISO-8859-1 " + CLASS_PATH));
    }

    // Without the locale, workers could not open the class path.
    @Test
    void nonAsciiClassPath_workersWithACleanEnvironment_runs_withTheLocale() throws Exception {
        program.classesOf(
                "try (PoolExecutor pool = ProcessPoolExecutor.open("
                        + "o -> o.workers(1).worker(w -> w.cleanEnvironment()))) {"
                        + "System.out.println(pool.submit(() -> System.getenv(\"LC_ALL\") + System.getenv(\"TANDEM\")).get()); }");

        Run run = run("C.UTF-8", MOVE + CLASS_PATH);

        assertThat(run.output()).isEqualTo("C.UTF-8null");
        assertThat(run.exitCode()).isZero();
    }

    // A JVM cannot open such files itself.
    @Test
    void nonAsciiClassPath_localeThatDoesNotKnowTheLetters_isNotFoundByTheJvm() throws Exception {
        program.classes();

        Run run = run("C", MOVE + CLASS_PATH);

        assertThat(run.output()).contains("Could not find or load main class demo.Main");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void nonAsciiEntryThatIsNotNeeded_localeThatDoesNotKnowTheLetters_runs() throws Exception {
        program.classes();

        assertRan(run("C", "exec \"$JAVA\" -cp \"Wörter 語:$TANDEM:classes\" demo.Main"));
    }

    @Test
    void nonAsciiModulePath_localeThatKnowsTheLetters_runs() throws Exception {
        program.module();

        assertRan(run(
                "C.UTF-8",
                "mkdir 'Wörter 語'\nmv module 'Wörter 語'\n"
                        + "exec \"$JAVA\" -p \"$TANDEM:Wörter 語/module\" -m demo/demo.Main"));
    }
}
