package dev.tandem.cli.map;

import dev.tandem.Progress;
import dev.tandem.WorkerOutput;
import java.io.PrintStream;
import java.util.Optional;

/** Tells the user, on standard error, what is neither result nor progress. Thread-safe. */
final class Reporter {
    private static final String NAME = "tandem map: ";
    private static final int SHOWN = 120;

    private final PrintStream err;
    private final Optional<Progress> progress;
    private final Level level;

    /** How much is told. */
    enum Level {
        /** Only why the command itself cannot go on. */
        QUIET,
        /** A line for each item that failed. */
        NORMAL,
        /** Stack traces and crash reports, and attempts that are repeated. */
        VERBOSE
    }

    Reporter(PrintStream err, Optional<Progress> progress, Level level) {
        this.err = err;
        this.progress = progress;
        this.level = level;
    }

    /** Something about the run as a whole. */
    void note(String text) {
        if (level != Level.QUIET) {
            text.lines().forEach(line -> print(NAME + line));
        }
    }

    /** Why the command cannot go on. */
    void error(String text) {
        text.lines().forEach(line -> print(NAME + line));
    }

    /** Something in several lines that was asked for. */
    void report(String text) {
        text.lines().forEach(this::print);
    }

    void onFailure(Job job, Outcome outcome) {
        if (level == Level.QUIET) {
            return;
        }
        String tries = job.attempts > 1 ? ", " + job.attempts + " times" : "";
        print(NAME + "item " + job.seq + " (" + Escapes.shortened(job.input.text(), SHOWN) + ") failed" + tries + ": "
                + Escapes.inOneLine(outcome.reason()));
        details(outcome);
    }

    void onRetry(Job job, Outcome outcome) {
        if (level == Level.VERBOSE) {
            print(NAME + "item " + job.seq + " (" + Escapes.shortened(job.input.text(), SHOWN) + ") is tried again: "
                    + Escapes.inOneLine(outcome.reason()));
            details(outcome);
        }
    }

    private void details(Outcome outcome) {
        if (level == Level.VERBOSE) {
            outcome.details().lines().forEach(line -> print("    " + line));
        }
    }

    /** What a function has printed in a worker, with the item as a tag. */
    void onPrinted(WorkerOutput.Line line) {
        print("[" + line.task().orElseGet(() -> "worker " + line.worker().number()) + "] " + line.text());
    }

    /** What a function has printed in a worker, as it is. */
    void onPrintedPlain(WorkerOutput.Line line) {
        print(line.text());
    }

    private void print(String line) {
        if (progress.isPresent()) {
            progress.get().println(line);
        } else {
            err.println(line);
        }
    }
}
