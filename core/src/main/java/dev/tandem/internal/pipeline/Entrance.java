package dev.tandem.internal.pipeline;

import dev.tandem.PoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskOptions;
import dev.tandem.internal.mapping.Elements;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolView;
import dev.tandem.internal.task.Submitter;
import java.util.Optional;
import java.util.OptionalInt;

/** The way of a stage into its pool. */
interface Entrance {
    /** Submits elements as one task; throws what the pool throws. */
    TaskFuture<Object> submit(Elements elements);

    /** About how many tasks the pool runs at a time. */
    int workers();

    /** How many tasks may wait in the pool, if that is limited. */
    OptionalInt queueLimit();

    /** Whether elements travel alone unless the user has said how many travel together. */
    boolean prefersSingles();

    /** The pool, if a thread of it that waits has to tell. */
    Optional<PoolCore> core();

    /** The way into a pool, with the context of the current thread. */
    static Entrance of(PoolExecutor pool) {
        return pool instanceof PoolView view ? new Known(view.submitterInThisContext()) : new Foreign(pool);
    }

    /**
     * The way into a pool of this library, which can run several elements as one task.
     *
     * @param submitter submits with the options and the context of the stage
     */
    record Known(Submitter submitter) implements Entrance {
        @Override
        public TaskFuture<Object> submit(Elements elements) {
            return submitter.submit(elements.call());
        }

        @Override
        public int workers() {
            return submitter.backend().parallelism();
        }

        @Override
        public OptionalInt queueLimit() {
            return submitter.backend().core().settings().queueLimit();
        }

        @Override
        public boolean prefersSingles() {
            TaskOptions options = submitter.options(); // limits and retries are those of the task
            return options.timeout().isPresent()
                    || options.deadline().isPresent()
                    || options.retries().maxAttempts() > RetryPolicy.never().maxAttempts();
        }

        @Override
        public Optional<PoolCore> core() {
            return Optional.of(submitter.backend().core());
        }
    }

    /**
     * The way into a pool that somebody else has made.
     *
     * @param pool the pool
     */
    record Foreign(PoolExecutor pool) implements Entrance {
        @Override
        @SuppressWarnings("unchecked") // the types were checked where the stage was described
        public TaskFuture<Object> submit(Elements elements) {
            return pool.submit((TaskFunction<Object, Object>) elements.function(), elements.firsts()[0]);
        }

        @Override
        public int workers() {
            return Math.max(
                    Runtime.getRuntime().availableProcessors(),
                    pool.stats().workers().size());
        }

        @Override
        public OptionalInt queueLimit() {
            return OptionalInt.empty();
        }

        @Override
        public boolean prefersSingles() {
            return true;
        }

        @Override
        public Optional<PoolCore> core() {
            return Optional.empty();
        }
    }
}
