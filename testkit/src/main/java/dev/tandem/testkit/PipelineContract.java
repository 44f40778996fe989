package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.Pipeline;
import dev.tandem.PipelineResults;
import dev.tandem.PipelineStats;
import dev.tandem.PoolExecutor;
import dev.tandem.RateLimit;
import dev.tandem.StageStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines: what goes through the stages, in which order, how far ahead, and how it ends. */
@SuppressWarnings("try")
interface PipelineContract extends PoolContract {
    // SPEC L1
    @Test
    default void pipeline_twoStagesOnOneWorker_giveResultsInOrder() {
        List<Integer> inputs = IntStream.range(0, 300).boxed().toList();
        try (PoolExecutor pool = open(1)) {
            assertThat(Pipeline.from(inputs)
                            .then(pool, Tasks::square)
                            .then(pool, x -> "r" + x)
                            .toList())
                    .isEqualTo(inputs.stream().map(x -> "r" + x * x).toList());
        }
    }

    // SPEC L1
    @Test
    default void pipeline_inputs_canBeIterablesIteratorsAndStreams() {
        List<Integer> inputs = List.of(1, 2, 3);
        try (PoolExecutor pool = open(1)) {
            Pipeline<Integer> again = Pipeline.from(inputs).then(pool, Tasks::square);
            assertThat(again.toList()).containsExactly(1, 4, 9);
            assertThat(again.toList()).containsExactly(1, 4, 9);
            Pipeline<Integer> once = Pipeline.from(inputs.iterator()).then(pool, Tasks::square);
            assertThat(once.toList()).containsExactly(1, 4, 9);
            assertThatThrownBy(once::toList)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("inputs have been used: a pipeline of an iterator or a stream can be started once");
            assertThat(Pipeline.from(inputs.stream()).then(pool, Tasks::square).toList())
                    .containsExactly(1, 4, 9);
            assertThat(Pipeline.from(List.<Integer>of())
                            .then(pool, Tasks::square)
                            .toList())
                    .isEmpty();
        }
    }

    // SPEC L1
    @Test
    default void pipeline_unordered_passesOnWhatIsCompleted(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results = Pipeline.from(List.of(0, 1, 2, 3))
                        .then(
                                pool,
                                x -> x == 0 ? gate.pass(x) : x,
                                s -> s.unordered().chunkSize(1))
                        .start()) {
            Iterator<Integer> iterator = results.iterator();

            assertThat(List.of(iterator.next(), iterator.next(), iterator.next()))
                    .containsExactlyInAnyOrder(1, 2, 3);
            gate.open();
            assertThat(iterator.next()).isZero();
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    // SPEC L1
    @Test
    default void pipeline_unordered_losesNothing() {
        List<Integer> inputs = IntStream.range(0, 2000).boxed().toList();
        try (PoolExecutor pool = open(2)) {
            assertThat(Pipeline.from(inputs)
                            .then(pool, x -> x, s -> s.unordered())
                            .then(pool, x -> x, s -> s.unordered())
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(inputs);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_stepsOfAllKinds_makeWhatTheySay() {
        try (PoolExecutor pool = open(2)) {
            assertThat(Pipeline.from(List.of("a b", "", "c d e"))
                            .filter(line -> !line.isEmpty())
                            .flatMap(pool, line -> Arrays.stream(line.split(" ")))
                            .map(word -> word + word)
                            .filter(pool, word -> !word.equals("dd"))
                            .flatMap(word -> Stream.of(word, word.length()))
                            .batch(3)
                            .toList())
                    .containsExactly(List.of("aa", 2, "bb"), List.of(2, "cc", 2), List.of("ee", 2));
        }
    }

    // SPEC L1
    @Test
    default void pipeline_withoutPool_givesResults() {
        assertThat(Pipeline.from(List.of(1, 2, 3)).map(x -> x + 1).toList()).containsExactly(2, 3, 4);
    }

    // SPEC L1
    @Test
    default void pipeline_nulls_passThrough() {
        try (PoolExecutor pool = open(1)) {
            assertThat(Pipeline.from(Arrays.asList("x", null, "y"))
                            .then(pool, Tasks::describe)
                            .then(pool, PipelineContract::nullIfCalledSo)
                            .toList())
                    .containsExactly("x", null, "y");
        }
    }

    @SuppressWarnings("NullAway") // that is what the test is about
    private static String nullIfCalledSo(String text) {
        return text.equals("null") ? null : text;
    }

    // SPEC L1
    @Test
    default void pipeline_batchWithin_isGivenOnWhileTheInputsPause(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                PipelineResults<List<Integer>> results = Pipeline.from(pausingAt(2, 3, gate))
                        .then(pool, x -> x)
                        .batch(10, Duration.ofMillis(1))
                        .start()) {
            List<Integer> before = new ArrayList<>();
            while (before.size() < 2) {
                before.addAll(results.iterator().next());
            }
            assertThat(before).containsExactly(0, 1);
            gate.open();
            assertThat(results.toList()).containsExactly(List.of(2));
        }
    }

    /** Gives 0, 1, 2, ... and waits at the gate before one of them. */
    private static Iterator<Integer> pausingAt(int pause, int end, Gate gate) {
        return new CountingIterator(end) {
            @Override
            public Integer next() {
                if (taken() == pause) {
                    try {
                        gate.pass();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted at the gate", e);
                    }
                }
                return super.next();
            }
        };
    }

    // SPEC L1
    @Test
    default void pipeline_inputsPause_whatIsThereIsNotHeldBackForAFullChunk(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results = Pipeline.from(pausingAt(5, 6, gate))
                        .then(pool, x -> x, s -> s.chunkSize(4))
                        .start()) {
            Iterator<Integer> iterator = results.iterator();
            for (int i = 0; i < 5; i++) {
                assertThat(iterator.next()).isEqualTo(i);
            }
            gate.open();
            assertThat(iterator.next()).isEqualTo(5);
        }
    }

    // SPEC L1, C6
    @Test
    default void pipeline_endlessInputs_areTakenAsFarAheadAsTheBuffersReach() {
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = open(2);
                PipelineResults<Integer> results = Pipeline.from(inputs)
                        .then(pool, x -> x, s -> s.buffer(10).chunkSize(1).label("one"))
                        .then(pool, x -> x, s -> s.buffer(5).chunkSize(1).label("two"))
                        .start()) {
            Iterator<Integer> iterator = results.iterator();
            for (int i = 0; i < 20; i++) {
                assertThat(iterator.next()).isEqualTo(i);
            }

            Poll.until("both buffers are full", () -> {
                PipelineStats stats = results.stats();
                return stats.stage("one").buffered() == 10
                        && stats.stage("two").buffered() == 5
                        && stats.stage("one").running() == 0
                        && stats.stage("two").running() == 0;
            });
            // and one that the relay of the inputs holds, one more in the hand of each feeder
            assertThat(inputs.taken()).isBetween(20 + 10 + 5, 20 + 10 + 5 + 4);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_concurrency_boundsWhatRuns(@TempDir Path dir) {
        try (PoolExecutor pool = open(4);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results = Pipeline.from(
                                IntStream.range(0, 8).boxed())
                        .then(pool, gate::pass, s -> s.concurrency(2).label("gate"))
                        .start()) {
            gate.awaitArrivals(2);
            Poll.until("two are running", () -> results.stats().stage("gate").running() == 2);
            assertThat(pool.stats().submitted()).isEqualTo(2);
            assertThat(gate.arrivals()).isEqualTo(2);
            gate.open();
            assertThat(results.toList()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        }
    }

    // SPEC L1, L2
    @Test
    default void pipeline_rateLimit_letsThroughWhatItPermits() {
        RateLimit limit = RateLimit.of(1, Duration.ofDays(1)).burst(3);
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = open(2);
                PipelineResults<Integer> results = Pipeline.from(inputs)
                        .then(pool, x -> x, s -> s.rateLimit(limit).label("limited"))
                        .start()) {
            Iterator<Integer> iterator = results.iterator();
            assertThat(List.of(iterator.next(), iterator.next(), iterator.next()))
                    .containsExactly(0, 1, 2);

            Poll.until(
                    "it waits for the limit",
                    () -> results.stats().stage("limited").limitedShare() > 0);
            StageStats stage = results.stats().stage("limited");
            assertThat(stage.in()).isEqualTo(3);
            assertThat(limit.tryAcquire()).isFalse();
            Poll.until(
                    "the limit is the bottleneck",
                    () -> results.stats().bottleneck().equals("limited"));
        }
    }

    // SPEC L2
    @Test
    default void pipeline_retries_runAgainWhatFailed(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            assertThat(Pipeline.from(List.of(7))
                            .then(
                                    pool,
                                    x -> journal.noteAndCount(x) < 3 ? Tasks.fail("not yet") : x,
                                    s -> s.retries(dev.tandem.RetryPolicy.attempts(3)))
                            .toList())
                    .containsExactly(7);
            assertThat(journal.lines()).hasSize(3);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_interruptedConsumer_mayGoOn(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results =
                        Pipeline.from(List.of(1)).then(pool, gate::pass).start();
                OtherThread<Integer> consumer = OtherThread.calling(() -> {
                    try {
                        return results.iterator().next();
                    } catch (dev.tandem.WaitInterruptedException e) {
                        assertThat(Thread.interrupted()).isTrue();
                        gate.open();
                        return results.iterator().next();
                    }
                })) {
            gate.awaitArrivals(1);
            consumer.awaitBlocked().interrupt();
            assertThat(consumer.value()).isEqualTo(1);
        }
    }

    /** A pool whose workers are there. */
    private PoolExecutor opened(int workers) {
        PoolExecutor pool = open(workers);
        Pipeline.from(IntStream.range(0, 10 * workers).boxed())
                .then(pool, x -> x)
                .run();
        return pool;
    }

    // SPEC L1
    @Test
    default void pipeline_stats_tellTheBottleneck(@TempDir Path dir) {
        try (PoolExecutor pool = opened(2);
                PoolExecutor other = opened(2);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                        .then(other, x -> x, s -> s.buffer(2).label("quick"))
                        .then(pool, gate::pass, s -> s.buffer(2).label("slow"))
                        .start()) {
            Poll.until("it is known", () -> results.stats().bottleneck().equals("slow"));

            gate.open();
            Poll.until(
                    "the consumer is the slowest",
                    () -> results.stats().bottleneck().equals(PipelineStats.CONSUMER));
            results.iterator().next();
            PipelineStats stats = results.stats();
            assertThat(stats.stage("slow").out()).isEqualTo(1);
            assertThat(stats.stage("slow").failed()).isZero();
            assertThat(stats.stages())
                    .extracting(StageStats::label)
                    .containsExactly(PipelineStats.INPUT, "quick", "slow");
            assertThat(stats.toString().lines()).hasSize(5);
            assertThatThrownBy(() -> stats.stage("none"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no stage has this label: label='none', labels=[input, quick, slow]");
        }
    }

    // SPEC L1: the quick stage can do nothing either, and for longer, but now only because the slow one has all
    // workers.
    @Test
    default void pipeline_stats_ofStagesInOnePool_tellWhichTakesIt(@TempDir Path dir) {
        try (PoolExecutor pool = opened(2);
                Gate first = Gate.in(dir);
                Gate gate = Gate.in(dir)) {
            Iterator<Integer> inputs = new CountingIterator(Integer.MAX_VALUE) {
                @Override
                public Integer next() {
                    if (taken() == 2) {
                        gate.awaitArrivals(2);
                    }
                    return super.next();
                }
            };
            try (PipelineResults<Integer> results = Pipeline.from(inputs)
                    .then(pool, x -> x < 2 ? first.pass(x) : x, s -> s.buffer(2).label("quick"))
                    .then(pool, gate::pass, s -> s.buffer(2).label("slow"))
                    .start()) {
                first.awaitArrivals(2);
                Poll.until("it is known", () -> results.stats().bottleneck().equals("quick"));
                Poll.untilPassed(Duration.ofMillis(300), System.nanoTime()); // the slow one does not make up for that
                first.open();
                gate.awaitArrivals(2);
                Poll.until("it waits", () -> results.stats().stage("quick").running() == 2);

                Poll.until("it is known", () -> results.stats().bottleneck().equals("slow"));
                assertThat(results.stats().stage("slow").busyShare()).isPositive();
                gate.open();
            }
        }
    }

    // SPEC L1
    @Test
    default void pipeline_close_leavesNothingRunning(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                    .then(pool, x -> {
                        journal.note("begin");
                        try {
                            return gate.pass(x);
                        } finally {
                            journal.note("end");
                        }
                    })
                    .then(pool, x -> x)
                    .start();
            gate.awaitArrivals(2);

            results.close();

            List<String> lines = journal.lines();
            assertThat(lines.stream().filter("end"::equals).count())
                    .isEqualTo(lines.stream().filter("begin"::equals).count());
            assertThat(results.iterator().hasNext()).isFalse();
            assertThatThrownBy(() -> results.iterator().next()).isInstanceOf(NoSuchElementException.class);
            assertThat(pool.stats().queued()).isZero();
            results.close();
            assertThat(pool.submit(() -> Tasks.square(3)).join()).isEqualTo(9);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_closedByAnotherThread_endsTheWaitOfTheConsumer(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir);
                PipelineResults<Integer> results =
                        Pipeline.from(List.of(1)).then(pool, gate::pass).start();
                OtherThread<Boolean> consumer =
                        OtherThread.calling(() -> results.iterator().hasNext())) {
            gate.awaitArrivals(1);
            consumer.awaitBlocked();

            results.close();

            assertThat(consumer.value()).isFalse();
        }
    }

    // SPEC L1
    @Test
    default void pipeline_streamClosedEarly_endsIt() {
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = open(2)) {
            try (Stream<Integer> stream = Pipeline.from(inputs).then(pool, Tasks::square).stream()) {
                assertThat(stream.limit(3).toList()).containsExactly(0, 1, 4);
            }
            int taken = inputs.taken();
            assertThat(pool.submit(() -> Tasks.square(3)).join()).isEqualTo(9);
            assertThat(inputs.taken()).isEqualTo(taken);
        }
    }

    // SPEC L1
    @Test
    default void pipeline_results_areForgottenWhenTheyAreTaken() {
        try (PoolExecutor pool = open(1);
                PipelineResults<byte[]> results = Pipeline.from(List.of(1, 2, 3))
                        .then(pool, x -> new byte[x], s -> s.chunkSize(1))
                        .start()) {
            java.lang.ref.WeakReference<byte[]> first =
                    new java.lang.ref.WeakReference<>(results.iterator().next());
            Poll.until("the first result is gone", () -> {
                System.gc();
                return first.get() == null;
            });
            assertThat(results.toList()).hasSize(2).allMatch(Objects::nonNull);
        }
    }
}
