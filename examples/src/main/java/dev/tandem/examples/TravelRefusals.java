package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is refused, for {@code docs/explanation/what-travels.md}: each example there is one of these. */
@SuppressWarnings("serial") // on purpose
final class TravelRefusals {
    private TravelRefusals() {}

    /** Does not travel: it is not {@link Serializable}. */
    static final class Connection {
        final String address;

        Connection(String address) {
            this.address = address;
        }
    }

    static final class Accountant {
        private final Connection connection = new Connection("db.example");
        private final int rate = 3;

        TaskFuture<Integer> computeWrongly(PoolExecutor pool) {
            return pool.submit(() -> rate * 14);
        }

        TaskFuture<Integer> compute(PoolExecutor pool) {
            int localRate = rate;
            return pool.submit(() -> localRate * 14);
        }

        String address() {
            return connection.address;
        }
    }

    static final class Auditor implements Serializable {
        private final Connection connection = new Connection("db.example");

        TaskFuture<Integer> check(PoolExecutor pool) {
            return pool.submit(() -> connection.address.length());
        }
    }

    static TaskFuture<Integer> variable(PoolExecutor pool) {
        int tries = 3;
        Connection connection = new Connection("db.example");
        return pool.submit(() -> tries + connection.address.length());
    }

    record Order(int number, List<Connection> connections) implements Serializable {}

    static TaskFuture<Integer> argument(PoolExecutor pool) {
        Order order = new Order(1, List.of(new Connection("shop.example")));
        return pool.submit(Order::number, order);
    }

    static TaskFuture<Long> stream(PoolExecutor pool) {
        return pool.submit(words -> words.count(), Stream.of("to", "be"));
    }

    static TaskFuture<Integer> plainLambda(PoolExecutor pool) {
        Callable<Integer> seven = () -> 7;
        return pool.submit(seven);
    }

    static final class Office {
        TaskCallable<String> anonymous() {
            return new TaskCallable<>() {
                @Override
                public String call() {
                    return "made in " + Office.this;
                }
            };
        }

        @Override
        public String toString() {
            return "the office";
        }
    }

    static TaskFuture<String> anonymous(PoolExecutor pool) {
        return pool.submit(new Office().anonymous());
    }

    record Link(int number, @Nullable Link next) implements Serializable {}

    static TaskFuture<Integer> chain(PoolExecutor pool) {
        Link chain = new Link(0, null);
        for (int i = 1; i < 100_000; i++) {
            chain = new Link(i, chain);
        }
        return pool.submit(Link::number, chain);
    }

    static final class LostException extends Exception {
        private final Connection connection;

        LostException(Connection connection) {
            super("lost " + connection.address);
            this.connection = connection;
        }

        Connection connection() {
            return connection;
        }
    }

    static TaskFuture<?> exception(PoolExecutor pool) {
        return pool.submit(() -> {
            throw new LostException(new Connection("db.example"));
        });
    }
}
