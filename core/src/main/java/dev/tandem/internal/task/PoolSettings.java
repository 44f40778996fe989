package dev.tandem.internal.task;

import dev.tandem.ClosePolicy;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.QueuePolicy;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.internal.codec.Carriers;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The options that all kinds of pools have.
 *
 * @param name the name of the pool
 * @param queueLimit how many tasks may wait at most
 * @param queuePolicy what happens when the limit is reached
 * @param graceNanos how long a task that was told to stop may go on
 * @param onClose what {@code close} does
 * @param listener is told what happens
 * @param insights whether it is measured where the time goes
 * @param carriers take the context of the submitting thread to its tasks; empty if there are none
 */
public record PoolSettings(
        String name,
        OptionalInt queueLimit,
        QueuePolicy queuePolicy,
        long graceNanos,
        ClosePolicy onClose,
        Optional<PoolListener> listener,
        boolean insights,
        Optional<Carriers> carriers) {
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    /** The common part of a thread pool's options. */
    public static PoolSettings of(ThreadPoolOptions o) {
        return new PoolSettings(
                o.name().orElseGet(() -> "threads-" + UNNAMED.incrementAndGet()),
                o.queueLimit(),
                o.queuePolicy(),
                Nanos.of(o.grace()),
                o.onClose(),
                o.listener(),
                o.insights(),
                Optional.ofNullable(Carriers.of(o.carriers())));
    }

    /** The common part of a process pool's options. */
    public static PoolSettings of(ProcessPoolOptions o) {
        return new PoolSettings(
                o.name().orElseGet(() -> "processes-" + UNNAMED.incrementAndGet()),
                o.queueLimit(),
                o.queuePolicy(),
                Nanos.of(o.grace()),
                o.onClose(),
                o.listener(),
                o.insights(),
                Optional.ofNullable(Carriers.of(o.carriers())));
    }
}
