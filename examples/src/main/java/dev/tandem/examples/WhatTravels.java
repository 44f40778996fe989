package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RemoteTaskException;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.io.Serializable;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** What can travel to a worker process and back, what cannot, and what one is told then. */
public final class WhatTravels implements Scenario {
    /** A static field belongs to its process. */
    private static int counter;

    /** Travels: a record of things that travel, and it says so. */
    record Point(int x, int y) implements Serializable {
        Point mirrored() {
            return new Point(y, x);
        }
    }

    /** Does not travel: it is not {@link Serializable}. */
    static final class Connection {
        final String address;

        Connection(String address) {
            this.address = address;
        }
    }

    /** Says that it travels, but one of its parts does not. */
    @SuppressWarnings("serial") // on purpose
    record Order(int number, Connection connection) implements Serializable {}

    /** An exception with a part that does not travel. */
    @SuppressWarnings("serial") // on purpose
    static final class ConnectionLostException extends Exception {
        private final Connection connection;

        ConnectionLostException(Connection connection) {
            super("lost " + connection.address);
            this.connection = connection;
        }

        Connection connection() {
            return connection;
        }
    }

    /** Uses a field in a lambda, and thereby captures {@code this}. */
    static final class Accountant {
        private final Connection connection = new Connection("db.example");
        private final int rate = 3;

        TaskFuture<Integer> computeWrongly(PoolExecutor pool) {
            return pool.submit(() -> rate * connection.address.length());
        }

        TaskFuture<Integer> compute(PoolExecutor pool) {
            int localRate = rate;
            int length = connection.address.length();
            return pool.submit(() -> localRate * length);
        }
    }

    @Override
    public String title() {
        return "What travels to a worker process, and what does not";
    }

    @Override
    public String explains() {
        return """
                Functions, arguments, results and exceptions are serialized. Lambdas and method references
                travel without a cast. What cannot travel fails its own future with a message that names it.""";
    }

    @Override
    public void run(Report report) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            functionsTravel(pool, report);
            valuesTravel(pool, report);
            copiesTravel(pool, report);
            othersDoNot(pool, report);
            report.checkEquals(2, pool.submit(() -> 1 + 1).get(), "after all that the pool is as good as new");
        }
    }

    private static void functionsTravel(PoolExecutor pool, Report report) throws Exception {
        String greeting = "hello ";
        report.checkEquals(7, pool.submit(() -> 3 + 4).get(), "a lambda travels");
        report.checkEquals("hello hello ", pool.submit(() -> greeting.repeat(2)).get(), "so does what it captures");
        report.checkEquals("ff", pool.submit(Integer::toHexString, 255).get(), "a method reference");
        report.checkEquals("hello you", pool.submit(greeting::concat, "you").get(), "one that is bound to an object");
        report.checkEquals(new Point(1, 2), pool.submit(Point::new, 1, 2).get(), "a constructor");
    }

    private static void valuesTravel(PoolExecutor pool, Report report) throws Exception {
        report.checkEquals(
                new Point(2, 1), pool.submit(Point::mirrored, new Point(1, 2)).get(), "a record travels");
        DayOfWeek day = pool.submit(DayOfWeek::plus, DayOfWeek.MONDAY, 2L).get();
        report.check(day == DayOfWeek.WEDNESDAY, "an enum, which is the same object afterwards");
        Map<Integer, List<String>> byLength = pool.submit(WhatTravels::byLength, List.of("to", "be", "or", "not"))
                .get();
        report.checkEquals(Map.of(2, List.of("to", "be", "or"), 3, List.of("not")), byLength, "collections");
        double[] sorted =
                pool.submit(WhatTravels::sorted, new double[] {3, 1, 2}).get();
        report.checkEquals("[1.0, 2.0, 3.0]", Arrays.toString(sorted), "arrays");
    }

    private static void copiesTravel(PoolExecutor pool, Report report) throws Exception {
        List<String> words = new ArrayList<>(List.of("at", "submit"));
        TaskFuture<String> joined = pool.submit(list -> String.join(" ", list), words);
        words.add("and later");
        report.checkEquals("at submit", joined.get(), "a task sees its argument as it was when it was submitted");
        counter = 42;
        report.checkEquals(0, pool.submit(() -> counter).get(), "a static field stays: the worker has its own");
    }

    private static void othersDoNot(PoolExecutor pool, Report report) throws Exception {
        Accountant accountant = new Accountant();
        checkRefused(
                "a lambda that uses a field, and so captures 'this'",
                accountant.computeWrongly(pool),
                report,
                Accountant.class);
        report.checkEquals(30, accountant.compute(pool).get(), "copied into a local variable first, it travels");

        Order order = new Order(1, new Connection("shop.example"));
        checkRefused(
                "an argument with a part that does not travel",
                pool.submit(Order::number, order),
                report,
                Connection.class);
        checkRefused("a result that does not travel", pool.submit(() -> new Connection("x")), report, Connection.class);
        Callable<Integer> plain = () -> 7;
        checkRefused(
                "a lambda in a variable of a type that is not Serializable",
                pool.submit(plain),
                report,
                WhatTravels.class);
        Throwable failure =
                pool.submit(WhatTravels::lose, "db.example").exception().orElseThrow();
        report.say("an exception that does not travel arrives as text:");
        report.sayMessage(failure);
        report.check(
                failure instanceof RemoteTaskException remote
                        && remote.className().equals(ConnectionLostException.class.getName())
                        && remote.remoteMessage().equals("lost db.example"),
                "it is a RemoteTaskException with the class and the message of the original");
    }

    private static void checkRefused(String what, TaskFuture<?> future, Report report, Class<?> named)
            throws InterruptedException {
        Throwable failure = future.exception().orElseThrow(() -> new CheckFailedError(what + " should not travel"));
        report.say("%s:", what);
        report.sayMessage(failure);
        report.check(
                failure instanceof TaskSerializationException,
                "it is refused: %s",
                failure.getClass().getName());
        report.check(failure.toString().contains(named.getSimpleName()), "the message names %s", named.getSimpleName());
    }

    static Map<Integer, List<String>> byLength(List<String> words) {
        return words.stream().collect(Collectors.groupingBy(String::length));
    }

    static double[] sorted(double[] numbers) {
        double[] copy = numbers.clone();
        Arrays.sort(copy);
        return copy;
    }

    static int lose(String address) throws ConnectionLostException {
        throw new ConnectionLostException(new Connection(address));
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new WhatTravels()), System.out));
    }
}
