package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.Pipeline;
import dev.tandem.PipelineResults;
import dev.tandem.PoolExecutor;
import dev.tandem.StageFailedException;
import dev.tandem.StageFailure;
import dev.tandem.TaskTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines in which something fails: an element, the inputs, a pool. */
@SuppressWarnings("try")
interface PipelineFailureContract extends PoolContract {
    // SPEC L1
    @Test
    default void pipeline_elementFails_endsWithStageAndInput() {
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = open(2)) {
            Pipeline<Integer> pipeline = Pipeline.from(inputs)
                    .then(pool, x -> "n" + x, s -> s.label("name"))
                    .then(pool, s -> Tasks.failOn(3, Integer.parseInt(s.substring(1))), s -> s.label("check"));

            StageFailedException failure = catchThrowableOfType(StageFailedException.class, pipeline::toList);

            assertThat(failure)
                    .hasMessage("stage failed: stage=check, input=n3, made from=3, failure:"
                            + " java.lang.IllegalStateException: unwanted value 3")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(failure.stage()).isEqualTo("check");
            assertThat(failure.input()).isEqualTo("n3");
            assertThat(failure.origin()).isEqualTo(3);
            int taken = inputs.taken();
            assertThat(pool.submit(() -> Tasks.square(3)).join()).isEqualTo(9);
            assertThat(inputs.taken()).isEqualTo(taken);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_elementFails_othersAreStopped(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            Pipeline<Integer> pipeline = Pipeline.from(List.of(0, 1)).then(pool, x -> {
                if (x == 1) {
                    gate.awaitArrivals(1);
                    return Tasks.fail("stop");
                }
                try {
                    return gate.pass(x);
                } finally {
                    journal.note("ended");
                }
            });

            assertThatThrownBy(pipeline::run)
                    .isInstanceOf(StageFailedException.class)
                    .hasMessage("stage failed: stage=stage-1, input=1, failure:"
                            + " java.lang.IllegalStateException: stop");
            assertThat(journal.lines()).containsExactly("ended");
        }
    }

    // SPEC L1
    @Test
    default void pipeline_collectFailures_keepsThemWithTheirInputs() {
        try (PoolExecutor pool = open(2);
                PipelineResults<List<Integer>> results = Pipeline.from(
                                IntStream.range(0, 40).boxed().toList())
                        .then(pool, x -> "n" + x, s -> s.chunkSize(8))
                        .then(
                                pool,
                                s -> Tasks.failOn(3, Integer.parseInt(s.substring(1))),
                                s -> s.chunkSize(8).label("check"))
                        .map(x -> Tasks.failOn(5, x))
                        .flatMap(x -> x == 7 ? Stream.generate(() -> Tasks.fail("seven")) : Stream.of(x))
                        .batch(2)
                        .then(pool, list -> list.contains(8) ? List.of(Tasks.fail("eight")) : list)
                        .collectFailures()
                        .start()) {
            assertThat(results.toList().stream().flatMap(List::stream))
                    .containsExactlyElementsOf(IntStream.range(0, 40)
                            .filter(x -> x != 3 && (x < 5 || x > 8))
                            .boxed()
                            .toList());
            assertThat(results.failures())
                    .extracting(StageFailure::stage)
                    .containsExactlyInAnyOrder("check", "map-3", "flatMap-4", "stage-6");
            assertThat(results.failures())
                    .filteredOn(f -> f.stage().equals("check"))
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.input()).isEqualTo("n3");
                        assertThat(f.origin()).isEqualTo(3);
                        assertThat(f.failure()).hasMessage("unwanted value 3");
                    });
            assertThat(results.failures())
                    .filteredOn(f -> f.stage().equals("stage-6"))
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.input()).isEqualTo(List.of(6, 8));
                        assertThat(f.origin()).isEqualTo(List.of(6, 8));
                    });
            assertThat(results.stats().stage("check").failed()).isEqualTo(1);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_moreFailuresThanAreCollected_ends() {
        try (PoolExecutor pool = open(1)) {
            Pipeline<Integer> pipeline = Pipeline.from(CountingIterator.endless())
                    .then(pool, x -> Tasks.fail("number " + x))
                    .collectFailures(2);
            try (PipelineResults<Integer> results = pipeline.start()) {
                Iterator<Integer> iterator = results.iterator();

                assertThat(iterator.hasNext()).isTrue();
                assertThatThrownBy(iterator::next)
                        .isInstanceOf(StageFailedException.class)
                        .hasMessageContaining("number 2");
                assertThat(iterator.hasNext()).isFalse();
                assertThat(results.failures()).hasSize(2);
            }
            assertThatThrownBy(pipeline::toList)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("collectFailures needs start(), whose results tell the failures, or onFailure instead:"
                            + " method=toList");
        }
    }

    // SPEC L1
    @Test
    default void pipeline_onFailure_isToldOfEach() {
        List<StageFailure> told = new ArrayList<>();
        try (PoolExecutor pool = open(2)) {
            Pipeline<Integer> pipeline =
                    Pipeline.from(List.of(1, 2, 3, 4)).then(pool, x -> x % 2 == 0 ? Tasks.fail("even") : x);

            assertThat(pipeline.onFailure(told::add).toList()).containsExactly(1, 3);
            assertThat(told).extracting(StageFailure::input).containsExactly(2, 4);

            assertThatThrownBy(() -> pipeline.onFailure(f -> {
                                throw new IllegalArgumentException("told of " + f.input());
                            })
                            .toList())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("told of 2");
        }
    }

    // SPEC L1
    @Test
    default void pipeline_functionThrowsError_isAFailureAsOthers() {
        try (PoolExecutor pool = open(1);
                PipelineResults<Integer> results = Pipeline.from(List.of(1, 2))
                        .then(pool, x -> {
                            if (x == 1) {
                                throw new StackOverflowError("deep");
                            }
                            return x;
                        })
                        .map(x -> {
                            throw new AssertionError("here");
                        })
                        .map(x -> 0)
                        .collectFailures()
                        .start()) {
            assertThat(results.toList()).isEmpty();
            assertThat(results.failures())
                    .extracting(f -> f.failure().getClass().getSimpleName())
                    .containsExactly("StackOverflowError", "AssertionError");
        }
    }

    // SPEC L1
    @Test
    default void pipeline_inputsThrow_endsItAfterWhatWasBefore() {
        Iterator<Integer> failing = Stream.of(1, 2, 0)
                .map(x -> {
                    if (x == 0) {
                        throw new IllegalStateException("no more");
                    }
                    return x;
                })
                .iterator();
        try (PoolExecutor pool = open(1);
                PipelineResults<Integer> results = Pipeline.from(failing)
                        .then(pool, Tasks::square, s -> s.chunkSize(10))
                        .collectFailures()
                        .start()) {
            Iterator<Integer> iterator = results.iterator();
            assertThat(List.of(iterator.next(), iterator.next())).containsExactly(1, 4);
            assertThat(iterator.hasNext()).isTrue();
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no more");
            assertThat(iterator.hasNext()).isFalse();
            assertThat(results.failures()).isEmpty();
        }
    }

    // SPEC L1, L2
    @Test
    default void pipeline_timeout_isThatOfAnElement(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results = Pipeline.from(List.of(0, 1, 2))
                        .then(pool, x -> x) // until the workers are there
                        .then(pool, x -> x == 1 ? gate.pass(x) : x, s -> s.timeout(Duration.ofSeconds(3)))
                        .collectFailures()
                        .start()) {
            assertThat(results.toList()).containsExactly(0, 2);
            assertThat(results.failures()).singleElement().satisfies(f -> {
                assertThat(f.input()).isEqualTo(1);
                assertThat(f.failure()).isInstanceOf(TaskTimeoutException.class);
            });
        }
    }

    // SPEC L1
    @Test
    default void pipeline_poolShutDown_ends() {
        try (PoolExecutor pool = open(1);
                PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                        .then(pool, x -> x)
                        .start()) {
            results.iterator().next();

            pool.shutdown();

            assertThatThrownBy(results::toList)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageStartingWith("pool was shut down: pool=");
        }
    }

    // SPEC L1
    @Test
    default void pipeline_poolStopped_ends(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                        .then(pool, gate::pass)
                        .then(pool, x -> x)
                        .start()) {
            gate.awaitArrivals(1);

            pool.shutdownNow();

            assertThatThrownBy(results::toList)
                    .isInstanceOfAny(StageFailedException.class, RejectedExecutionException.class);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_poolRejectsWhatItHasNoRoomFor_waits() {
        List<Integer> inputs = IntStream.range(0, 200).boxed().toList();
        try (PoolExecutor pool = open(PoolOptions.workers(1).queueLimit(1, dev.tandem.QueuePolicy.reject()))) {
            assertThat(Pipeline.from(inputs)
                            .then(pool, x -> x, s -> s.chunkSize(1))
                            .then(pool, Tasks::square, s -> s.chunkSize(1))
                            .toList())
                    .hasSize(200);
        }
    }

    // SPEC L1, A4
    @Test
    default void pipeline_badOptions_areRefusedWhereTheyAreGiven() {
        try (PoolExecutor pool = open(1)) {
            Pipeline<Integer> pipeline = Pipeline.from(List.of(1));
            assertThatThrownBy(() -> pipeline.then(pool, x -> x, s -> s.concurrency(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("concurrency must be positive: concurrency=0");
            assertThatThrownBy(
                            () -> pipeline.then(pool, x -> x, s -> s.buffer(3).concurrency(4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("buffer must not be less than concurrency, since it holds what is running, too:"
                            + " buffer=3, concurrency=4");
            assertThatThrownBy(() ->
                            pipeline.then(pool, x -> x, s -> s.chunkSize(4).buffer(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("buffer must not be less than chunkSize, since a chunk must fit into it: buffer=3,"
                            + " chunkSize=4");
            assertThatThrownBy(() -> pipeline.then(pool, x -> x, s -> s.timeout(Duration.ZERO)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must be positive: timeout=PT0S");
            assertThatThrownBy(() -> pipeline.then(pool, x -> x, s -> s.label(" ")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("label must not be blank: label=' '");
            assertThatThrownBy(() -> pipeline.batch(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("size must be positive: size=0");
            assertThatThrownBy(() -> pipeline.batch(1, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("within must be positive: within=PT0S");
            assertThatThrownBy(() -> pipeline.collectFailures(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("most must not be negative: most=-1");
        }
    }
}
