package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Futures;
import dev.tandem.MapResults;
import dev.tandem.Pipeline;
import dev.tandem.PoolExecutor;
import dev.tandem.Progress;
import dev.tandem.ProgressSnapshot;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.WaitTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Progress: each element is counted once, by the time its result is consumed. */
interface ProgressContract extends PoolContract {
    /** A progress that shows nothing. */
    private static Progress silent() {
        return Progress.start(o -> o.sink(snapshot -> {}));
    }

    // SPEC L3: in automatic chunks, of an input whose size is not told.
    @Test
    default void progress_mapOfIterator_countsEachElementOnce() {
        try (PoolExecutor pool = open(2);
                Progress progress = silent()) {
            MapResults<Integer> results = pool.map(
                    Tasks::square,
                    new CountingIterator(5_000),
                    o -> o.progress(progress).buffer(200)); // else the input may have ended before anything is consumed
            assertThat(progress.snapshot().total()).isEmpty();
            assertThat(results.toList()).hasSize(5_000);

            ProgressSnapshot after = progress.snapshot();
            assertThat(after.succeeded()).isEqualTo(5_000);
            assertThat(after.done()).isEqualTo(5_000);
            assertThat(after.total()).hasValue(5_000);
        }
    }

    // SPEC L3
    @Test
    default void progress_failuresInChunks_areCountedApart() {
        try (PoolExecutor pool = open(2);
                Progress progress = silent()) {
            List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
            Iterator<Integer> results = pool.map(
                            x -> Tasks.failOn(7, x % 10),
                            inputs,
                            o -> o.progress(progress).chunkSize(8))
                    .iterator();
            assertThat(progress.snapshot().total()).hasValue(100);
            assertThat(Results.takeAll(results)).isEqualTo(10);
            assertThat(progress.snapshot().failed()).isEqualTo(10);
            assertThat(progress.snapshot().succeeded()).isEqualTo(90);
        }
    }

    // SPEC L3: an element that cannot travel costs its chunk mates nothing, and nobody is counted twice.
    @Test
    default void progress_argumentsThatCannotTravel_areCountedOnce() {
        try (PoolExecutor pool = open(1);
                Progress progress = silent()) {
            List<Object> inputs = List.of(1, new Object(), 2, 3, new Object(), 4);
            Iterator<String> results = pool.map(
                            Tasks::describe, inputs, o -> o.progress(progress).chunkSize(3))
                    .iterator();
            int thrown = Results.takeAll(results);
            assertThat(progress.snapshot().failed()).isEqualTo(thrown);
            assertThat(progress.snapshot().succeeded()).isEqualTo(inputs.size() - thrown);
        }
    }

    // SPEC L3: what runs is counted when it ends, what had not started as cancelled.
    @Test
    default void progress_resultsClosedEarly_countsWhatWasTaken(@TempDir Path dir) {
        CountingIterator inputs = CountingIterator.endless();
        try (Progress progress = silent()) {
            try (PoolExecutor pool = open(2);
                    Gate gate = Gate.in(dir)) {
                MapResults<Integer> results = pool.map(
                        gate::pass,
                        inputs,
                        o -> o.progress(progress).chunkSize(1).buffer(10));
                gate.awaitArrivals(2);
                results.close();
                assertThat(progress.snapshot().cancelled()).isEqualTo(8);
                gate.open();
            }
            assertThat(progress.snapshot().succeeded()).isEqualTo(2);
            assertThat(progress.snapshot().done()).isEqualTo(inputs.taken());
        }
    }

    // SPEC L3, A13
    @Test
    default void progress_retriedElement_isCountedOnceAndItsRetries(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Progress progress = silent()) {
            List<Integer> results = pool.with(o -> o.retries(RetryPolicy.attempts(5)))
                    .map(x -> RetryContract.failBefore(3, journal), List.of(1), o -> o.progress(progress))
                    .toList();
            assertThat(results).containsExactly(3);
            assertThat(progress.snapshot().retried()).isEqualTo(2);
            assertThat(progress.snapshot().succeeded()).isEqualTo(1);
            assertThat(progress.snapshot().done()).isEqualTo(1);
        }
    }

    // SPEC L3, W2
    @Test
    default void progress_asCompleted_countsFuturesOnce(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Progress progress = silent()) {
            TaskFuture<Integer> early = pool.submit(() -> 1);
            early.join();
            TaskFuture<Integer> bad = pool.submit(Tasks::fail, "failed");
            List<TaskFuture<Integer>> futures = List.of(early, bad, pool.submit(() -> 2), early);
            for (TaskFuture<Integer> future : Futures.asCompleted(futures, progress)) {
                assertThat(future).isDone();
            }
            assertThat(progress.snapshot().total()).hasValue(3);
            assertThat(progress.snapshot().succeeded()).isEqualTo(2);
            assertThat(progress.snapshot().failed()).isEqualTo(1);
        }
    }

    // SPEC L3, W2
    @Test
    default void progress_asCompletedThatTimedOut_countsWhatWasDone(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                Progress progress = silent()) {
            List<TaskFuture<Integer>> futures = List.of(pool.submit(() -> gate.pass(1)), pool.submit(() -> 2));
            futures.get(1).join();
            Iterator<TaskFuture<Integer>> walk =
                    Futures.asCompleted(futures, Duration.ofMillis(1), progress).iterator();
            assertThat(walk.next().join()).isEqualTo(2);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(walk::next))
                    .isInstanceOf(WaitTimeoutException.class);
            gate.open();
            futures.get(0).join();
            assertThat(progress.snapshot().done()).isEqualTo(1);
            assertThat(progress.snapshot().total()).hasValue(2);
        }
    }

    // SPEC L3: a total that was given is the total, also of inputs that are counted when the last one was taken.
    @Test
    default void progress_totalGiven_isTheTotalOfAMapOfIterator() {
        List<ProgressSnapshot> snapshots = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool = open(2)) {
            assertThat(pool.map(
                                    Tasks::square,
                                    new CountingIterator(100),
                                    o -> o.showProgress(p -> p.total(100).sink(snapshots::add)))
                            .toList())
                    .hasSize(100);
        }
        ProgressSnapshot last = snapshots.get(snapshots.size() - 1);
        assertThat(last.isFinished()).isTrue();
        assertThat(last.total()).hasValue(100);
        assertThat(last.share()).hasValue(1);
    }

    // SPEC L3: several maps share it, and only what they expect beyond it, all together, is added.
    @Test
    default void progress_totalGiven_growsOnlyByWhatIsExpectedBeyondIt() {
        try (PoolExecutor pool = open(2);
                Progress progress = Progress.start(o -> o.total(10).sink(snapshot -> {}))) {
            assertThat(progress.snapshot().total()).hasValue(10);
            pool.map(Tasks::square, List.of(1, 2, 3, 4), o -> o.progress(progress))
                    .toList();
            assertThat(progress.snapshot().total()).hasValue(10);
            Pipeline.from(List.of(1, 2, 3, 4))
                    .then(pool, Tasks::square)
                    .progress(progress)
                    .run();
            assertThat(progress.snapshot().total()).hasValue(10);
            progress.track(pool.submit(() -> 1)).join();
            Futures.asCompleted(List.of(pool.submit(() -> 2)), progress).forEach(TaskFuture::join);
            assertThat(progress.snapshot().total()).hasValue(10);
            progress.expect(1);
            assertThat(progress.snapshot().total()).hasValue(11);
        }
    }

    // SPEC L3
    @Test
    default void progress_trackedFutures_areCountedByTheEnd(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            Progress progress = silent();
            TaskFuture<Integer> running = progress.track(pool.submit(() -> gate.pass(1)));
            progress.track(pool.submit(() -> 2)).cancel(false);
            progress.skipped(4);
            progress.expect(4);
            gate.open();
            running.join();
            progress.close();

            ProgressSnapshot end = progress.snapshot();
            assertThat(end.isFinished()).isTrue();
            assertThat(end.succeeded()).isEqualTo(1);
            assertThat(end.cancelled()).isEqualTo(1);
            assertThat(end.skipped()).isEqualTo(4);
            assertThat(end.total()).hasValue(6);
            assertThat(end.share()).hasValue(1);
        }
    }

    // SPEC L3: whoever leaves the loop without closing the results leaves no progress behind.
    @Test
    default void progress_shownByMapThatIsForgotten_ends() {
        BlockingQueue<ProgressSnapshot> snapshots = new LinkedBlockingQueue<>();
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.map(
                                    Tasks::square,
                                    CountingIterator.endless(),
                                    o -> o.buffer(10).showProgress(p -> p.sink(snapshots::add)))
                            .iterator()
                            .next())
                    .isZero();
            Poll.until("the progress ends", () -> {
                System.gc();
                return snapshots.stream().anyMatch(ProgressSnapshot::isFinished);
            });
        }
    }

    // SPEC L3: a run's own progress ends with the run, and its last figures are complete.
    @Test
    default void progress_shownByMap_endsWithTheLastResult() throws Exception {
        BlockingQueue<ProgressSnapshot> snapshots = new LinkedBlockingQueue<>();
        try (PoolExecutor pool = open(2)) {
            Iterator<Integer> results = pool.map(
                            Tasks::square,
                            List.of(1, 2, 3),
                            o -> o.showProgress(p -> p.label("square").sink(snapshots::add)))
                    .iterator();
            for (int i = 0; i < 3; i++) {
                results.next();
            }
            assertThat(results.hasNext()).isFalse();
            ProgressSnapshot last = snapshots.take();
            while (!last.isFinished()) {
                last = snapshots.take();
            }
            assertThat(last.label()).hasValue("square");
            assertThat(last.succeeded()).isEqualTo(3);
            assertThat(last.total()).hasValue(3);
            assertThat(snapshots).isEmpty();
        }
    }
}
