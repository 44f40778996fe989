package dev.tandem.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * Lets the last of several values of an option count, and keeps all others. By itself picocli takes the second {@code -j} of
 * {@code --tag -j1 -j2} for the beginning of another group of options, in which there is no {@code --tag}.
 */
final class RepeatedOptions {
    private RepeatedOptions() {}

    static void merge(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            ParseResult result = command.getParseResult();
            for (ArgGroupSpec group : command.getCommandSpec().argGroups()) {
                if (result.findMatches(group).size() > 1) {
                    group.args().forEach(argument -> merge(argument, values(result, group, argument)));
                }
            }
        }
    }

    /** All values, in the order in which they were given. */
    private static List<Object> values(ParseResult result, ArgGroupSpec group, ArgSpec argument) {
        return result.findMatches(group).stream()
                .flatMap(container -> container.matches().stream())
                .flatMap(match -> match.matchedValues(argument).stream())
                .toList();
    }

    private static void merge(ArgSpec argument, List<Object> values) {
        if (values.isEmpty()) {
            return;
        }
        if (!argument.isMultiValue()) {
            argument.setValue(values.get(values.size() - 1));
            return;
        }
        List<Object> all = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof Collection<?> several) {
                all.addAll(several);
            } else {
                all.add(value);
            }
        }
        argument.setValue(all);
    }
}
