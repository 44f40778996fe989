package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.ExitCode;
import dev.tandem.cli.TandemCommand;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tandem choose} recommends, for functions that compute, crash and fail. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class ChooseCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    private int run(String... arguments) {
        return TandemCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path sample(String... lines) throws Exception {
        return Files.write(dir.resolve("sample"), List.of(lines));
    }

    // SPEC L4
    @Test
    void function_thatDoesNothing_isForThreads() throws Exception {
        Path sample = sample("one", "three");

        int code = run("choose", "--time-limit", "20s", "-e", "line -> line.length()", "-a", sample.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).containsPattern("(?m)^tandem map --threads \\d+ \\.\\.\\.$");
    }

    // SPEC L4
    @Test
    void json_hasTheDecisionAndWhatWasMeasured() throws Exception {
        Path sample = sample("one", "three");

        int code = run("choose", "--json", "--time-limit=20s", "-e", "line -> line.length()", "-a", sample.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .hasLineCount(1)
                .matches(
                        "\\{\"executor\":\"[a-z-]+\",\"workers\":\\d+,\"mapOptions\":\\[\"--threads\",\"\\d+\"],\"chunkSize\":\\d+,"
                                + "\"reason\":\".+\",\"work\":\"[a-z]+\",\"elementSeconds\":[\\d.E-]+,.*\"sampleSize\":2,"
                                + "\"failures\":0,\"crashes\":0,\"hangs\":0,\"trials\":\\[\\{\"executor\":\"[a-z-]+\",\"workers\":\\d+,"
                                + "\"elements\":\\d+,\"seconds\":[\\d.E-]+,\"perSecond\":[\\d.E-]+}.*],\"notes\":\\[.*]}\\R");
    }

    // SPEC L4
    @Test
    void function_thatCrashes_isForProcesses_andTheCommandLives() throws Exception {
        Path sample = sample("one", "die");

        int code = run(
                "choose",
                "--time-limit=40s",
                "-e",
                "line -> { if (line.equals(\"die\")) Runtime.getRuntime().halt(7); return line; }",
                "-a",
                sample.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("killed the process 1,")
                .containsPattern("(?m)^tandem map --processes \\d+ \\.\\.\\.$");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sample=0 | --sample must be positive: --sample=0",
                "--workers=-1 | --workers must be positive: --workers=-1",
                "--time-limit=soon | --time-limit: must be a number with ms, s, m, h or d, such as 10s: soon",
                "--sample=3 | there are no inputs: give some that are typical of those to come"
            })
    void wrongArguments_areNamed(String argument, String message) throws Exception {
        int code = run("choose", argument, "-e", "line -> line", "-a", sample().toString());

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().strip()).isEqualTo("tandem choose: " + message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void missingFunction_isNamed() {
        assertThat(run("choose", "No::such")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("tandem choose: ").contains("No");
    }
}
