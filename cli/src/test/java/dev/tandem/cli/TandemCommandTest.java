package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TandemCommandTest {
    private final StringWriter err = new StringWriter();

    @Test
    void noCommand_isAUsageError() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualToNormalizingNewlines("""
                tandem: a command is missing
                Try 'tandem --help'.
                """);
    }

    @Test
    void unknownCommand_isAUsageErrorWithASuggestion() {
        assertThat(run("doctr")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("tandem: Unmatched argument at index 0: 'doctr'")
                .contains("Did you mean: tandem doctor");
    }

    private int run(String... arguments) {
        return TandemCommand.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
