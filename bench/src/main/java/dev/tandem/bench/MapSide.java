package dev.tandem.bench;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import java.util.List;

/** Maps boxed integers, with chunks sized by the pool, and sums the results as they come. */
final class MapSide implements Side {
    private final PoolExecutor pool;
    private final List<Integer> arguments;

    MapSide(PoolExecutor pool, int elements) {
        this.pool = pool;
        this.arguments = Tasks.arguments(elements);
    }

    @Override
    public Sample measure() throws WrongResultException {
        int elements = arguments.size();
        long start = System.nanoTime();
        long sum = 0;
        try (MapResults<Integer> results = pool.map(Tasks::increment, arguments)) {
            for (Integer result : results) {
                sum += result;
            }
        }
        long nanos = System.nanoTime() - start;
        WrongResultException.check(Tasks.sumOfIncrements(elements), sum);
        return Sample.rate(elements, nanos);
    }

    @Override
    public void close() {
        pool.close();
    }
}
