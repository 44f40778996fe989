package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What comes out, and where. */
final class OutputOptions {
    /** What becomes of what functions print. */
    enum Prints {
        TAGGED,
        PLAIN,
        NONE
    }

    @Option(
            names = {"-k", "--keep-order"},
            description = "Results in the order of the inputs, instead of as items are done.")
    private boolean keepOrder;

    @Option(
            names = "--json",
            description =
                    "An object in a line for each item, with seq, input, result or error, outcome, seconds, attempts and"
                            + " worker.")
    private boolean json;

    @Option(names = "--tag", description = "Each result in a line after its input and a tab.")
    private boolean tag;

    @Option(names = "--null-output", description = "Ends results with a NUL byte instead of a line end.")
    private boolean nul;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Writes results to a file instead of standard output. With --joblog, a run that is resumed has each"
                            + " result in it exactly once, whenever it was killed.")
    private @Nullable Path output;

    @Option(
            names = "--joblog",
            paramLabel = "FILE",
            description = "Writes a line for each item that is done with to this file.")
    private @Nullable Path jobLog;

    @Option(
            names = "--resume",
            description =
                    "Goes on where the run that wrote the job log ended, however it ended: items that are in there, be it"
                            + " as failed, are passed over.")
    private boolean resume;

    @Option(names = "--resume-failed", description = "As --resume, but runs items again that are in there as failed.")
    private boolean resumeFailed;

    @Option(
            names = "--prints",
            paramLabel = "HOW",
            defaultValue = "tagged",
            description =
                    "What becomes of what functions print to System.out and System.err: it goes to standard error with"
                            + " the item before each line (tagged), as it is (plain), or nowhere (none). With --threads there are no"
                            + " tags.")
    private Prints prints = Prints.TAGGED;

    @Option(
            names = "--progress",
            negatable = true,
            description =
                    "Shows progress on standard error, or not; by default if that is a terminal, and inputs are not"
                            + " typed. Elsewhere it is a line now and then.")
    private @Nullable Boolean progress;

    @Option(
            names = "--insights",
            description =
                    "Tells at the end, on standard error, where the time of the workers went, and which items took"
                            + " longest.")
    private boolean insights;

    @Option(names = "--dry-run", description = "Only says what would be run.")
    private boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            description =
                    "Tells more of items that fail: stack traces, where they were stuck, attempts that are repeated.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Tells nothing of items that fail; the exit code still does.")
    private boolean quiet;

    boolean isInOrder() {
        return keepOrder;
    }

    boolean isJson() {
        return json;
    }

    boolean isWithInsights() {
        return insights;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isFailedAgain() {
        return resumeFailed;
    }

    boolean hasJobLog() {
        return jobLog != null;
    }

    Prints prints() {
        return prints;
    }

    /**
     * @param isTyped whether inputs are typed while the command runs: in the line in which progress would be
     */
    boolean isProgressShown(boolean isTyped) {
        return progress == null ? !quiet && !isTyped && StandardStreams.isTerminal(2) : progress;
    }

    Reporter.Level level() {
        return quiet ? Reporter.Level.QUIET : verbose ? Reporter.Level.VERBOSE : Reporter.Level.NORMAL;
    }

    void check() {
        if (jobLog == null && (resume || resumeFailed)) {
            throw CommandException.usage(
                    (resume ? "--resume" : "--resume-failed") + " needs the --joblog to go on with");
        }
        requireFileOfItsOwn("--joblog", jobLog);
        requireFileOfItsOwn("--output", output);
        if (jobLog != null
                && output != null
                && !SpecialFile.isAt(output)
                && jobLog.toAbsolutePath()
                        .normalize()
                        .equals(output.toAbsolutePath().normalize())) {
            throw CommandException.usage("--joblog and --output must be two files: " + output);
        }
        if (tag && json) {
            throw CommandException.usage("--tag and --json exclude each other: JSON has the input anyway");
        }
        if (verbose && quiet) {
            throw CommandException.usage("--verbose and --quiet exclude each other");
        }
    }

    private void requireFileOfItsOwn(String option, @Nullable Path path) {
        if (path != null && (resume || resumeFailed) && SpecialFile.isAt(path)) {
            throw CommandException.usage((resume ? "--resume" : "--resume-failed")
                    + " goes on with files that were written before, and this is no regular file: " + option + "="
                    + path);
        }
    }

    /** Checks that no file is emptied that is still to be read. */
    void checkIsNotInput(InputOptions input) {
        if (output != null && Files.isRegularFile(output) && input.isReadFrom(output)) {
            throw CommandException.usage("--output must not be the file that inputs are read from: " + output);
        }
        if (jobLog != null && Files.isRegularFile(jobLog) && input.isReadFrom(jobLog)) {
            throw CommandException.usage("--joblog must not be the file that inputs are read from: " + jobLog);
        }
    }

    /** The files that the command writes: no inputs, wherever they lie. */
    List<Path> written() {
        return Stream.of(Optional.ofNullable(output), Optional.ofNullable(jobLog))
                .flatMap(Optional::stream)
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
    }

    /**
     * What an earlier run has left, and where this one writes.
     *
     * @param results where results go
     * @param logged what is done
     */
    record Opened(Results results, Optional<LoggedJobs> logged) {}

    /** What the job log says, without writing anything: for a dry run. */
    Optional<LoggedJobs> logged() {
        return jobLog != null && (resume || resumeFailed) ? Optional.of(JobLog.peek(jobLog)) : Optional.empty();
    }

    /** Opens output and job log. Both are locked before either is changed. */
    Opened open(Reporter reporter) {
        Optional<OwnedFile> logFile = owned("--joblog", jobLog);
        Optional<OwnedFile> outFile = owned("--output", output);
        ResultForm form = new ResultForm(json, tag, nul ? 0 : (byte) '\n');
        if (!resume && !resumeFailed) {
            Optional<JobLog> log = Optional.ofNullable(jobLog)
                    .map(path -> logFile.map(JobLog::begin)
                            .orElseGet(() -> JobLog.special(SpecialFile.open("--joblog", path), path)));
            OutputSink sink = outFile.map(OutputSink::begin).orElseGet(this::unowned);
            return new Opened(new Results(form, sink, log, keepOrder), Optional.empty());
        }
        JobLog.Resumed resumed = JobLog.resume(logFile.orElseThrow());
        OutputSink sink;
        if (outFile.isPresent()) {
            sink = OutputSink.resume(outFile.get(), resumed.offset(), resumed.isNew());
        } else if (resumed.offset().orElse(-1L) >= 0) {
            throw CommandException.usage("--joblog: the run that is resumed had an --output: give the same again");
        } else {
            sink = unowned();
        }
        if (resumed.torn() > 0) {
            reporter.note("the job log ended in the middle of a line, which was cut off; its item is run again");
        }
        return new Opened(new Results(form, sink, Optional.of(resumed.log()), keepOrder), Optional.of(resumed.jobs()));
    }

    private static Optional<OwnedFile> owned(String option, @Nullable Path path) {
        return Optional.ofNullable(path)
                .filter(given -> !SpecialFile.isAt(given))
                .map(given -> OwnedFile.open(option, given));
    }

    /** Standard output, or what is like it. */
    private OutputSink unowned() {
        return output == null
                ? OutputSink.standard(StandardStreams.out(), StandardStreams::isBrokenPipe)
                : OutputSink.special(SpecialFile.open("--output", output), output);
    }
}
