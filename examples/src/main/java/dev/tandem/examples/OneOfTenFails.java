package dev.tandem.examples;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerTraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** {@code submit} and {@code asCompleted}, with each failure handled where its result would have been. */
public final class OneOfTenFails implements Scenario {
    private static final List<String> SETTINGS = List.of(
            "port=80",
            "port=443",
            "port=8080",
            "port=22",
            "port=http",
            "port=25",
            "port=110",
            "port=143",
            "port=993",
            "port=5432");

    /** What came out: the ports, and the failures of those that were none. */
    record Outcome(List<Integer> ports, List<Throwable> failures) {}

    static int port(String setting) {
        return Integer.parseInt(setting.substring("port=".length()));
    }

    @Override
    public String title() {
        return "One of ten fails";
    }

    @Override
    public String explains() {
        return """
                Ten settings are parsed, one of them is wrong. Its exception arrives as what it is, from a
                worker process too, where it also carries the stack trace that it had there. The other nine are
                not touched.""";
    }

    @Override
    public void run(Report report) throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(4)) {
            check("threads", parseAll(pool), report);
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            Outcome outcome = parseAll(pool);
            check("processes", outcome, report);
            checkRemoteTrace(outcome.failures().get(0), report);
        }
    }

    private static Outcome parseAll(PoolExecutor pool) throws InterruptedException {
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
        List<TaskFuture<Integer>> futures = SETTINGS.stream()
                .map(setting -> pool.submit(OneOfTenFails::port, setting))
                .toList();
        for (TaskFuture<Integer> future : Futures.asCompleted(futures)) {
            try {
                outcome.ports().add(future.get());
            } catch (ExecutionException e) {
                outcome.failures().add(e.getCause());
            }
        }
        return outcome;
    }

    private static void check(String where, Outcome outcome, Report report) {
        List<Integer> sorted = outcome.ports().stream().sorted().toList();
        report.say("%s: ports %s", where, sorted);
        report.say("%s: failures %s", where, outcome.failures());
        report.checkEquals(
                List.of(22, 25, 80, 110, 143, 443, 993, 5432, 8080), sorted, "%s: nine results arrived", where);
        report.checkEquals(
                "[java.lang.NumberFormatException: For input string: \"http\"]",
                outcome.failures().toString(),
                "%s: the tenth failed with the exception that was thrown",
                where);
    }

    private static void checkRemoteTrace(Throwable failure, Report report) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        report.say("its last cause: %s", last.getMessage());
        boolean remote = last instanceof WorkerTraceException trace
                && trace.worker().pid() != ProcessHandle.current().pid();
        report.check(remote, "the exception says which worker process threw it");
        String frame = OneOfTenFails.class.getName() + ".port(";
        String found = List.of(last.getStackTrace()).stream()
                .map(StackTraceElement::toString)
                .filter(line -> line.contains(frame))
                .findFirst()
                .orElse("no frame of " + frame + ")");
        report.check(found.contains(frame), "and where: %s", found);
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new OneOfTenFails()), System.out));
    }
}
