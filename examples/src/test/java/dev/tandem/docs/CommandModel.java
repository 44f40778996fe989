package dev.tandem.docs;

import dev.tandem.cli.TandemCommand;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code tandem} command as it parses its arguments. This is by reflection, since picocli has another name in the jar of
 * the command, and these tests run with that jar as well as with its classes.
 */
final class CommandModel {
    private static final String INPUTS = ":::";
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[A-Za-z0-9][\\w-]*");
    private static final String ANYTHING = "[ARGUMENT...]";
    private static final String NEGATABLE = "--[no-]";

    /** What parses; made anew for each use, since it keeps what it has parsed. */
    private static Object commandLine() {
        try {
            return TandemCommand.class.getMethod("commandLine").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the command has no model any more", e);
        }
    }

    /** Says what the command has against arguments; words after {@code :::} are inputs, whatever they are. */
    Optional<String> problem(List<String> arguments) {
        int inputs = arguments.indexOf(INPUTS);
        List<String> parsed = inputs < 0 ? arguments : arguments.subList(0, inputs);
        try {
            call(commandLine(), "parseArgs", (Object) parsed.toArray(String[]::new));
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        }
    }

    Set<String> commands() {
        return subcommands().keySet().stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The options that the help of a command names. */
    Set<String> options(String command) {
        return optionsIn(help(command));
    }

    /** Whether a command hands on whatever it gets, if it gets these words: the help says {@code bench --jmh [ARGUMENT...]}. */
    boolean takesAnything(String command, List<String> words) {
        return help(command).lines().anyMatch(line -> line.contains(ANYTHING) && words.containsAll(optionsIn(line)));
    }

    private static String help(String command) {
        return (String) callSafely(subcommands().get(command), "getUsageMessage");
    }

    /** The options in a text, without their values. */
    static Set<String> optionsIn(String text) {
        return OPTION.matcher(text.replace(NEGATABLE, "--") + ' ' + text.replace(NEGATABLE, "--no-"))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<?, ?> subcommands() {
        return (Map<?, ?>) callSafely(commandLine(), "getSubcommands");
    }

    private static Object callSafely(Object target, String method) {
        try {
            return call(target, method);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method + " failed", e);
        }
    }

    private static Object call(Object target, String method, Object... arguments) throws InvocationTargetException {
        try {
            Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {String[].class};
            return target.getClass().getMethod(method, types).invoke(target, arguments);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException("picocli has no " + method + " any more", e);
        }
    }
}
