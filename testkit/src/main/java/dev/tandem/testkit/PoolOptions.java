package dev.tandem.testkit;

import dev.tandem.ClosePolicy;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.QueuePolicy;
import dev.tandem.TaskRunnable;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.spi.ContextCarrier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a test of the {@linkplain ExecutorContract contract} wants of the pool it asks for: the options that every kind
 * of pool has.
 *
 * @param workers how many tasks run at a time at most
 * @param name the name of the pool; empty for the default
 * @param queueLimit how many tasks may wait at most; empty for any number
 * @param queuePolicy what {@code submit} does when the limit is reached; empty for the default
 * @param onClose what {@code close} does with accepted work; empty for the default
 * @param grace how long a task that was told to stop may go on; empty for the default
 * @param initializer runs once in each worker before its first task
 * @param listener is told what happens in the pool
 * @param carriers take the context of the thread that submits to its tasks
 * @since 0.1
 */
public record PoolOptions(
        int workers,
        Optional<String> name,
        OptionalInt queueLimit,
        Optional<QueuePolicy> queuePolicy,
        Optional<ClosePolicy> onClose,
        Optional<Duration> grace,
        Optional<TaskRunnable> initializer,
        Optional<PoolListener> listener,
        List<ContextCarrier<?>> carriers) {
    /**
     * Returns options with a number of workers and otherwise the pool's own defaults.
     *
     * @param workers how many tasks run at a time at most
     * @return the options
     */
    public static PoolOptions workers(int workers) {
        return new PoolOptions(
                workers,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /**
     * Returns options with a name for the pool.
     *
     * @param value the name
     * @return the changed options
     */
    public PoolOptions name(String value) {
        return new PoolOptions(
                workers, Optional.of(value), queueLimit, queuePolicy, onClose, grace, initializer, listener, carriers);
    }

    /**
     * Returns options with a queue limit and what is done when it is reached.
     *
     * @param limit how many tasks may wait at most
     * @param policy what {@code submit} does then
     * @return the changed options
     */
    public PoolOptions queueLimit(int limit, QueuePolicy policy) {
        return new PoolOptions(
                workers,
                name,
                OptionalInt.of(limit),
                Optional.of(policy),
                onClose,
                grace,
                initializer,
                listener,
                carriers);
    }

    /**
     * Returns options with a close policy.
     *
     * @param value what {@code close} does with accepted work
     * @return the changed options
     */
    public PoolOptions onClose(ClosePolicy value) {
        return new PoolOptions(
                workers, name, queueLimit, queuePolicy, Optional.of(value), grace, initializer, listener, carriers);
    }

    /**
     * Returns options with a grace period.
     *
     * @param value how long a task that was told to stop may go on
     * @return the changed options
     */
    public PoolOptions grace(Duration value) {
        return new PoolOptions(
                workers, name, queueLimit, queuePolicy, onClose, Optional.of(value), initializer, listener, carriers);
    }

    /**
     * Returns options with an initializer.
     *
     * @param value runs once in each worker before its first task
     * @return the changed options
     */
    public PoolOptions initializer(TaskRunnable value) {
        return new PoolOptions(
                workers, name, queueLimit, queuePolicy, onClose, grace, Optional.of(value), listener, carriers);
    }

    /**
     * Returns options with a listener.
     *
     * @param value is told what happens in the pool
     * @return the changed options
     */
    public PoolOptions listener(PoolListener value) {
        return new PoolOptions(
                workers, name, queueLimit, queuePolicy, onClose, grace, initializer, Optional.of(value), carriers);
    }

    /**
     * Returns options with context carriers.
     *
     * @param values take the context of the thread that submits to its tasks
     * @return the changed options
     */
    public PoolOptions carry(ContextCarrier<?>... values) {
        return new PoolOptions(
                workers, name, queueLimit, queuePolicy, onClose, grace, initializer, listener, List.of(values));
    }

    /**
     * Changes the options of a thread pool to these: {@code ThreadPoolExecutor.open(options::applyTo)}.
     *
     * @param base the options to change
     * @return the changed options
     */
    public ThreadPoolOptions applyTo(ThreadPoolOptions base) {
        ThreadPoolOptions changed = base.workers(workers)
                .grace(grace.orElse(base.grace()))
                .whenFull(queuePolicy.orElse(base.queuePolicy()))
                .onClose(onClose.orElse(base.onClose()))
                .carry(carriers.toArray(ContextCarrier<?>[]::new));
        if (name.isPresent()) {
            changed = changed.name(name.get());
        }
        if (queueLimit.isPresent()) {
            changed = changed.queueLimit(queueLimit.getAsInt());
        }
        if (initializer.isPresent()) {
            changed = changed.initializer(initializer.get());
        }
        return listener.isPresent() ? changed.listener(listener.get()) : changed;
    }

    /**
     * Changes the options of a process pool to these: {@code ProcessPoolExecutor.open(options::applyTo)}.
     *
     * @param base the options to change
     * @return the changed options
     */
    public ProcessPoolOptions applyTo(ProcessPoolOptions base) {
        ProcessPoolOptions changed = base.workers(workers)
                .grace(grace.orElse(base.grace()))
                .whenFull(queuePolicy.orElse(base.queuePolicy()))
                .onClose(onClose.orElse(base.onClose()))
                .carry(carriers.toArray(ContextCarrier<?>[]::new));
        if (name.isPresent()) {
            changed = changed.name(name.get());
        }
        if (queueLimit.isPresent()) {
            changed = changed.queueLimit(queueLimit.getAsInt());
        }
        if (initializer.isPresent()) {
            changed = changed.initializer(initializer.get());
        }
        return listener.isPresent() ? changed.listener(listener.get()) : changed;
    }
}
