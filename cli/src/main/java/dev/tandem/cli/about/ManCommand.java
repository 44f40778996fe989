package dev.tandem.cli.about;

import dev.tandem.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tandem man}: prints the manual page. */
@Command(
        name = "man",
        description = "Prints the manual page, as man(1) reads it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tandem man | man -l -", "  tandem man > ~/.local/share/man/man1/tandem.1"})
public final class ManCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(ManPage.of(spec.root(), Version.number()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
