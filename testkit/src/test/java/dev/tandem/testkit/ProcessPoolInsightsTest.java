package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Futures;
import dev.tandem.Insights;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.Progress;
import dev.tandem.WorkerCrashedException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Insights and progress, on worker processes. */
class ProcessPoolInsightsTest implements InsightsCases {
    @Override
    public PoolExecutor measured(int workers) {
        return ProcessPoolExecutor.open(o -> o.workers(workers).withInsights());
    }

    @Override
    public PoolExecutor plain() {
        return ProcessPoolExecutor.open(o -> o.workers(1).name("plain"));
    }

    static byte[] echo(byte[] bytes) {
        return bytes;
    }

    static int exitOn(int unwanted, int value) {
        if (value == unwanted) {
            System.exit(9);
        }
        return value;
    }

    // SPEC L3: in all four places, for values that travel in a record and for those that travel in a file.
    @Test
    void insights_serialization_isToldWhereItHappens() {
        for (int size : List.of(1_000, 3_000_000)) {
            PoolExecutor pool = measured(1);
            try (pool) {
                pool.submit(ProcessPoolInsightsTest::echo, new byte[size]).join();
            }
            Insights insights = pool.insights();
            assertThat(insights.encoding()).isPositive();
            assertThat(insights.total().decoding()).isPositive();
            assertThat(insights.total().encoding()).isPositive();
            assertThat(insights.decoding()).isPositive();
            assertThat(insights.toString()).contains("serializing: tasks ");
        }
    }

    // SPEC L3: a worker that dies is told, with what it did, and so is its successor.
    @Test
    void insights_crash_isCountedAndBothWorkersAreTold() throws Exception {
        PoolExecutor pool = measured(1);
        try (pool) {
            pool.submit(() -> 1).join();
            assertThat(pool.submit(() -> exitOn(1, 1)).exception().orElseThrow())
                    .isInstanceOf(WorkerCrashedException.class);
            pool.submit(() -> 2).join();
        }
        Insights insights = pool.insights();
        assertThat(insights.crashes()).isEqualTo(1);
        assertThat(insights.workers()).hasSize(2);
        assertThat(insights.workers()).allSatisfy(worker -> {
            assertThat(worker.starting()).isPositive();
            assertThat(worker.working()).isPositive();
        });
    }

    // SPEC L3, C2: of a chunk whose worker dies, those up to the culprit failed, and the others are counted later.
    @Test
    void progress_workerThatDiesInAChunk_countsEachElementOnce() {
        try (PoolExecutor pool = plain();
                Progress progress = Progress.start(o -> o.sink(snapshot -> {}))) {
            Iterator<Integer> results = pool.map(
                            x -> exitOn(5, x),
                            IntStream.range(0, 20).boxed().toList(),
                            o -> o.progress(progress).chunkSize(10))
                    .iterator();
            assertThat(Results.takeAll(results)).isEqualTo(6);
            assertThat(progress.snapshot().failed()).isEqualTo(6);
            assertThat(progress.snapshot().succeeded()).isEqualTo(14);
        }
    }

    // SPEC L3, C2
    @Test
    void progress_asCompletedWithACrash_countsTheVictimAsFailed() {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1);
                Progress progress = Progress.start(o -> o.sink(snapshot -> {}))) {
            var futures = List.of(pool.submit(() -> exitOn(1, 1)), pool.submit(() -> exitOn(1, 2)));
            for (var future : Futures.asCompleted(futures, progress)) {
                assertThat(future).isDone();
            }
            assertThat(progress.snapshot().failed()).isEqualTo(1);
            assertThat(progress.snapshot().succeeded()).isEqualTo(1);
        }
    }
}
