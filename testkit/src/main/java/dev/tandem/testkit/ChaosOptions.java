package dev.tandem.testkit;

import dev.tandem.ProcessPoolOptions;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Options of a {@link Chaos} run: {@code Chaos.run(o -> o.duration(Duration.ofSeconds(20)).seed(42))}.
 *
 * @param duration how long the pool is in chaos; shutting it down and looking at the outcome comes on top
 * @param seed where the random choices start; empty for a random seed
 * @param pool changes the options of the pool that is tried
 * @param log takes what the run says, line by line
 * @since 0.1
 */
public record ChaosOptions(
        Duration duration, OptionalLong seed, UnaryOperator<ProcessPoolOptions> pool, Consumer<String> log) {
    /**
     * Checks the values.
     *
     * @param duration how long the pool is in chaos; shutting it down and looking at the outcome comes on top
     * @param seed where the random choices start; empty for a random seed
     * @param pool changes the options of the pool that is tried
     * @param log takes what the run says, line by line
     * @throws IllegalArgumentException if the duration is not positive
     */
    public ChaosOptions {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration must be positive: duration=" + duration);
        }
    }

    /**
     * Returns the defaults: a minute, a random seed, four workers of one thread each, and no word.
     *
     * @return the default options
     */
    public static ChaosOptions defaults() {
        return new ChaosOptions(
                Duration.ofMinutes(1),
                OptionalLong.empty(),
                o -> o.workers(4).grace(Duration.ofMillis(200)),
                line -> {});
    }

    /**
     * Returns options with a duration.
     *
     * @param value how long the pool is in chaos
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ChaosOptions duration(Duration value) {
        return new ChaosOptions(value, seed, pool, log);
    }

    /**
     * Returns options with a seed. A seed repeats the choices, not what the machine makes of them.
     *
     * @param value the seed
     * @return the changed options
     */
    public ChaosOptions seed(long value) {
        return new ChaosOptions(duration, OptionalLong.of(value), pool, log);
    }

    /**
     * Returns options that change the pool once more. The run sets a system property of the workers, drops what they
     * print, and resizes the pool; a queue limit must be one that waits.
     *
     * @param change changes the options of the pool, as in {@code p -> p.workers(8).spares(1)}
     * @return the changed options
     */
    public ChaosOptions pool(UnaryOperator<ProcessPoolOptions> change) {
        return new ChaosOptions(duration, seed, options -> change.apply(pool.apply(options)), log);
    }

    /**
     * Returns options with somebody who wants to know how it goes.
     *
     * @param value takes what the run says, line by line
     * @return the changed options
     */
    public ChaosOptions log(Consumer<String> value) {
        return new ChaosOptions(duration, seed, pool, value);
    }
}
