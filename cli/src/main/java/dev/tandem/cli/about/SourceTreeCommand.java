package dev.tandem.cli.about;

import dev.tandem.cli.CommandException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.UnmatchedArgsBinding;

/**
 * A command that the script in the source tree carries out, with modules that are not in this jar. It is known here so
 * that help, completion and the manual have it, and so that whoever has only the jar learns where it is.
 */
public final class SourceTreeCommand implements Callable<Integer> {
    private final String name;

    private SourceTreeCommand(String name) {
        this.name = name;
    }

    /** All of them. */
    public static List<CommandSpec> all() {
        return List.of(
                spec(
                        "tour",
                        "Runs the scenarios that show what Tandem does, or only those named.",
                        "tandem tour [NAME...]",
                        "tandem tour --list"),
                spec(
                        "example",
                        "Runs an example on a real problem; without a name, lists them.",
                        "tandem example [NAME [OPTIONS]]"),
                spec(
                        "bench",
                        "Measures against the peers on this machine, and judges the targets.",
                        "tandem bench [--quick] [--only NAME[,NAME...]] [--json FILE]",
                        "tandem bench --list",
                        "tandem bench --only NAME --profile FILE",
                        "tandem bench [--quick] --cost-model DIR",
                        "tandem bench --jmh [ARGUMENT...]"),
                spec(
                        "chaos",
                        "Kills and stops the workers of a pool at random, and checks that nothing is lost.",
                        "tandem chaos [--seconds N] [--seed S] [--workers N] [--threads-per-worker N]"),
                spec(
                        "stress",
                        "Looks for forbidden outcomes of races, for some minutes.",
                        "tandem stress [ARGUMENT...]"));
    }

    private static CommandSpec spec(String name, String description, String... synopsis) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(new SourceTreeCommand(name));
        spec.name(name).addUnmatchedArgsBinding(UnmatchedArgsBinding.forStringArrayConsumer(new Arguments()));
        spec.usageMessage()
                .description(description, "Only from the source tree: it is not in the jar of the command.")
                .customSynopsis(synopsis);
        return spec;
    }

    @Override
    public Integer call() {
        throw CommandException.usage(
                "'" + name + "' is not in this jar: it runs from Tandem's source tree, as ./tandem " + name);
    }

    /** Takes its arguments, and forgets them: they are the script's. */
    private static final class Arguments implements ISetter {
        @Override
        public <T> T set(T arguments) {
            return arguments;
        }
    }
}
