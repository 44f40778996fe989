package dev.tandem.bench;

import dev.tandem.PoolExecutor;

/** Submits a tiny task and waits for its result before it submits the next; times each. */
final class RoundTripSide implements Side {
    private final PoolExecutor pool;
    private final int tasks;

    RoundTripSide(PoolExecutor pool, int tasks) {
        this.pool = pool;
        this.tasks = tasks;
    }

    @Override
    public Sample measure() throws WrongResultException {
        long[] nanos = new long[tasks];
        long sum = 0;
        for (int i = 0; i < tasks; i++) {
            Integer argument = i;
            long start = System.nanoTime();
            Integer result = pool.submit(Tasks::increment, argument).join();
            nanos[i] = System.nanoTime() - start;
            sum += result;
        }
        WrongResultException.check(Tasks.sumOfIncrements(tasks), sum);
        return Sample.latencies(nanos);
    }

    @Override
    public void close() {
        pool.close();
    }
}
