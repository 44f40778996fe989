package dev.tandem.internal.choosing;

import dev.tandem.Insights;
import dev.tandem.MapOptions;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Measures how long an argument and a result are serialized and read, on both sides together, when that is warm. */
/*
 * A sample of slow elements serializes so few that the first ones, for which classes are loaded and nothing is compiled,
 * would be all that is seen: milliseconds instead of microseconds. So here as many arguments as results are sent to the
 * workers and back as they are, without the work. Each value goes both ways, a task of the user's has one value for each
 * way: so an element here costs as much, on average.
 *
 * That is done in rounds, and the fastest one counts: the first ones are to warm up, and what else the machine has to do
 * makes any of them slower, never faster. If too few values have travelled for that, nothing is told.
 */
final class SerializationTrial {
    /** More arguments or results say little more, and take memory. */
    static final int MOST_VALUES = 10;

    /** A round has so many values at least: that a time is counted in the next round changes little then. */
    private static final int FEWEST_OF_ROUND = 10;

    private static final int ROUNDS_PER_TRIAL = 16;

    /** When to stop, unless enough has travelled before. */
    private static final int MOST_ROUNDS = 4 * ROUNDS_PER_TRIAL;

    private static final long ENOUGH_VALUES = 30_000;

    /** Fewer values in all are not warm, unless they are so large that it is their bytes that take the time. */
    private static final long FEWEST_VALUES = 2_000;

    private static final double MANY_BYTES = 64e6;

    /** What is ahead for each worker, if there is memory for it: so much that none waits for the next value. */
    private static final int VALUES_AHEAD = 64;

    private static final int CHUNKS_AHEAD = 4;

    private final PoolExecutor pool;
    private final int workers;
    private final TimeBudget budget;

    SerializationTrial(PoolExecutor pool, int workers, TimeBudget budget) {
        this.pool = pool;
        this.workers = workers;
        this.budget = budget;
    }

    /**
     * Returns the nanoseconds for an element; empty if there is nothing to measure or no time for it.
     *
     * @param chunkSize how many elements travel together
     */
    OptionalDouble nanosPerElement(
            List<? extends @Nullable Object> arguments, List<? extends @Nullable Object> results, int chunkSize) {
        int pairs = Math.min(MOST_VALUES, Math.min(arguments.size(), results.size()));
        if (pairs == 0) {
            return OptionalDouble.empty();
        }
        List<@Nullable Object> values = new ArrayList<>();
        double bytes = 0;
        while (values.size() < FEWEST_OF_ROUND) {
            for (int i = 0; i < pairs; i++) {
                values.add(arguments.get(i));
                values.add(results.get(i));
            }
        }
        for (Object value : values.subList(0, 2 * pairs)) {
            bytes += PayloadSize.of(value).orElse(0) / (2.0 * pairs);
        }
        return measure(values, bytes, chunkSize);
    }

    private OptionalDouble measure(List<@Nullable Object> values, double bytes, int chunkSize) {
        double most = Trials.MOST_BYTES_AHEAD / Math.max(1, bytes) / workers;
        int chunk = (int) Math.max(1, Math.min(chunkSize, most / CHUNKS_AHEAD));
        int ahead = (int) Math.max(chunk, Math.min(Math.max(VALUES_AHEAD, CHUNKS_AHEAD * chunk), most));
        double fastest = Double.MAX_VALUE;
        long end = System.nanoTime() + MOST_ROUNDS * roundNanos();
        Insights first = pool.insights();
        Insights last = first;
        long travelled = 0;
        while (!isEnough(travelled, bytes) && System.nanoTime() - end < 0 && budget.leftNanos() > 2 * roundNanos()) {
            round(values, chunk, ahead * workers);
            Insights now = pool.insights();
            long counted = now.elements() - last.elements();
            if (counted > 0) {
                fastest = Math.min(fastest, (double) (nanos(now) - nanos(last)) / counted);
                last = now;
                travelled = now.elements() - first.elements();
            }
        }
        return travelled >= FEWEST_VALUES || travelled * bytes >= MANY_BYTES
                ? OptionalDouble.of(fastest)
                : OptionalDouble.empty();
    }

    private static boolean isEnough(long travelled, double bytes) {
        return travelled >= ENOUGH_VALUES || travelled * bytes >= 2 * MANY_BYTES;
    }

    /** Sends values there and back. */
    private void round(List<@Nullable Object> values, int chunk, int ahead) {
        Duration left = Duration.ofNanos(Math.max(0, budget.leftNanos()));
        try (MapResults<@Nullable Object> back = pool.map(
                value -> value,
                new Looping<@Nullable Object>(values, roundNanos()),
                (MapOptions o) -> o.chunkSize(chunk).buffer(ahead).unordered().timeout(left))) {
            back.forEach(value -> {});
        }
    }

    private long roundNanos() {
        return budget.trialNanos() / ROUNDS_PER_TRIAL;
    }

    private static long nanos(Insights insights) {
        return insights.encoding()
                .plus(insights.decoding())
                .plus(insights.total().serializing())
                .toNanos();
    }
}
