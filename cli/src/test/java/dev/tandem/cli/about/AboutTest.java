package dev.tandem.cli.about;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.ExitCode;
import dev.tandem.cli.TandemCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says about itself. */
class AboutTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return TandemCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void version_isThatOfTheBuild_andOfWhereItRuns(String option) {
        assertThat(run(option)).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("tandem \\d+\\.\\d+\\.\\d+.*"))
                .anyMatch(line -> line.startsWith("JDK " + System.getProperty("java.version") + " ("));
        assertThat(out.toString()).doesNotContain("${");
    }

    @Test
    void version_ofASubcommand_isTheSame() {
        assertThat(run("doctor", "--version")).isZero();
        assertThat(out.toString()).startsWith("tandem " + Version.number());
    }

    @Test
    void commit_isNamedIfItIsKnown() {
        assertThat(Version.commit("")).isEmpty();
        assertThat(Version.commit("ab12-dirty")).isEqualTo(" (commit ab12-dirty)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tour", "example", "bench", "chaos", "stress"})
    void commandOfTheSourceTree_saysWhereItIs(String name) {
        assertThat(run(name, "--seconds", "3", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().strip())
                .isEqualTo("tandem " + name + ": '" + name
                        + "' is not in this jar: it runs from Tandem's source tree, as ./tandem " + name);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void help_namesAllCommands() {
        assertThat(run("help")).isZero();
        assertThat(out.toString())
                .contains(
                        "  map ",
                        "  doctor ",
                        "  tour ",
                        "  example ",
                        "  bench ",
                        "  chaos ",
                        "  stress ",
                        "  completion",
                        "  man ");
    }
}
