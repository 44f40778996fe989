package dev.tandem.internal.pipeline;

import dev.tandem.PoolExecutor;
import dev.tandem.Progress;
import dev.tandem.StageOptions;
import dev.tandem.TaskFunction;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The description of a step of a pipeline. Immutable; a run makes flows of it. */
public sealed interface Step {
    /** The name of the step in failures and statistics. */
    String label();

    /** Puts the step behind a flow. */
    Flow behind(Flow upstream, Control control);

    /** Whether each element becomes one, or none. */
    boolean keepsCount();

    /**
     * A function that is called here.
     *
     * @param label the name of the step
     * @param function the function
     */
    record Mapping(String label, TaskFunction<Object, Object> function) implements Step {
        @Override
        public Flow behind(Flow upstream, Control control) {
            return new MapFlow(upstream, control, control.meter(label), function);
        }

        @Override
        public boolean keepsCount() {
            return true;
        }
    }

    /**
     * A test that is made here.
     *
     * @param label the name of the step
     * @param predicate the test
     */
    record Filtering(String label, Predicate<Object> predicate) implements Step {
        @Override
        public Flow behind(Flow upstream, Control control) {
            return new FilterFlow(upstream, control, control.meter(label), predicate);
        }

        @Override
        public boolean keepsCount() {
            return true;
        }
    }

    /**
     * A function whose streams are opened here, and read as their elements are wanted.
     *
     * @param label the name of the step
     * @param function the function
     */
    record Flattening(String label, TaskFunction<Object, Stream<?>> function) implements Step {
        @Override
        public Flow behind(Flow upstream, Control control) {
            return new FlatFlow(upstream, control, control.meter(label), function);
        }

        @Override
        public boolean keepsCount() {
            return false;
        }
    }

    /**
     * Elements are put together to lists.
     *
     * @param label the name of the step
     * @param size how many make a list
     * @param within after what time a list is given on that is not full; empty for none
     */
    record Batching(String label, int size, Optional<Duration> within) implements Step {
        @Override
        public Flow behind(Flow upstream, Control control) {
            Flow prompt = within.isPresent() ? RelayFlow.unlessPrompt(upstream, control) : upstream;
            return new BatchFlow(prompt, control.meter(label), size, within);
        }

        @Override
        public boolean keepsCount() {
            return false;
        }
    }

    /**
     * Elements are counted that come by, and those that have failed or were left out on the way from the inputs.
     *
     * @param label the name of the step, which is not told
     * @param progress counts them
     */
    record Counting(String label, Progress progress) implements Step {
        @Override
        public Flow behind(Flow upstream, Control control) {
            control.meters().forEach(meter -> meter.countOn(progress));
            return new CountFlow(upstream, progress);
        }

        @Override
        public boolean keepsCount() {
            return true;
        }
    }

    /**
     * A function that runs in a pool.
     *
     * @param label the name of the step
     * @param shape what is made of its results
     * @param pool the pool, with the options of the tasks
     * @param function the function
     * @param options the options of the stage
     */
    record Pooled(String label, Shape shape, PoolExecutor pool, TaskFunction<?, ?> function, StageOptions options)
            implements Step {
        @Override
        public Flow behind(Flow upstream, Control control) {
            return StageFlow.start(RelayFlow.unlessPrompt(upstream, control), control, this);
        }

        @Override
        public boolean keepsCount() {
            return shape != Shape.LIST;
        }
    }

    /** What is made of the results of a stage. */
    enum Shape {
        /** Each result is an element. */
        EACH,
        /** Each result is a list of elements. */
        LIST,
        /** Each result tells whether the element itself is kept. */
        KEEP
    }
}
