package dev.tandem.cli;

import dev.tandem.cli.about.CompletionCommand;
import dev.tandem.cli.about.ManCommand;
import dev.tandem.cli.about.SourceTreeCommand;
import dev.tandem.cli.about.Version;
import dev.tandem.cli.doctor.DoctorCommand;
import dev.tandem.cli.map.ChooseCommand;
import dev.tandem.cli.map.MapCommand;
import dev.tandem.cli.map.StandardStreams;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code tandem} command. A subcommand is a class of its own: a {@code Callable<Integer>} that returns an exit code
 * of {@link ExitCode}, and throws {@link CommandException} for what its user has to know.
 */
@Command(
        name = "tandem",
        description = "Runs batch work in parallel, on threads or in warm worker JVMs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MapCommand.class, ChooseCommand.class, DoctorCommand.class})
public final class TandemCommand implements Runnable {
    private static final String INPUTS = ":::";

    @Spec
    private CommandSpec spec;

    TandemCommand() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out; // a command may put something else in its place
        int code = execute(commandLine(), arguments);
        System.exit(out.checkError() ? outputLost() : code);
    }

    /** What the command had to say did not arrive. */
    private static int outputLost() {
        if (StandardStreams.isOutputPiped().orElse(false)) {
            return ExitCode.BROKEN_PIPE;
        }
        System.err.println("tandem: standard output cannot be written");
        return ExitCode.BROKEN;
    }

    /** Runs the command. Words after {@code :::} are inputs, whatever they look like. */
    static int execute(CommandLine line, String... arguments) {
        int at = List.of(arguments).indexOf(INPUTS);
        CommandLine command = at > 0 ? line.getSubcommands().get(arguments[0]) : null;
        if (command == null || !(command.getCommand() instanceof TakesWords taker)) {
            return line.execute(arguments);
        }
        taker.words(List.of(arguments).subList(at + 1, arguments.length));
        return line.execute(Arrays.copyOf(arguments, at));
    }

    /** The whole command, as it is parsed, completed and documented. */
    public static CommandLine commandLine() {
        Failures failures = new Failures();
        CommandLine command = new CommandLine(new TandemCommand());
        SourceTreeCommand.all().forEach(each -> command.addSubcommand(each.name(), each));
        command.addSubcommand(new CompletionCommand())
                .addSubcommand(new ManCommand())
                .addSubcommand(new HelpCommand());
        command.getSubcommands().values().forEach(each -> each.getCommandSpec().versionProvider(new Version()));
        return command // what is set from here on holds for subcommands, too
                .registerConverter(Integer.class, new WholeNumber())
                .registerConverter(int.class, new WholeNumber())
                .setExecutionStrategy(parsed -> {
                    RepeatedOptions.merge(parsed);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setExitCodeExceptionMapper(failure -> ExitCode.BROKEN)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false); // the names of files may begin with @
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
