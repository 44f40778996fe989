package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import dev.tandem.cli.ExitCode;
import java.io.IOException;
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
        OutputSink out = OutputSink.standard(StandardStreams.out(), StandardStreams::isBrokenPipe);
        try (source) {
            long seq = 0;
            for (Optional<Input> next = next(source); next.isPresent(); next = next(source)) {
                seq++;
                if (logged.isEmpty() || !logged.get().isDone(seq, next.get(), failedAgain)) {
                    String line = seq + "\t" + function + "\t"
                            + Escapes.logged(next.get().text()) + "\n";
                    out.write(line.getBytes(StandardCharsets.UTF_8));
                }
            }
            out.flush();
            return ExitCode.OK;
        } catch (IOException e) {
            if (out.isBrokenPipe(e)) {
                return ExitCode.BROKEN_PIPE;
            }
            throw CommandException.broken(out.name() + " cannot be written: " + e.getMessage());
        }
    }

    private static Optional<Input> next(ItemSource source) {
        try {
            return source.next();
        } catch (IOException e) {
            throw CommandException.broken("the input cannot be read: " + e);
        }
    }
}
