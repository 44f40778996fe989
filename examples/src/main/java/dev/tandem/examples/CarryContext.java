package dev.tandem.examples;

import dev.tandem.ContextCarrierException;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.spi.ContextCarrier;
import dev.tandem.spi.ContextCarriers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes what belongs to the thread that submits along with each task, to threads and to worker processes. */
public final class CarryContext implements Scenario {
    /** On whose behalf a thread works, as frameworks hold it. */
    static final class Session {
        static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

        private Session() {}

        static String user() {
            String user = USER.get();
            return user == null ? "nobody" : user;
        }
    }

    /** Carries the user. */
    enum UserCarrier implements ContextCarrier<String> {
        INSTANCE;

        @Override
        public @Nullable String capture() {
            return Session.USER.get();
        }

        @Override
        public Scope restore(String user) {
            Session.USER.set(user);
            return Session.USER::remove;
        }
    }

    /** Is strict: nobody may submit without a user. */
    enum StrictUserCarrier implements ContextCarrier<String> {
        INSTANCE;

        @Override
        public String capture() {
            String user = Session.USER.get();
            if (user == null) {
                throw new IllegalStateException("no user is logged in");
            }
            return user;
        }

        @Override
        public Scope restore(String user) {
            return UserCarrier.INSTANCE.restore(user);
        }
    }

    @Override
    public String title() {
        return "The context of the caller, carried to its tasks";
    }

    @Override
    public String explains() {
        return """
                A carrier takes up what the submitting thread holds, such as its user, and puts it in place around
                the task, on a thread or in a worker process. Afterwards nothing of it is left there.""";
    }

    @Override
    public void run(Report report) throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).carry(UserCarrier.INSTANCE))) {
            report.checkEquals(List.of("hello ann", "hello nobody"), greet(pool), "a thread has the caller's user");
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).carry(UserCarrier.INSTANCE))) {
            report.checkEquals(List.of("hello ann", "hello nobody"), greet(pool), "a worker process, too");
            Session.USER.set("bob");
            report.checkEquals(List.of("bob1", "bob2"), usersOfMap(pool), "so have the elements of map");
            Session.USER.remove();
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).carry(StrictUserCarrier.INSTANCE, ContextCarriers.contextClassLoader()))) {
            failsAlone(pool, report);
        }
        Locale before = Locale.getDefault();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(ContextCarriers.locale()))) {
            Locale.setDefault(Locale.GERMANY);
            report.checkEquals(
                    "3,5", pool.submit(() -> String.format("%.1f", 3.5)).get(), "so can the default locale");
        } finally {
            Locale.setDefault(before);
        }
    }

    static List<String> greet(PoolExecutor pool) throws Exception {
        Session.USER.set("ann");
        TaskFuture<String> greeting = pool.submit(() -> "hello " + Session.user());
        Session.USER.remove();
        TaskFuture<String> later = pool.submit(() -> "hello " + Session.user());
        return List.of(greeting.get(), later.get());
    }

    private static List<String> usersOfMap(PoolExecutor pool) {
        return pool.map(n -> Session.user() + n, List.of(1, 2)).toList();
    }

    private static void failsAlone(PoolExecutor pool, Report report) throws Exception {
        Throwable failure = pool.submit(() -> "hello").exception().orElseThrow();
        report.say("a carrier that throws:");
        report.sayMessage(failure);
        report.check(failure instanceof ContextCarrierException, "it fails its own future");
        Session.USER.set("bob");
        report.checkEquals(
                "hello bob", pool.submit(() -> "hello " + Session.user()).get(), "and no other one");
        Session.USER.remove();
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new CarryContext()), System.out));
    }
}
