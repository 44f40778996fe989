package dev.tandem.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs scenarios one after the other and counts those that pass. Without arguments it runs all of them; names of
 * scenarios run only those; {@code --list} shows the names.
 */
public final class Tour {
    /** A scenario that takes longer hangs. The longest takes about 20 s on two cores. */
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** How long workers of a closed pool may need to go. */
    private static final Duration PARTING = Duration.ofSeconds(3);

    private static final int USAGE_ERROR = 2;

    private Tour() {}

    /** The scenarios in the order of the tour. */
    static List<Scenario> scenarios() {
        return List.of(
                new FetchPages(),
                new NumericLoop(),
                new CompressJdk(),
                new MapInOrder(),
                new OneOfTenFails(),
                new IndexedResults(),
                new StuckThreads(),
                new StuckProcesses(),
                new Containment(),
                new ShutdownAndCancel(),
                new SizingWorkers(),
                new MillionElements(),
                new DownloadAndParse(),
                new ConnectStages(),
                new WhatTravels(),
                new ShareData(),
                new CarryContext(),
                new WhatIsRefused(),
                new RecordAndRead(),
                new WhichExecutor());
    }

    /**
     * Runs the tour and exits with 0 if every scenario passed, 1 if one did not, 2 if the arguments are wrong.
     *
     * @param args names of scenarios, or {@code --list}
     */
    public static void main(String... args) {
        List<Scenario> all = scenarios();
        if (Arrays.asList(args).contains("--list")) {
            all.forEach(scenario -> System.out.printf("%-20s %s%n", scenario.name(), scenario.title()));
            return;
        }
        List<Scenario> chosen = new ArrayList<>();
        for (String name : args) {
            Optional<Scenario> named = all.stream()
                    .filter(scenario -> scenario.name().equals(name))
                    .findFirst();
            if (named.isEmpty()) {
                System.err.printf("tour: there is no scenario '%s'; --list shows the names%n", name);
                System.exit(USAGE_ERROR);
            }
            named.ifPresent(chosen::add);
        }
        System.exit(run(chosen.isEmpty() ? all : chosen, System.out));
    }

    /**
     * Runs scenarios, all of them whatever happens to one.
     *
     * @return the exit code: 0 if all passed, otherwise 1
     */
    static int run(List<Scenario> scenarios, PrintStream out) {
        Stopwatch watch = Stopwatch.start();
        out.printf(
                Locale.ROOT,
                "Tandem on JDK %s, %s %s, %d processors, %,d MB heap at most%n",
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        int passed = 0;
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < scenarios.size(); i++) {
            Scenario scenario = scenarios.get(i);
            out.printf(Locale.ROOT, "%n%2d. %s [%s]%n", i + 1, scenario.title(), scenario.name());
            if (passes(scenario, out)) {
                passed++;
            } else {
                failed.add(scenario.name());
            }
        }
        out.printf(Locale.ROOT, "%nall in all %s%s%n", watch, failed.isEmpty() ? "" : "; failed: " + failed);
        out.printf(Locale.ROOT, "tour: %d of %d scenarios passed%n", passed, scenarios.size());
        out.flush();
        return passed == scenarios.size() ? 0 : 1;
    }

    private static boolean passes(Scenario scenario, PrintStream out) {
        boolean terminal = out == System.out && Terminal.isStandardOutput();
        Report report = new Report(out, terminal);
        report.sayWrapped("", scenario.explains());
        report.blankLine();
        Stopwatch watch = Stopwatch.start();
        try {
            runWithLimit(scenario, report);
            checkNothingIsLeft();
            if (report.checks() == 0) {
                throw new CheckFailedError("the scenario has checked nothing");
            }
            report.say("passed in %s, %d checks", watch, report.checks());
            return true;
        } catch (Throwable failure) {
            report.clearProgress();
            failure.printStackTrace(out);
            report.say("FAILED after %s", watch);
            return false;
        }
    }

    /** Runs a scenario in a thread of its own, so that one that hangs is a failure and not the end of the tour. */
    private static void runWithLimit(Scenario scenario, Report report) throws Throwable {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        Thread runner = new Thread(
                () -> {
                    try {
                        scenario.run(report);
                        outcome.complete(true);
                    } catch (Throwable failure) {
                        outcome.completeExceptionally(failure);
                    }
                },
                "tour-" + scenario.name());
        runner.setDaemon(true);
        runner.start();
        try {
            outcome.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            CheckFailedError hang = new CheckFailedError("the scenario is still here after " + LIMIT);
            hang.setStackTrace(runner.getStackTrace());
            throw hang;
        }
    }

    /** Every scenario closes its pools; then no worker process may be left. */
    private static void checkNothingIsLeft() throws InterruptedException {
        Stopwatch watch = Stopwatch.start();
        while (hasChildren() && watch.elapsed().compareTo(PARTING) < 0) {
            Thread.sleep(5);
        }
        if (hasChildren()) {
            String left = ProcessHandle.current()
                    .children()
                    .map(child -> "pid " + child.pid())
                    .collect(Collectors.joining(", "));
            throw new CheckFailedError("worker processes outlived their pool by " + PARTING + ": " + left);
        }
    }

    private static boolean hasChildren() {
        return ProcessHandle.current().children().anyMatch(ProcessHandle::isAlive);
    }
}
