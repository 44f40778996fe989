package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import java.util.function.Supplier;

/** Opens a fresh pool and waits for the result of a first task, a lambda. The pool's end is not measured. */
final class FirstResultSide implements Side {
    private final Supplier<? extends PoolExecutor> opening;
    private int runs;

    FirstResultSide(Supplier<? extends PoolExecutor> opening) {
        this.opening = opening;
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
