package dev.tandem.cli.map;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.Progress;
import dev.tandem.RateLimit;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerOutput;
import dev.tandem.cli.ExitCode;
import dev.tandem.cli.TakesWords;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code tandem map}: applies a function to every input. */
@Command(
        name = "map",
        description = "Applies a function to every line, file or word, in warm worker JVMs, and prints the results.",
        customSynopsis = {
            "tandem map [OPTIONS] FUNCTION < inputs",
            "       tandem map [OPTIONS] -e 'line -> line.length()' < inputs",
            "       tandem map [OPTIONS] FUNCTION --files PATH...",
            "       tandem map [OPTIONS] FUNCTION ::: WORD..."
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every item succeeded, or as many as --halt success=N asked for",
            "1:some items failed",
            "2:wrong usage, the function cannot be found or compiled, or the inputs are not those of the job log",
            "3:stopped by --halt fail=N",
            "4:the work could not go on: workers cannot start, the input cannot be read or the output not be written",
            "129:SIGHUP",
            "130:Ctrl-C (SIGINT)",
            "141:nobody reads the output any more, as after | head",
            "143:SIGTERM"
        })
public final class MapCommand implements Callable<Integer>, TakesWords {
    @ArgGroup(validate = false, order = 1, heading = "%nWhat is applied:%n")
    private FunctionOptions function = new FunctionOptions();

    @ArgGroup(validate = false, order = 2, heading = "%nInputs (lines of standard input, unless given):%n")
    private InputOptions input = new InputOptions();

    @ArgGroup(validate = false, order = 3, heading = "%nHow items run:%n")
    private RunOptions run = new RunOptions();

    @ArgGroup(validate = false, order = 4, heading = "%nResults and log:%n")
    private OutputOptions output = new OutputOptions();

    /** Those after {@code :::}; kept here, since picocli makes new options of a group when it meets the first of them. */
    private @Nullable List<String> words;

    @Override
    public void words(List<String> given) {
        words = given;
    }

    @Override
    public Integer call() {
        if (words != null) {
            input.words(words);
        }
        input.check();
        run.check();
        output.check();
        output.checkIsNotInput(input);
        input.leaveOut(output.written());
        TimeoutRule timeout = run.timeoutRule();
        Halt halt = run.haltRule();
        Optional<RateLimit> rate = run.rateLimit();
        ClassPath classPath = function.classPath();
        ClassLoader loader = classPath.loader();
        FunctionSpec spec = function.function(classPath, loader, input, output.isJson());
        PrintStream err = System.err;
        if (output.isDryRun()) {
            return new DryRun(spec, output.logged(), output.isFailedAgain()).run(input.source(err::println));
        }
        input.checkThere();
        OutputOptions.Opened opened = output.open(new Reporter(err, Optional.empty(), output.level()));
        boolean isTyped = input.isStandardInput() && StandardStreams.isTerminal(0);
        boolean isProgressShown = output.isProgressShown(isTyped);
        Optional<ItemSource> counted = isProgressShown ? input.again() : Optional.empty();
        Optional<Progress> progress = isProgressShown ? Optional.of(Progress.start()) : Optional.empty();
        Reporter reporter = new Reporter(err, progress, output.level());
        try {
            ItemSource source = input.source(reporter::note);
            progress.ifPresent(shown -> counted.ifPresent(items -> InputCount.start(items, shown)));
            if (isTyped) {
                reporter.note("reading inputs from the terminal, one in a line; Ctrl-D ends them");
            }
            MapPlan plan = new MapPlan(
                    spec,
                    source,
                    opened.logged(),
                    output.isFailedAgain(),
                    run.workers(),
                    output.isInOrder(),
                    timeout,
                    run.retries(),
                    halt,
                    rate,
                    count -> progress.filter(shown -> counted.isEmpty()).ifPresent(shown -> shown.expect(count)));
            return execute(plan, classPath, loader, opened.results(), reporter, progress);
        } finally {
            progress.ifPresent(Progress::close);
        }
    }

    private int execute(
            MapPlan plan,
            ClassPath classPath,
            ClassLoader loader,
            Results results,
            Reporter reporter,
            Optional<Progress> progress) {
        if (run.isThreads()) {
            PrintStream prints = printsOfThreads(progress);
            System.setOut(prints); // standard output is for results
            System.setErr(prints);
            WorkerFunction.installHere(plan.function(), loader);
            ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> (output.isWithInsights() ? o.withInsights() : o)
                    .workers(plan.workers())
                    .name("map"));
            int code = supervised(plan, pool, pool::shutdownNow, results, reporter, progress);
            List<Runnable> unused = pool.shutdownNow(); // not waited for: a thread that is stuck ends with the command
            tellInsights(pool, reporter);
            return code;
        }
        ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> run.pool(output.isWithInsights() ? o.withInsights() : o)
                        .name("map")
                        .worker(w -> w.extraClassPath(classPath.entries().toArray(Path[]::new)))
                        .initializer(new WorkerFunction.Installation(plan.function()))
                        .output(printsOfWorkers(reporter)));
        int code;
        try (pool) {
            code = supervised(plan, pool, pool::killWorkers, results, reporter, progress);
        }
        tellInsights(pool, reporter);
        return code;
    }

    private void tellInsights(PoolExecutor pool, Reporter reporter) {
        if (output.isWithInsights()) {
            reporter.report(pool.insights().toString());
        }
    }

    private int supervised(
            MapPlan plan,
            PoolExecutor pool,
            Runnable killWorkers,
            Results results,
            Reporter reporter,
            Optional<Progress> progress) {
        MapRun mapRun = new MapRun(plan, pool, killWorkers, results, reporter, progress);
        Interruptions.handle(mapRun, results, killWorkers, progress);
        int code = mapRun.run();
        progress.ifPresent(Progress::close);
        if (mapRun.failed() > 0) {
            reporter.note(mapRun.failed() + " of " + (mapRun.succeeded() + mapRun.failed()) + " items failed");
        }
        if (output.hasJobLog() && code != ExitCode.OK && code != ExitCode.SOME_FAILED && code != ExitCode.USAGE) {
            reporter.note("the rest is done by the same command with --resume");
        }
        return code;
    }

    private WorkerOutput printsOfWorkers(Reporter reporter) {
        return switch (output.prints()) {
            case TAGGED -> reporter::onPrinted;
            case PLAIN -> reporter::onPrintedPlain;
            case NONE -> WorkerOutput.discard();
        };
    }

    private PrintStream printsOfThreads(Optional<Progress> progress) {
        if (output.prints() == OutputOptions.Prints.NONE) {
            return new PrintStream(OutputStream.nullOutputStream(), false, Charset.defaultCharset());
        }
        return progress.map(shown -> shown.above(System.err)).orElse(System.err);
    }
}
