package dev.tandem.cli.map;

import dev.tandem.BrokenPoolException;
import dev.tandem.ChooserOptions;
import dev.tandem.Recommendation;
import dev.tandem.Tandem;
import dev.tandem.TaskFunction;
import dev.tandem.WorkerOutput;
import dev.tandem.cli.CommandException;
import dev.tandem.cli.ExitCode;
import dev.tandem.cli.TakesWords;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tandem choose}: runs a sample of the inputs in several ways, and says which of them to use. */
@Command(
        name = "choose",
        description = {
            "Runs a sample of the work on threads and in worker processes, and says which to use and why.",
            "The function is applied to each input of the sample many times. What it prints is dropped."
        },
        customSynopsis = {
            "tandem choose [OPTIONS] FUNCTION < sample",
            "       tandem choose [OPTIONS] -e 'line -> line.length()' < sample",
            "       tandem choose [OPTIONS] FUNCTION --files PATH...",
            "       tandem choose [OPTIONS] FUNCTION ::: WORD..."
        },
        sortOptions = false,
        usageHelpAutoWidth = true,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:there is a recommendation",
            "2:wrong usage, no inputs, or the function cannot be found or compiled; nothing was run",
            "4:the inputs cannot be read, or workers not be started"
        })
public final class ChooseCommand implements Callable<Integer>, TakesWords {
    @Spec
    private CommandSpec command;

    @ArgGroup(validate = false, order = 1, heading = "%nWhat is applied:%n")
    private FunctionOptions function = new FunctionOptions();

    @ArgGroup(validate = false, order = 2, heading = "%nThe sample (lines of standard input, unless given):%n")
    private InputOptions input = new InputOptions();

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "100",
            order = 10,
            description = "Takes the first N inputs; ${DEFAULT-VALUE} unless given.")
    private int sample = 100;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            order = 11,
            description =
                    "How long all may take, such as 30s; 20s unless given. An input that takes longer than a fourth of"
                            + " it counts as one that hangs.")
    private @Nullable String timeLimit;

    @Option(
            names = "--workers",
            paramLabel = "N",
            order = 12,
            description = "How many workers are tried for work that computes; one for each processor unless given.")
    private @Nullable Integer workers;

    @Option(
            names = "--isolated",
            order = 13,
            description = "The function must not be able to harm the program: only worker processes are tried.")
    private boolean isIsolated;

    @Option(names = "--json", order = 14, description = "Prints the decision and what was measured as one JSON object.")
    private boolean isJson;

    /** Those after {@code :::}; kept here, since picocli makes new options of a group when it meets the first of them. */
    private @Nullable List<String> words;

    @Override
    public void words(List<String> given) {
        words = given;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (words != null) {
            input.words(words);
        }
        input.check();
        if (sample < 1) {
            throw CommandException.usage("--sample must be positive: --sample=" + sample);
        }
        if (workers != null && workers < 1) {
            throw CommandException.usage("--workers must be positive: --workers=" + workers);
        }
        Optional<Duration> limit = Optional.ofNullable(timeLimit).map(ChooseCommand::time);
        ClassPath classPath = function.classPath();
        ClassLoader loader = classPath.loader();
        FunctionSpec spec = function.function(classPath, loader, input, false);
        List<Object> inputs = inputs(spec);
        PrintStream out = System.out;
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, Charset.defaultCharset());
        System.setOut(nowhere); // the function's, when it runs in this JVM
        Recommendation recommendation;
        try {
            recommendation = recommend(spec, classPath, loader, inputs, limit);
        } finally {
            System.setOut(out);
        }
        print(recommendation);
        return ExitCode.OK;
    }

    private static Duration time(String text) {
        try {
            return TimeText.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--time-limit: " + e.getMessage());
        }
    }

    private List<Object> inputs(FunctionSpec spec) {
        List<Object> inputs = new ArrayList<>();
        PrintWriter err = command.commandLine().getErr();
        try (ItemSource source = input.source(err::println)) {
            while (inputs.size() < sample) {
                Optional<Input> next = source.next();
                if (next.isEmpty()) {
                    break;
                }
                inputs.add(spec.raw(next.get()));
            }
        } catch (IOException e) {
            throw CommandException.broken("the inputs cannot be read: " + e.getMessage());
        }
        if (inputs.isEmpty()) {
            throw CommandException.usage("there are no inputs: give some that are typical of those to come");
        }
        return inputs;
    }

    private Recommendation recommend(
            FunctionSpec spec, ClassPath classPath, ClassLoader loader, List<Object> inputs, Optional<Duration> limit)
            throws InterruptedException {
        WorkerFunction.installHere(spec, loader);
        try {
            return Tandem.recommend(new Trial(), inputs, o -> {
                ChooserOptions chosen = o.processes(p -> p.name("choose")
                        .worker(w -> w.extraClassPath(classPath.entries().toArray(Path[]::new)))
                        .initializer(new WorkerFunction.Installation(spec))
                        .output(WorkerOutput.discard()));
                if (limit.isPresent()) {
                    chosen = chosen.timeLimit(limit.get());
                }
                Integer wanted = workers;
                if (wanted != null) {
                    chosen = chosen.workers(wanted);
                }
                return isIsolated ? chosen.isolated() : chosen;
            });
        } catch (BrokenPoolException e) {
            throw CommandException.broken(e.getMessage() + "; see tandem doctor");
        }
    }

    private void print(Recommendation recommendation) {
        PrintWriter out = command.commandLine().getOut();
        List<String> options = mapOptions(recommendation);
        if (isJson) {
            out.println(RecommendationJson.of(recommendation, options));
        } else {
            out.println(recommendation);
            out.println();
            out.println("tandem map " + String.join(" ", options) + " ...");
        }
        out.flush();
    }

    /** What {@code tandem map} is to be told. */
    static List<String> mapOptions(Recommendation recommendation) {
        return switch (recommendation.executor()) {
            case PROCESSES -> List.of("--processes", Integer.toString(recommendation.workers()));
            case THREADS, VIRTUAL_THREADS -> List.of("--threads", Integer.toString(recommendation.workers()));
            case CALLER -> List.of("--threads", "1");
        };
    }

    /** The task: calls the function that was installed in its JVM, and fails if that does. */
    private static final class Trial implements TaskFunction<Object, byte[]> {
        private static final long serialVersionUID = 1L;

        private final WorkerFunction function = new WorkerFunction();

        @Override
        public byte[] apply(Object raw) {
            byte[] bytes = function.apply(raw);
            Reply reply = Reply.decode(bytes);
            if (reply.kind() == Reply.Kind.FAILED) {
                throw new IllegalStateException(reply.reason());
            }
            return bytes;
        }
    }
}
