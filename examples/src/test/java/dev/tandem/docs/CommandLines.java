package dev.tandem.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks the calls of {@code tandem} that pages show and no test runs: those of sessions must be parsed by the command as they
 * are, while those in prose and in lines of usage have to name commands and options that there are.
 */
final class CommandLines {
    private static final Set<String> NAMES = Set.of("tandem", "./tandem");
    private static final Pattern CODE = Pattern.compile("`((?:\\./)?tandem [^`]*)`");
    private static final Pattern USAGE = Pattern.compile("(?:\\./)?tandem [a-z].*");
    private static final Pattern PLACEHOLDERS = Pattern.compile("[\\[\\]]|\\.\\.\\.|(?<=\\s)#.*");
    private static final String HELP = "help";

    private final CommandModel model = new CommandModel();
    private final Map<String, Set<String>> optionsOfExamples;
    private final Set<String> scenarios;
    private final List<String> problems = new ArrayList<>();
    private int checked;

    /**
     * A check.
     *
     * @param optionsOfExamples the options of each of {@code tandem example}
     * @param scenarios the names that {@code tandem tour} takes
     */
    CommandLines(Map<String, Set<String>> optionsOfExamples, Set<String> scenarios) {
        this.optionsOfExamples = optionsOfExamples;
        this.scenarios = scenarios;
    }

    /** What was wrong with all that was checked, each with page and line. */
    List<String> problems() {
        return problems;
    }

    /** How many calls were checked. */
    int checked() {
        return checked;
    }

    /** Parses the commands of a session. */
    void check(Session session) {
        for (Session.Part part : session.parts()) {
            for (Session.Step step : part.steps()) {
                for (List<String> call : ShellWords.calls(step.command())) {
                    if (NAMES.contains(call.get(0))) {
                        List<String> arguments = call.subList(1, call.size());
                        model.problem(arguments).ifPresent(problem -> add(step.place(), call, problem));
                        checkNames(step.place(), call);
                    }
                }
            }
        }
    }

    /** Checks the lines of usage in a block. */
    void check(Block block) {
        if (!block.language().isEmpty() || Session.isSession(block)) {
            return;
        }
        for (Block.Line line : block.lines()) {
            if (USAGE.matcher(line.text()).matches()) {
                checkText(block.page() + ":" + line.number(), line.text());
            }
        }
    }

    /** Checks what stands in code font in the prose of a page. */
    void checkProse(Page page) {
        String text = page.prose().stream().map(Block.Line::text).collect(Collectors.joining("\n"));
        for (Matcher code = CODE.matcher(text); code.find(); ) {
            int line = (int) text.substring(0, code.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            checkText(page.file() + ":" + page.prose().get(line).number(), code.group(1));
        }
    }

    private void checkText(String place, String text) {
        String calls = PLACEHOLDERS.matcher(text.replace('\n', ' ')).replaceAll(" ");
        checkNames(place, ShellWords.calls(calls).get(0));
    }

    /** Checks that there are such commands, options, examples and scenarios. */
    private void checkNames(String place, List<String> call) {
        checked++;
        List<String> words = call.subList(1, call.indexOf(":::") < 0 ? call.size() : call.indexOf(":::"));
        if (words.isEmpty()) {
            return;
        }
        String command = words.get(0);
        if (command.startsWith("-")) {
            model.problem(words).ifPresent(problem -> add(place, call, problem));
            return;
        }
        if (!model.commands().contains(command)) {
            add(place, call, "there is no command " + command);
            return;
        }
        List<String> rest = words.subList(1, words.size());
        switch (command) {
            case HELP -> requireAll(place, call, rest, model.commands());
            case "example" -> checkExample(place, call, rest);
            case "tour" -> requireAll(place, call, rest, withOptions(scenarios, command));
            default -> {
                if (!model.takesAnything(command, rest)) {
                    requireAll(place, call, options(rest), model.options(command));
                }
            }
        }
    }

    private void checkExample(String place, List<String> call, List<String> words) {
        if (words.isEmpty() || words.get(0).startsWith("-") || isPlaceholder(words.get(0))) {
            return;
        }
        Optional<Set<String>> known = Optional.ofNullable(optionsOfExamples.get(words.get(0)));
        if (known.isEmpty()) {
            add(place, call, "there is no example " + words.get(0));
        }
        known.ifPresent(names -> requireAll(place, call, options(words), names));
    }

    private Set<String> withOptions(Set<String> names, String command) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(model.options(command));
        return all;
    }

    /** The options among words, by name: {@code --heap=1g} is {@code --heap}, and {@code -j2} is {@code -j}. */
    private static List<String> options(List<String> words) {
        List<String> options = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith("--") && word.length() > 2) {
                options.add(word.replaceFirst("=.*", ""));
            } else if (word.matches("-[A-Za-z0].*")) {
                options.add(word.substring(0, 2));
            }
        }
        return options;
    }

    private static boolean isPlaceholder(String word) {
        return word.matches("[A-Z]+");
    }

    private void requireAll(String place, List<String> call, List<String> names, Set<String> known) {
        for (String name : names) {
            if (!known.contains(name) && !isPlaceholder(name)) {
                add(place, call, "there is no " + name + " among " + known);
            }
        }
    }

    private void add(String place, List<String> call, String problem) {
        problems.add(place + ": " + String.join(" ", call) + ": " + problem);
    }
}
