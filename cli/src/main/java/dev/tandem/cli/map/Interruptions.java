package dev.tandem.cli.map;

import dev.tandem.Progress;
import dev.tandem.cli.ExitCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What Ctrl-C does, once and twice, and what SIGTERM and SIGHUP do. */
final class Interruptions {
    private final Results results;
    private final Runnable killWorkers;
    private final Optional<Progress> progress;

    private Interruptions(Results results, Runnable killWorkers, Optional<Progress> progress) {
        this.results = results;
        this.killWorkers = killWorkers;
        this.progress = progress;
    }

    static void handle(MapRun run, Results results, Runnable killWorkers, Optional<Progress> progress) {
        Interruptions hard = new Interruptions(results, killWorkers, progress);
        AtomicBoolean interrupted = new AtomicBoolean();
        Signals.handle("INT", () -> {
            if (interrupted.compareAndSet(false, true)) {
                run.drain(ExitCode.INTERRUPTED);
            } else {
                hard.end(ExitCode.INTERRUPTED);
            }
        });
        Signals.handle("TERM", () -> hard.end(ExitCode.TERMINATED));
        Signals.handle("HUP", () -> hard.end(ExitCode.HUNG_UP));
    }

    /** Ends the command now: what is written is whole, workers are killed. */
    private void end(int code) {
        results.stop();
        killWorkers.run();
        progress.ifPresent(Progress::close);
        System.exit(code);
    }
}
