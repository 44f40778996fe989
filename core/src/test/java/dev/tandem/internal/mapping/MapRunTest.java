package dev.tandem.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.MapOptions;
import dev.tandem.MapResults;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.internal.task.PoolView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** M1-M7, with a backend in which the test decides when what ends how. */
@Timeout(60)
class MapRunTest {
    private static final TaskFunction<Integer, Integer> TENFOLD = x -> 10 * x;
    private static final TaskFunction<Integer, Integer> NOT_THREE = x -> {
        if (x == 3) {
            throw new IllegalArgumentException("three");
        }
        return 10 * x;
    };

    private final ManualBackend backend = new ManualBackend();
    private final PoolView pool = new PoolView(backend);

    private MapResults<Integer> map(int inputs, UnaryOperator<MapOptions> options) {
        return pool.map(TENFOLD, IntStream.rangeClosed(1, inputs).boxed().iterator(), options);
    }

    private void runAll() throws Exception {
        for (int i = 0; i < backend.tasks.size(); i++) { // running one may submit more
            if (!backend.tasks.get(i).isDone()) {
                backend.tasks.get(i).run();
            }
        }
    }

    // ---- order

    @Test
    void ordered_completedBackwards_givesInputOrder() throws Exception {
        MapResults<Integer> results = map(4, o -> o.chunkSize(1));
        for (int i = 3; i >= 0; i--) {
            backend.tasks.get(i).run();
        }
        assertThat(results.toList()).containsExactly(10, 20, 30, 40);
    }

    @Test
    void unordered_completedBackwards_givesCompletionOrder() throws Exception {
        MapResults<Integer> results = map(5, o -> o.chunkSize(2).unordered());
        for (int i = 2; i >= 0; i--) {
            backend.tasks.get(i).run();
        }
        assertThat(results.toList()).containsExactly(50, 30, 40, 10, 20);
    }

    // ---- the window

    @Test
    void buffer_isNeverExceeded_andRefilledAsResultsAreConsumed() throws Exception {
        Iterator<Integer> results = pool.map(
                        TENFOLD, Stream.iterate(1, x -> x + 1), o -> o.buffer(3).chunkSize(1))
                .iterator();
        assertThat(backend.arguments()).containsExactly(List.of(1), List.of(2), List.of(3));
        for (int i = 0; i < 10; i++) {
            backend.tasks.get(i).run();
            assertThat(results.next()).isEqualTo(10 * (i + 1));
            assertThat(backend.tasks).hasSize(i + 4);
        }
    }

    @Test
    void buffer_smallerThanChunkSize_boundsTheChunk() {
        map(100, o -> o.buffer(5).chunkSize(20));
        assertThat(backend.arguments()).containsExactly(List.of(1, 2, 3, 4, 5));
    }

    @Test
    void buffer_withChunks_refillsByWholeChunks() throws Exception {
        Iterator<Integer> results = map(100, o -> o.buffer(6).chunkSize(2)).iterator();
        assertThat(backend.tasks).hasSize(3);
        backend.tasks.get(0).run();
        results.next();
        assertThat(backend.tasks).hasSize(3);
        results.next();
        assertThat(backend.arguments().get(3)).isEqualTo(List.of(7, 8));
    }

    @Test
    void automatic_nothingMeasured_is64ElementsForEachWorker() {
        map(1_000, o -> o);
        assertThat(backend.tasks).hasSize(128);
    }

    @Test
    void eagerly_submitsEverything() {
        map(1_000, o -> o.eagerly().chunkSize(10));
        assertThat(backend.tasks).hasSize(100);
    }

    // ---- automatic chunks

    @Test
    void automatic_tinyElements_chunksGrow() throws Exception {
        Iterator<Integer> results =
                pool.map(TENFOLD, Stream.iterate(1, x -> x + 1)).iterator();
        int next = 0;
        int largest = 0;
        for (int i = 1; i <= 30_000; i++) {
            while (next < backend.tasks.size()) {
                ManualBackend.Task<?> task = backend.tasks.get(next++);
                largest = Math.max(largest, task.arguments().size());
                task.runFor(task.arguments().size() * 100L);
            }
            assertThat(results.next()).isEqualTo(10 * i);
        }
        assertThat(largest).isEqualTo(4_096);
    }

    @Test
    void automatic_knownRemainder_endsInSmallChunks() throws Exception {
        List<Integer> inputs = IntStream.rangeClosed(1, 20_000).boxed().toList();
        MapResults<Integer> results = pool.map(TENFOLD, inputs);
        int next = 0;
        List<Integer> sizes = new ArrayList<>();
        for (Iterator<Integer> i = results.iterator(); i.hasNext(); i.next()) {
            while (next < backend.tasks.size()) {
                ManualBackend.Task<?> task = backend.tasks.get(next++);
                sizes.add(task.arguments().size());
                task.runFor(task.arguments().size() * 100L);
            }
        }
        assertThat(sizes.stream().mapToInt(x -> x).sum()).isEqualTo(20_000);
        assertThat(sizes.stream().mapToInt(x -> x).max().orElseThrow()).isBetween(500, 2_500);
        assertThat(sizes.subList(sizes.size() - 5, sizes.size())).allMatch(size -> size <= 2);
    }

    @Test
    void automatic_slowElements_travelAlone() throws Exception {
        Iterator<Integer> results =
                pool.map(TENFOLD, Stream.iterate(1, x -> x + 1)).iterator();
        for (int i = 0; i < 500; i++) {
            backend.tasks.get(i).runFor(1_000_000);
            results.next();
        }
        assertThat(backend.arguments()).allMatch(arguments -> arguments.size() <= 1);
    }

    @Test
    void automatic_withTaskTimeout_travelAlone() throws Exception {
        Iterator<Integer> results = pool.with(o -> o.timeout(Duration.ofHours(1)))
                .map(TENFOLD, Stream.iterate(1, x -> x + 1))
                .iterator();
        for (int i = 0; i < 500; i++) {
            backend.tasks.get(i).runFor(10);
            results.next();
        }
        assertThat(backend.arguments()).allMatch(arguments -> arguments.size() <= 1);
    }

    // ---- failures

    @Test
    void failure_ofOneElement_isThrownThereAndIterationGoesOn() throws Exception {
        for (int chunkSize : new int[] {1, 2, 10}) {
            backend.tasks.clear();
            Iterator<Integer> results = pool.map(NOT_THREE, List.of(1, 2, 3, 4), o -> o.chunkSize(chunkSize))
                    .iterator();
            runAll();
            assertThat(results.next()).isEqualTo(10);
            assertThat(results.next()).isEqualTo(20);
            assertThatThrownBy(results::next)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("three");
            assertThat(results.next()).isEqualTo(40);
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void failure_isACompletionExceptionItself_isTheCause() throws Exception {
        CompletionException thrown = new CompletionException(new IllegalStateException());
        Iterator<Integer> results = pool.<Integer, Integer>map(
                        x -> {
                            throw thrown;
                        },
                        List.of(1))
                .iterator();
        runAll();
        assertThatThrownBy(results::next)
                .isInstanceOf(CompletionException.class)
                .hasCause(thrown);
    }

    @Test
    void crash_inAChunk_failsTheElementsUpToItAndRunsTheRest() throws Exception {
        for (boolean ordered : new boolean[] {true, false}) {
            backend.tasks.clear();
            Iterator<Integer> results = map(
                            8, o -> ordered ? o.chunkSize(6) : o.chunkSize(6).unordered())
                    .iterator();
            backend.tasks.get(0).crashAt(2);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(results::next).hasCauseInstanceOf(WorkerCrashedException.class);
            }
            assertThat(backend.arguments().get(2)).isEqualTo(List.of(4, 5, 6));
            runAll();
            List<Integer> rest = new ArrayList<>();
            results.forEachRemaining(rest::add);
            assertThat(rest).containsExactlyInAnyOrder(40, 50, 60, 70, 80);
            if (ordered) {
                assertThat(rest).isSorted();
            }
        }
    }

    @Test
    void crash_twiceInAChunk_isSplitTwice() throws Exception {
        Iterator<Integer> results = map(4, o -> o.chunkSize(4)).iterator();
        backend.tasks.get(0).crashAt(0);
        assertThatThrownBy(results::next).hasCauseInstanceOf(WorkerCrashedException.class);
        backend.tasks.get(1).crashAt(1);
        assertThatThrownBy(results::next).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThatThrownBy(results::next).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThat(backend.arguments().get(2)).isEqualTo(List.of(4));
        runAll();
        assertThat(results.next()).isEqualTo(40);
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void crash_atUnknownElement_failsTheChunk() {
        Iterator<Integer> results = map(3, o -> o.chunkSize(3)).iterator();
        backend.tasks.get(0).crashAt(-1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(results::next).hasCauseInstanceOf(WorkerCrashedException.class);
        }
        assertThat(results.hasNext()).isFalse();
        assertThat(backend.tasks).hasSize(1);
    }

    @Test
    void unserializableElement_inAChunk_failsAlone() throws Exception {
        backend.unserializable = 2;
        Iterator<Integer> results = map(4, o -> o.chunkSize(4)).iterator();
        assertThat(backend.tasks).isEmpty();
        backend.runsAtOnce = true;
        assertThat(results.next()).isEqualTo(10);
        assertThatThrownBy(results::next).hasCauseInstanceOf(TaskSerializationException.class);
        assertThat(results.next()).isEqualTo(30);
        assertThat(results.next()).isEqualTo(40);
    }

    @Test
    void input_throws_surfacesAfterEarlierResults() throws Exception {
        Iterator<Integer> bad = new Iterator<>() {
            private int count;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                if (++count == 4) {
                    throw new IllegalStateException("bad input");
                }
                return count;
            }
        };
        Iterator<Integer> results = pool.map(TENFOLD, bad, o -> o.chunkSize(2)).iterator();
        runAll();
        assertThat(List.of(results.next(), results.next(), results.next())).containsExactly(10, 20, 30);
        assertThat(results.hasNext()).isTrue();
        assertThatThrownBy(results::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bad input");
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void poolShutDownMeanwhile_surfacesAfterEarlierResults() throws Exception {
        Iterator<Integer> results = map(10, o -> o.buffer(2).chunkSize(1)).iterator();
        pool.shutdown();
        runAll();
        assertThat(results.next()).isEqualTo(10);
        assertThat(results.next()).isEqualTo(20);
        assertThatThrownBy(results::next).isInstanceOf(RejectedExecutionException.class);
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void poolShutDownBefore_isThrownByTheCall() {
        pool.shutdown();
        assertThatThrownBy(() -> map(3, o -> o)).isInstanceOf(RejectedExecutionException.class);
    }

    // ---- waiting and the end

    @Test
    void timeout_throwsOnce_cancelsTheRest_andIsExhausted() throws Exception {
        Iterator<Integer> results =
                map(4, o -> o.chunkSize(1).timeout(Duration.ofMillis(20))).iterator();
        backend.tasks.get(0).run();
        backend.tasks.get(1).start(System.nanoTime());
        assertThat(results.next()).isEqualTo(10);
        assertThatThrownBy(results::next)
                .isInstanceOf(WaitTimeoutException.class)
                .hasMessageStartingWith("map timed out: ");
        assertThat(backend.tasks.get(1).isDone())
                .as("a running task is left alone")
                .isFalse();
        assertThat(backend.tasks.subList(2, 4)).allMatch(task -> task.isCancelled());
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void timeout_passed_givesWhatIsDoneAndTakesNoMore() throws Exception {
        Iterator<Integer> results = pool.map(
                        TENFOLD,
                        Stream.iterate(1, x -> x + 1),
                        o -> o.buffer(2).chunkSize(1).timeout(Duration.ZERO))
                .iterator();
        runAll();
        assertThat(results.next()).isEqualTo(10);
        assertThat(results.next()).isEqualTo(20);
        assertThatThrownBy(results::next).isInstanceOf(WaitTimeoutException.class);
        assertThat(backend.tasks).hasSize(2);
    }

    @Test
    void interrupted_setsTheFlagAgain_andMayGoOn() throws Exception {
        for (boolean ordered : new boolean[] {true, false}) {
            backend.tasks.clear();
            Iterator<Integer> results = map(
                            2, o -> ordered ? o.chunkSize(1) : o.chunkSize(1).unordered())
                    .iterator();
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(results::next);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(WaitInterruptedException.class);
            runAll();
            assertThat(results.next()).isEqualTo(10);
            assertThat(results.next()).isEqualTo(20);
        }
    }

    @Test
    void close_cancelsWhatHasNotStarted() {
        MapResults<Integer> results = map(4, o -> o.chunkSize(1));
        backend.tasks.get(0).start(System.nanoTime());
        results.close();
        results.close();
        assertThat(backend.tasks.get(0).isDone()).isFalse();
        assertThat(backend.tasks.subList(1, 4)).allMatch(task -> task.isCancelled());
        assertThat(results.iterator().hasNext()).isFalse();
    }

    @Test
    void cancelledByThePool_throwsCancellation() {
        Iterator<Integer> results = map(1, o -> o.chunkSize(1)).iterator();
        backend.tasks.get(0).abandon("because");
        assertThatThrownBy(results::next)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("because");
    }

    @Test
    void streamAndToList_firstFailure_closesTheRest() throws Exception {
        for (boolean asStream : new boolean[] {true, false}) {
            backend.tasks.clear();
            MapResults<Integer> results = pool.map(NOT_THREE, List.of(3, 4), o -> o.chunkSize(1));
            backend.tasks.get(0).run();
            assertThatThrownBy(() -> {
                        if (asStream) {
                            results.stream().forEach(x -> {});
                        } else {
                            results.toList();
                        }
                    })
                    .isInstanceOf(CompletionException.class);
            assertThat(backend.tasks.get(1).isCancelled()).isTrue();
        }
    }

    @Test
    void zip_stopsAtTheShorter() throws Exception {
        MapResults<Integer> results =
                pool.map((Integer a, Integer b) -> a * b, List.of(1, 2, 3), List.of(4, 5), o -> o.chunkSize(2));
        runAll();
        assertThat(results.toList()).containsExactly(4, 10);
    }

    @Test
    void nullElementsAndResults_areKept() throws Exception {
        List<Integer> inputs = new ArrayList<>();
        inputs.add(null);
        inputs.add(1);
        MapResults<Integer> results = pool.map(x -> x, inputs, o -> o.chunkSize(2));
        runAll();
        assertThat(results.toList()).containsExactly(null, 1);
    }
}
