package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The option tables of docs/reference/command.md are those of the command. They are written by this test: what it wants is
 * in target/command.md when they differ.
 */
class CommandReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/command.md");
    private static final String BEGIN = "<!-- options of %s -->\n";
    private static final String END = "<!-- end of options -->";

    @Test
    void page_hasTheOptionsOfEachCommand() throws IOException {
        String page = Files.readString(PAGE);
        String wanted = page;
        for (CommandLine command : TandemCommand.commandLine().getSubcommands().values()) {
            String name = command.getCommandName();
            String begin = BEGIN.formatted(name);
            if (command.getCommandSpec().args().stream().allMatch(argument -> isHelp(argument))
                    || name.equals("help")) {
                continue; // nothing to be told of
            }
            assertThat(page).as("place for the options of " + name).contains(begin);
            int from = wanted.indexOf(begin) + begin.length();
            wanted = wanted.substring(0, from)
                    + tables(command.getCommandSpec())
                    + wanted.substring(wanted.indexOf(END, from));
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/command.md"), wanted);
        assertThat(page).as("cp cli/target/command.md docs/reference/").isEqualTo(wanted);
    }

    private static String tables(CommandSpec command) {
        StringBuilder text = new StringBuilder();
        List<ArgSpec> grouped = command.argGroups().stream()
                .flatMap(group -> group.args().stream())
                .toList();
        List<ArgSpec> others = command.args().stream()
                .filter(argument -> !grouped.contains(argument) && !isHelp(argument))
                .toList();
        if (!others.isEmpty()) {
            table(text, others);
        }
        for (ArgGroupSpec group : command.argGroups()) {
            text.append('\n').append("**").append(title(group.heading())).append("**\n");
            table(text, group.args().stream().toList());
        }
        String[] exits = command.usageMessage().exitCodeList().entrySet().stream()
                .map(entry -> "| " + entry.getKey() + " | " + markdown(entry.getValue()) + " |\n")
                .toArray(String[]::new);
        if (exits.length > 0) {
            text.append("\n**Exit codes**\n\n| code | |\n|---|---|\n").append(String.join("", exits));
        }
        return text.append('\n').toString();
    }

    private static void table(StringBuilder text, List<ArgSpec> arguments) {
        text.append("\n| option | |\n|---|---|\n");
        for (ArgSpec argument : arguments) {
            text.append("| ").append(names(argument)).append(" | ");
            text.append(markdown(String.join(" ", description(argument)))).append(" |\n");
        }
    }

    private static String names(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return "`" + argument.paramLabel() + "`";
        }
        String value = option.arity().max() == 0
                ? ""
                : " " + option.paramLabel() + (option.arity().isVariable() ? "..." : "");
        List<String> names = Arrays.stream(option.names())
                .map(name -> "`" + (option.negatable() ? name.replace("--", "--[no-]") : name) + value + "`")
                .toList();
        return String.join(", ", names);
    }

    private static List<String> description(ArgSpec argument) {
        return Arrays.stream(argument.description())
                .map(line ->
                        Help.Ansi.OFF.string(line.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()))))
                .map(line -> line.replace("%%", "%"))
                .toList();
    }

    private static boolean isHelp(ArgSpec argument) {
        return argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp());
    }

    private static String title(String heading) {
        return heading.replace("%n", "").replaceAll(":$", "").strip();
    }

    private static String markdown(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }
}
