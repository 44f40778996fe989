package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import dev.tandem.cli.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Says what would be run.
 *
 * @param function the function
 * @param logged what an earlier run has done
 * @param failedAgain whether that is without those that failed
 */
record DryRun(FunctionSpec function, Optional<LoggedJobs> logged, boolean failedAgain) {
    int run(ItemSource source) {
        try (PrintStream out = new PrintStream(StandardStreams.out(), false, StandardCharsets.UTF_8);
                source) {
            long seq = 0;
            Optional<Input> next = source.next();
            while (next.isPresent() && !out.checkError()) {
                seq++;
                if (logged.isEmpty() || !logged.get().isDone(seq, next.get(), failedAgain)) {
                    out.println(seq + "\t" + function + "\t"
                            + Escapes.logged(next.get().text()));
                }
                next = source.next();
            }
            return out.checkError() ? ExitCode.BROKEN_PIPE : ExitCode.OK;
        } catch (IOException e) {
            throw CommandException.broken("the input cannot be read: " + e);
        }
    }
}
