package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.Futures;
import dev.tandem.Pipeline;
import dev.tandem.PipelineResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.StageFailedException;
import dev.tandem.StageFailure;
import dev.tandem.TaskScope;
import dev.tandem.TaskSerializationException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerCrashedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines and scopes on worker processes, which die. */
@ExtendWith(LeakCheck.class)
@Deadline
@SuppressWarnings("try")
class PipelineProcessesTest {
    private static int exitOn(int unwanted, int value) {
        if (value == unwanted) {
            System.exit(3);
        }
        return value;
    }

    // SPEC L1, C2
    @Test
    void stage_workerDies_failsTheElementAndThoseBeforeItInItsChunk() {
        List<Integer> inputs = IntStream.range(0, 20).boxed().toList();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                PipelineResults<Integer> results = Pipeline.from(inputs)
                        .then(pool, x -> exitOn(7, x), s -> s.chunkSize(10))
                        .collectFailures()
                        .start()) {
            List<Integer> succeeded = results.toList();
            int first = 8 - results.failures().size(); // where the chunk began: it is not held back until it is full
            assertThat(first).isBetween(0, 7);
            assertThat(results.failures())
                    .extracting(StageFailure::input)
                    .containsExactlyElementsOf(inputs.subList(first, 8));
            assertThat(succeeded)
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .filter(x -> x < first || x >= 8)
                            .boxed()
                            .toList());
            assertThat(results.failures())
                    .allMatch(f -> f.failure() instanceof WorkerCrashedException crash
                            && crash.exitCode().orElse(0) == 3);
        }
    }

    // SPEC L1, P5
    @Test
    void stage_elementsThatCannotTravel_failAlone() {
        List<Object> inputs = List.of(1, new Object(), 2, 3);
        for (boolean ordered : List.of(true, false)) {
            try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                    PipelineResults<Object> results = Pipeline.from(inputs)
                            .then(
                                    pool,
                                    x -> x,
                                    s -> (ordered ? s : s.unordered())
                                            .chunkSize(4)
                                            .label("travel"))
                            .then(pool, x -> x.equals(2) ? new Thread() : x, s -> s.chunkSize(4))
                            .collectFailures()
                            .start()) {
                assertThat(results.toList()).containsExactlyInAnyOrder(1, 3);
                assertThat(results.failures()).hasSize(2);
                assertThat(results.failures()).allMatch(f -> f.failure() instanceof TaskSerializationException);
                assertThat(results.failures())
                        .filteredOn(f -> f.stage().equals("travel"))
                        .extracting(StageFailure::input)
                        .containsExactly(inputs.get(1));
            }
        }
    }

    /** What comes back is submitted again at once, not only when the inputs go on. */
    // SPEC L1, P5
    @Test
    void stage_chunkIsSpoiledWhileTheInputsPause_givesTheOthersBack() {
        BlockingQueue<Object> queue = new LinkedBlockingQueue<>(List.of(1, new Object(), 2, 3));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                PipelineResults<Object> results = Pipeline.from(live(queue))
                        .then(pool, x -> x, s -> s.chunkSize(4))
                        .collectFailures()
                        .start()) {
            Iterator<Object> iterator = results.iterator();
            assertThat(List.of(iterator.next(), iterator.next(), iterator.next()))
                    .containsExactly(1, 2, 3);
            queue.add("end");
            assertThat(iterator.hasNext()).isFalse();
            assertThat(results.failures()).hasSize(1);
        }
    }

    // SPEC L1, C2
    @Test
    void stage_workerDiesWhileTheInputsPause_givesTheOthersBack() {
        BlockingQueue<Object> queue = new LinkedBlockingQueue<>(List.of(1, 2, 3, 4));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                PipelineResults<Integer> results = Pipeline.from(live(queue))
                        .then(pool, x -> exitOn(2, (Integer) x), s -> s.chunkSize(4))
                        .collectFailures()
                        .start()) {
            Iterator<Integer> iterator = results.iterator();
            int last = 0;
            while (last != 4) {
                last = iterator.next();
            }
            queue.add("end");
            assertThat(iterator.hasNext()).isFalse();
            assertThat(results.failures()).extracting(StageFailure::input).contains(2);
        }
    }

    /** What comes into a queue, until the end is in it. */
    private static Iterator<Object> live(BlockingQueue<Object> queue) {
        return Stream.generate(() -> {
                    try {
                        return queue.take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("the pipeline was stopped", e);
                    }
                })
                .takeWhile(x -> !x.equals("end"))
                .iterator();
    }

    // SPEC L1
    @Test
    void stage_poolBreaks_endsThePipeline() {
        try (PoolExecutor threads = ThreadPoolExecutor.open(1);
                PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).breakingOnCrash());
                PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                        .then(threads, x -> x)
                        .then(pool, x -> exitOn(30, x), s -> s.chunkSize(1))
                        .then(threads, x -> x)
                        .collectFailures()
                        .start()) {
            assertThatThrownBy(results::toList).isInstanceOf(BrokenPoolException.class);
        }
    }

    // SPEC L1, C4
    @Test
    void stage_taskThatIgnoresEverything_isKilledByTheEndOfThePipeline(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).grace(Duration.ofMillis(50)));
                Gate gate = Gate.in(dir)) {
            Pipeline<Integer> pipeline = Pipeline.from(List.of(0, 1)).then(pool, x -> {
                if (x == 1) {
                    gate.awaitArrivals(1);
                    return Tasks.fail("end");
                }
                journal.note(ProcessHandle.current().pid());
                return gate.passStubbornly();
            });

            assertThatThrownBy(pipeline::toList).isInstanceOf(StageFailedException.class);

            assertThat(Processes.isRunning(Long.parseLong(journal.lines().get(0))))
                    .isFalse();
        }
    }

    // SPEC L2, C4
    @Test
    void scope_taskThatIgnoresEverything_isKilledWhenTheBlockIsLeft(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).grace(Duration.ofMillis(50)));
                Gate gate = Gate.in(dir)) {
            try (TaskScope scope = Futures.scope(pool)) {
                scope.submit(() -> {
                    journal.note(ProcessHandle.current().pid());
                    return gate.passStubbornly();
                });
                gate.awaitArrivals(1);
            }
            assertThat(Processes.isRunning(Long.parseLong(journal.lines().get(0))))
                    .isFalse();
        }
    }

    // SPEC L1
    @Test
    void pipeline_closedAtAnyMoment_leavesThePoolUsable() {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            for (int round = 0; round < 30; round++) {
                try (PipelineResults<Integer> results = Pipeline.from(CountingIterator.endless())
                        .then(pool, Tasks::square, s -> s.buffer(16))
                        .then(pool, x -> x, s -> s.buffer(16).unordered())
                        .start()) {
                    for (int i = 0; i < round; i++) {
                        results.iterator().next();
                    }
                }
            }
            assertThat(pool.submit(() -> Tasks.square(3)).join()).isEqualTo(9);
        }
    }
}
