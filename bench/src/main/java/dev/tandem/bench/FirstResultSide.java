package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Opens a fresh pool and waits for the result of a first task, a lambda. The pool's end is not measured. Before the
 * first time it lets Tandem finish what it prepares in the background for faster starts.
 */
final class FirstResultSide implements Side {
    /** More than the preparation takes, on a slow machine too. */
    private static final long PREPARATION_SECONDS = 90;

    private static final long LOOK_MILLIS = 100;

    private final Supplier<? extends PoolExecutor> opening;
    private int runs;

    private FirstResultSide(Supplier<? extends PoolExecutor> opening) {
        this.opening = opening;
    }

    static FirstResultSide prepared(Supplier<? extends PoolExecutor> opening)
            throws InterruptedException, WrongResultException {
        FirstResultSide side = new FirstResultSide(opening);
        side.measure();
        // whoever prepares is a child of this JVM, and there are no other ones yet
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PREPARATION_SECONDS);
        do {
            Thread.sleep(LOOK_MILLIS);
        } while (ProcessHandle.current().children().findAny().isPresent() && System.nanoTime() < deadline);
        return side;
    }

    @Override
    public Sample measure() throws WrongResultException {
        int captured = runs++;
        long start = System.nanoTime();
        try (PoolExecutor pool = opening.get()) {
            Integer result = pool.submit(() -> captured + 1).join();
            long nanos = System.nanoTime() - start;
            WrongResultException.check(captured + 1, result);
            return Sample.of(nanos / 1e6);
        }
    }

    @Override
    public void close() {
        // each run has closed its own pool
    }
}
