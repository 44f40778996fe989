package dev.tandem;

import dev.tandem.spi.ContextCarrier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Options of a {@link ThreadPoolExecutor}: {@code ThreadPoolExecutor.open(o -> o.workers(8).name("download"))}.
 *
 * <pre>{@code
 * var pool = ThreadPoolExecutor.open(o -> o.workers(64)
 *         .keepAlive(Duration.ofSeconds(30))
 *         .queueLimit(1000)
 *         .whenFull(QueuePolicy.callerRuns()));
 * pool.close();
 * }</pre>
 *
 * @param name the name of the pool; its threads are called {@code tandem-<name>-worker-<n>}; empty for one made from
 *     a number
 * @param workers how many tasks run at a time at most; by default {@code min(32, cpus + 4)}
 * @param keepAlive how long an idle thread is kept; empty for as long as the pool lives
 * @param virtualThreads whether each task gets a virtual thread
 * @param initializer runs once in each thread before its first task
 * @param queueLimit how many tasks may wait at most; empty for any number
 * @param queuePolicy what {@code submit} does when the limit is reached
 * @param grace how long a task that was told to stop may go on before its thread counts as leaked
 * @param onClose what {@code close} does with accepted work
 * @param listener is told what happens in the pool
 * @param carriers take the context of the thread that submits to its tasks, in this order
 * @param insights whether it is measured where the time goes
 * @since 0.1
 */
public record ThreadPoolOptions(
        Optional<String> name,
        int workers,
        Optional<Duration> keepAlive,
        boolean virtualThreads,
        Optional<TaskRunnable> initializer,
        OptionalInt queueLimit,
        QueuePolicy queuePolicy,
        Duration grace,
        ClosePolicy onClose,
        Optional<PoolListener> listener,
        List<ContextCarrier<?>> carriers,
        boolean insights) {
    /**
     * Checks the values.
     *
     * @param name the name of the pool; its threads are called {@code tandem-<name>-worker-<n>}; empty for one made from
     *     a number
     * @param workers how many tasks run at a time at most; by default {@code min(32, cpus + 4)}
     * @param keepAlive how long an idle thread is kept; empty for as long as the pool lives
     * @param virtualThreads whether each task gets a virtual thread
     * @param initializer runs once in each thread before its first task
     * @param queueLimit how many tasks may wait at most; empty for any number
     * @param queuePolicy what {@code submit} does when the limit is reached
     * @param grace how long a task that was told to stop may go on before its thread counts as leaked
     * @param onClose what {@code close} does with accepted work
     * @param listener is told what happens in the pool
     * @param carriers take the context of the thread that submits to its tasks, in this order
     * @param insights whether it is measured where the time goes
     * @throws IllegalArgumentException if a value is not allowed
     */
    public ThreadPoolOptions {
        name.ifPresent(value -> Checks.requireText("name", value));
        Checks.requirePositive("workers", workers);
        keepAlive.ifPresent(value -> Checks.requirePositive("keepAlive", value));
        queueLimit.ifPresent(value -> Checks.requirePositive("queueLimit", value));
        Checks.requireNotNegative("grace", grace);
        carriers = List.copyOf(carriers);
        Checks.requireCarriable(carriers, OptionalInt.empty());
    }

    /**
     * Returns the defaults.
     *
     * @return the default options
     */
    public static ThreadPoolOptions defaults() {
        return new ThreadPoolOptions(
                Optional.empty(),
                Math.min(32, Runtime.getRuntime().availableProcessors() + 4),
                Optional.empty(),
                false,
                Optional.empty(),
                OptionalInt.empty(),
                QueuePolicy.block(),
                Duration.ofSeconds(1),
                ClosePolicy.WAIT,
                Optional.empty(),
                List.of(),
                false);
    }

    /**
     * Returns options with a name for the pool and its threads.
     *
     * @param value the name
     * @return the changed options
     * @throws IllegalArgumentException if the value is blank
     */
    public ThreadPoolOptions name(String value) {
        return with(draft -> draft.name = Optional.of(value));
    }

    /**
     * Returns options with a number of workers.
     *
     * @param value how many tasks run at a time at most, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ThreadPoolOptions workers(int value) {
        return with(draft -> draft.workers = value);
    }

    /**
     * Returns options that end a thread which has been idle for a time.
     *
     * @param value the time
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ThreadPoolOptions keepAlive(Duration value) {
        return with(draft -> draft.keepAlive = Optional.of(value));
    }

    /**
     * Returns options that give each task a virtual thread; {@code workers} still bounds how many run at a time.
     * Needs JDK 21 or later.
     *
     * <!-- JDK 21 -->
     * <pre>{@code
     * try (var pool = ThreadPoolExecutor.open(o -> o.withVirtualThreads().workers(10_000))) {
     *     var results = pool.map(n -> { Thread.sleep(10); return n; }, IntStream.range(0, 1000).boxed());
     *     System.out.println(results.stream().count()); // 1000
     * }
     * }</pre>
     *
     * @return the changed options
     * @throws UnsupportedOperationException if the running JDK has no virtual threads
     */
    public ThreadPoolOptions withVirtualThreads() {
        if (Runtime.version().feature() < 21) {
            throw new UnsupportedOperationException("virtual threads need JDK 21 or later: running JDK is "
                    + Runtime.version().feature());
        }
        return with(draft -> draft.virtualThreads = true);
    }

    /**
     * Returns options with an initializer. If it throws, the pool breaks: every pending future and every later
     * submission gets {@link BrokenPoolException}.
     *
     * @param value runs once in each thread before its first task
     * @return the changed options
     */
    public ThreadPoolOptions initializer(TaskRunnable value) {
        return with(draft -> draft.initializer = Optional.of(value));
    }

    /**
     * Returns options that limit how many tasks may wait.
     *
     * @param tasks the limit, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ThreadPoolOptions queueLimit(int tasks) {
        return with(draft -> draft.queueLimit = OptionalInt.of(tasks));
    }

    /**
     * Returns options that say what {@code submit} does when the queue is full.
     *
     * @param value the policy; {@link QueuePolicy#block()} by default
     * @return the changed options
     */
    public ThreadPoolOptions whenFull(QueuePolicy value) {
        return with(draft -> draft.queuePolicy = value);
    }

    /**
     * Returns options with a grace period.
     *
     * @param value how long a task that was told to stop may go on before its thread is replaced; 1 s by default
     * @return the changed options
     * @throws IllegalArgumentException if the value is negative
     */
    public ThreadPoolOptions grace(Duration value) {
        return with(draft -> draft.grace = value);
    }

    /**
     * Returns options that say what {@code close} does with accepted work.
     *
     * @param value the policy; {@link ClosePolicy#WAIT} by default
     * @return the changed options
     */
    public ThreadPoolOptions onClose(ClosePolicy value) {
        return with(draft -> draft.onClose = value);
    }

    /**
     * Returns options with a listener.
     *
     * @param value is told what happens in the pool
     * @return the changed options
     */
    public ThreadPoolOptions listener(PoolListener value) {
        return with(draft -> draft.listener = Optional.of(value));
    }

    /**
     * Returns options with context carriers, added to those already there: they take what belongs to the thread that
     * submits along with each task.
     *
     * @param more the carriers
     * @return the changed options
     * @throws IllegalArgumentException if a carrier is {@linkplain ContextCarrier#isProcessWide process-wide}
     */
    public ThreadPoolOptions carry(ContextCarrier<?>... more) {
        List<ContextCarrier<?>> all = Checks.carriers(carriers, more);
        return with(draft -> draft.carriers = all);
    }

    /**
     * Returns options that measure where the time goes, for {@link PoolExecutor#insights()}. Costs each task some tenths
     * of a microsecond.
     *
     * @return the changed options
     */
    public ThreadPoolOptions withInsights() {
        return with(draft -> draft.insights = true);
    }

    private ThreadPoolOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** The values while one of them is changed. */
    private static final class Draft {
        private Optional<String> name;
        private int workers;
        private Optional<Duration> keepAlive;
        private boolean virtualThreads;
        private Optional<TaskRunnable> initializer;
        private OptionalInt queueLimit;
        private QueuePolicy queuePolicy;
        private Duration grace;
        private ClosePolicy onClose;
        private Optional<PoolListener> listener;
        private List<ContextCarrier<?>> carriers;
        private boolean insights;

        Draft(ThreadPoolOptions base) {
            name = base.name;
            workers = base.workers;
            keepAlive = base.keepAlive;
            virtualThreads = base.virtualThreads;
            initializer = base.initializer;
            queueLimit = base.queueLimit;
            queuePolicy = base.queuePolicy;
            grace = base.grace;
            onClose = base.onClose;
            listener = base.listener;
            carriers = base.carriers;
            insights = base.insights;
        }

        ThreadPoolOptions build() {
            return new ThreadPoolOptions(
                    name,
                    workers,
                    keepAlive,
                    virtualThreads,
                    initializer,
                    queueLimit,
                    queuePolicy,
                    grace,
                    onClose,
                    listener,
                    carriers,
                    insights);
        }
    }
}
