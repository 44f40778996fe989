package dev.tandem.cli.about;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page, made of what the command knows about itself: it cannot lack a command or an option. */
final class ManPage {
    private final Roff roff;

    private ManPage(Roff roff) {
        this.roff = roff;
    }

    static String of(CommandSpec root, String version) {
        ManPage page = new ManPage(new Roff(root.name(), version));
        page.write(root);
        return page.roff.toString();
    }

    private void write(CommandSpec root) {
        List<CommandSpec> commands = commands(root);
        roff.section("NAME");
        roff.paragraph(root.name() + " - " + uncapitalized(description(root)));
        roff.section("SYNOPSIS");
        roff.literal(synopsis(root));
        roff.section("DESCRIPTION");
        commands.forEach(command -> roff.item(command.name(), first(summary(command))));
        roff.section("OPTIONS");
        options(root);
        roff.section("COMMANDS");
        commands.forEach(this::command);
        roff.section("SEE ALSO");
        roff.paragraph(root.name() + " help COMMAND; java(1)");
    }

    private static List<CommandSpec> commands(CommandSpec root) {
        List<CommandSpec> commands = new ArrayList<>();
        for (CommandLine command : root.subcommands().values()) {
            if (!command.getCommandSpec().usageMessage().hidden() && !commands.contains(command.getCommandSpec())) {
                commands.add(command.getCommandSpec());
            }
        }
        return commands;
    }

    private void command(CommandSpec command) {
        roff.subsection(command.qualifiedName());
        roff.paragraph(description(command));
        roff.literal(synopsis(command));
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!parameter.hidden()) {
                roff.item(parameter.paramLabel(), text(parameter.description()));
            }
        }
        options(command);
        codes(command.usageMessage().exitCodeList());
        footer(command);
    }

    private void options(CommandSpec command) {
        List<OptionSpec> options = command.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(option -> option.longestName().replace("-", "")))
                .toList();
        options.forEach(option -> roff.item(term(option), text(option.description())));
    }

    private static String term(OptionSpec option) {
        String names = Arrays.stream(option.names())
                .sorted(Comparator.comparing(String::length))
                .collect(Collectors.joining(", "));
        if (option.arity().max() == 0) {
            return names;
        }
        String label = (names.startsWith("--") || option.names().length > 1 ? "=" : " ")
                + option.paramLabel()
                + (option.arity().max() > 1 ? "..." : "");
        return names + (option.arity().min() == 0 ? "[" + label + "]" : label);
    }

    private void codes(Map<String, String> codes) {
        if (!codes.isEmpty()) {
            roff.paragraph("Exit status:");
            codes.forEach((code, meaning) -> roff.item(code.trim(), Roff.plain(meaning)));
        }
    }

    private void footer(CommandSpec command) {
        String[] footer = command.usageMessage().footer();
        if (footer.length > 0) {
            String heading = command.usageMessage().footerHeading();
            if (heading != null && !heading.isBlank()) {
                roff.paragraph(Roff.plain(heading).trim());
            }
            roff.literal(lines(footer));
        }
    }

    private static List<String> synopsis(CommandSpec command) {
        return Ansi.OFF
                .string(command.commandLine().getHelp().synopsis(0))
                .lines()
                .map(String::strip) // in a help, they stand below the first one
                .toList();
    }

    /** What is printed first by its help. */
    private static List<String> summary(CommandSpec command) {
        List<String> lines = new ArrayList<>(lines(command.usageMessage().header()));
        lines.addAll(lines(command.usageMessage().description()));
        lines.removeIf(String::isBlank);
        return lines;
    }

    private static String description(CommandSpec command) {
        return String.join("\n", summary(command));
    }

    private static String text(String[] lines) {
        return String.join("\n", lines(lines));
    }

    private static List<String> lines(String[] formats) {
        return Arrays.stream(formats).map(Roff::plain).flatMap(String::lines).toList();
    }

    private static String first(List<String> lines) {
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private static String uncapitalized(String text) {
        return text.isEmpty()
                ? ""
                : Character.toLowerCase(text.charAt(0)) + text.substring(1).replaceAll("\\.$", "");
    }
}
