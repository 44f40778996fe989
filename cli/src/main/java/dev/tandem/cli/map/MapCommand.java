package dev.tandem.cli.map;

import dev.tandem.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tandem map}: applies a function to every input. */
@Command(
        name = "map",
        description = "Applies a function to every line, file or word, on warm workers.",
        mixinStandardHelpOptions = true)
public final class MapCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ExitCode.OK;
    }
}
