package dev.tandem.cli.about;

import dev.tandem.cli.ExitCode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tandem completion}: prints what makes a shell complete the command's words. */
@Command(
        name = "completion",
        description = "Prints a script that makes the shell complete commands, options and files.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(tandem completion bash)",
            "  tandem completion bash > ~/.local/share/bash-completion/completions/tandem"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** A shell that can be told. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        String name = spec.root().name();
        PrintWriter out = spec.commandLine().getOut();
        out.println("# Completion of " + name + " " + Version.number() + ". Now: source <(" + name + " completion "
                + shell + "). For good: put this line into ~/." + shell + "rc.");
        // one script for both shells: it has zsh load its emulation of bash's completion
        out.print(AutoComplete.bash(name, spec.root().commandLine()));
        out.flush();
        return ExitCode.OK;
    }
}
