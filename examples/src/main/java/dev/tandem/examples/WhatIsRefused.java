package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RemoteTaskException;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.util.List;
import java.util.Optional;

/** The rules of what travels, one by one, and the messages about what does not. */
public final class WhatIsRefused implements Scenario {
    @Override
    public String title() {
        return "The rules of what travels, and what one is told otherwise";
    }

    @Override
    public String explains() {
        return """
                The examples of the page "What travels", and the messages that it shows: each names what cannot travel,
                where it is, and what to do.""";
    }

    @Override
    public void run(Report report) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            rulesHold(pool, report);
            othersAreRefused(pool, report);
            report.checkEquals(2, pool.submit(() -> 1 + 1).get(), "after all that the pool is as good as new");
        }
    }

    private static void rulesHold(PoolExecutor pool, Report report) throws Exception {
        report.checkEquals(42, TravelRules.lambda(pool), "a lambda travels with what it captures");
        report.checkEquals("ff", TravelRules.reference(pool), "a method reference travels");
        report.checkEquals(25, TravelRules.variable(pool), "a lambda in a variable of a type that is serializable");
        TravelRules.Invoice invoice = TravelRules.value(pool);
        report.checkEquals(Optional.of("urgent"), invoice.note(), "a record with an Optional and a Path");
        report.checkEquals(5050, TravelRules.parts(pool), "parts of a list");
        report.checkEquals("at submit", TravelRules.snapshot(pool), "an argument, as it was when it was submitted");
        report.check(TravelRules.shape(pool), "what was one object in a value is one object in its copy");
        report.checkEquals(0, TravelRules.staticField(pool), "a static field stays where it is");
        report.checkEquals(
                42, new TravelRefusals.Accountant().compute(pool).get(), "a field that was copied into a variable");
    }

    private static void othersAreRefused(PoolExecutor pool, Report report) throws Exception {
        TravelRefusals.Accountant accountant = new TravelRefusals.Accountant();
        report.say("a lambda that uses a field of %s:", accountant.address());
        checkRefused(accountant.computeWrongly(pool), report);
        report.say("one that uses a field that cannot travel:");
        checkRefused(new TravelRefusals.Auditor().check(pool), report);
        report.say("a captured variable:");
        checkRefused(TravelRefusals.variable(pool), report);
        report.say("something inside an argument:");
        checkRefused(TravelRefusals.argument(pool), report);
        report.say("a stream:");
        checkRefused(TravelRefusals.stream(pool), report);
        report.say("a lambda in a variable of a type that is not serializable:");
        checkRefused(TravelRefusals.plainLambda(pool), report);
        report.say("an anonymous class:");
        checkRefused(TravelRefusals.anonymous(pool), report);
        report.say("a chain of 100,000 objects:");
        checkRefused(TravelRefusals.chain(pool), report);
        report.say("an exception that cannot travel arrives as text:");
        Throwable failure = TravelRefusals.exception(pool).exception().orElseThrow();
        report.sayMessage(failure);
        report.check(failure instanceof RemoteTaskException, "it is a RemoteTaskException");
    }

    private static void checkRefused(TaskFuture<?> future, Report report) throws InterruptedException {
        Throwable failure =
                future.exception().orElseThrow(() -> new CheckFailedError("this should not travel: " + future));
        report.sayMessage(failure);
        report.check(failure instanceof TaskSerializationException, "it is refused");
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new WhatIsRefused()), System.out));
    }
}
