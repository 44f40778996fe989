package dev.tandem.cli.about;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.TandemCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The manual page: it has all, in the language of man(7). */
class ManPageTest {
    private final String page = print();

    private static String print() {
        StringWriter out = new StringWriter();
        int code =
                TandemCommand.commandLine().setOut(new PrintWriter(out, true)).execute("man");
        assertThat(code).isZero();
        return out.toString();
    }

    /** A word as it is written there. */
    private static String roff(String text) {
        return text.replace("-", "\\-");
    }

    @Test
    void everyCommandAndOption_isThere() {
        Map<String, CommandLine> commands = TandemCommand.commandLine().getSubcommands();
        assertThat(commands)
                .containsKeys("map", "doctor", "tour", "example", "bench", "chaos", "stress", "completion", "man");
        commands.forEach((name, command) -> {
            String start = ".SS \"tandem " + name + "\"\n";
            assertThat(page).contains(start);
            String section =
                    page.substring(page.indexOf(start) + start.length()).split("\n\\.S[SH] ")[0];
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String each : option.names()) {
                    assertThat(option.hidden() || section.contains(roff(each)))
                            .as(name + " " + each)
                            .isTrue();
                }
            }
        });
    }

    @Test
    void sections_areThoseOfManualPages() {
        assertThat(page.lines().filter(line -> line.startsWith(".SH")))
                .containsExactly(
                        ".SH \"NAME\"",
                        ".SH \"SYNOPSIS\"",
                        ".SH \"DESCRIPTION\"",
                        ".SH \"OPTIONS\"",
                        ".SH \"COMMANDS\"",
                        ".SH \"SEE ALSO\"");
        assertThat(page).startsWith(".TH \"TANDEM\" 1 \"\" \"tandem ");
    }

    @Test
    void lines_areTextOrAKnownMacro() {
        List<String> macros = List.of(".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".RS", ".RE", ".nf", ".fi");
        assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> macros.contains(line.split(" ", 2)[0]));
    }

    @Command(
            name = "odd",
            header = "Is odd.",
            description = {".begins with a dot, has a \\ and 100%% \"quotes\"", "'and more"},
            exitCodeList = "7:odd",
            footerHeading = "%nExamples:%n",
            footer = "  odd -x ~/y")
    private static final class Odd implements Callable<Integer> {
        @Option(
                names = {"-x", "--ex"},
                paramLabel = "N",
                description = "some (default: ${DEFAULT-VALUE})")
        private int x = 3;

        @Option(names = "--secret", hidden = true)
        private boolean secret;

        @Parameters(paramLabel = "FILE", description = "200% of a file")
        private List<String> files = List.of();

        @Override
        public Integer call() {
            return 0;
        }
    }

    @Test
    void textWithSignsOfItsOwn_staysText() {
        CommandLine root = new CommandLine(new Odd());
        root.addSubcommand("odd", new Odd());

        String odd = ManPage.of(root.getCommandSpec(), "1.0");

        assertThat(odd)
                .contains("Is odd.\n\\&.begins with a dot, has a \\e and 100% \"quotes\"\n\\&'and more\n")
                .contains(".TP\n.B \"\\-x, \\-\\-ex=N\"\nsome (default: 3)\n")
                .contains(".TP\n.B \"FILE\"\n200% of a file\n")
                .contains(".TP\n.B \"7\"\nodd\n")
                .contains(".PP\nExamples:\n.PP\n.RS 4\n.nf\n  odd \\-x \\(ti/y\n.fi\n.RE\n")
                .doesNotContain("secret");
    }
}
