package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs in one jar with their libraries, as build tools pack them. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
class PackedJarsIT {
    private static final Path DEMO = Path.of("target", "demo").toAbsolutePath();

    @TempDir
    Path directory;

    private static void assertRan(Run run) {
        assertThat(run.output()).isEqualTo(UserProgram.EXPECTED + "\nlibrary=6");
        assertThat(run.exitCode()).isZero();
    }

    private Run run(Path jar) throws Exception {
        return Launch.java(directory, "-jar", jar.toString()).run();
    }

    @Test
    void jarOfAllClasses_runs() throws Exception {
        assertRan(run(DEMO.resolve("uber.jar")));
    }

    @Test
    void jarOfJars_runs() throws Exception {
        assertRan(run(DEMO.resolve("boot.jar")));
    }

    @Test
    void jarOfJars_inADirectoryWithSpaces_runs() throws Exception {
        Path jar =
                Files.createDirectory(directory.resolve("some %20 directory")).resolve("my demo+1.jar");
        Files.copy(DEMO.resolve("boot.jar"), jar);

        assertRan(run(jar));
    }

    @Test
    void jarOfJars_startedByItsLauncherClass_runs() throws Exception {
        assertRan(Launch.java(
                        directory,
                        "-cp",
                        DEMO.resolve("boot.jar").toString(),
                        "org.springframework.boot.loader.launch.JarLauncher")
                .run());
    }
}
