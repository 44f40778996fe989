package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Insights;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Insights, on threads. */
class ThreadPoolInsightsTest implements InsightsCases {
    @Override
    public PoolExecutor measured(int workers) {
        return ThreadPoolExecutor.open(o -> o.workers(workers).withInsights());
    }

    @Override
    public PoolExecutor plain() {
        return ThreadPoolExecutor.open(o -> o.workers(1).name("plain"));
    }

    // SPEC L3
    @Test
    void insights_threads_serializeNothing() {
        PoolExecutor pool = measured(1);
        try (pool) {
            pool.submit(() -> 1).join();
        }
        Insights insights = pool.insights();
        assertThat(insights.encoding()).isZero();
        assertThat(insights.decoding()).isZero();
        assertThat(insights.total().serializing()).isZero();
        assertThat(insights.toString()).doesNotContain("serializing:");
    }

    // SPEC L3
    @Test
    void insights_whileTheEndOfAWorkerIsTold_haveItOnce() {
        List<Integer> counts = new CopyOnWriteArrayList<>();
        PoolExecutor[] self = new PoolExecutor[1];
        PoolListener listener = new PoolListener() {
            @Override
            public void onWorkerExited(WorkerId worker, WorkerExit exit) {
                counts.add(self[0].insights().total().count());
            }
        };
        try (PoolExecutor pool =
                ThreadPoolExecutor.open(o -> o.workers(1).withInsights().listener(listener))) {
            self[0] = pool;
            pool.submit(() -> 1).join();
        }
        assertThat(counts).containsExactly(1);
    }

    // SPEC L3: memory does not grow with the number of workers.
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void insights_virtualThreads_areToldTogether() {
        PoolExecutor pool =
                ThreadPoolExecutor.open(o -> o.workers(2).withVirtualThreads().withInsights());
        try (pool) {
            for (int i : IntStream.range(0, 100).toArray()) {
                pool.submit(Tasks::square, i).join();
            }
        }
        assertThat(pool.insights().workers()).singleElement().satisfies(all -> {
            assertThat(all.id()).isEmpty();
            assertThat(all.tasks()).isEqualTo(100);
            assertThat(all.working()).isPositive();
        });
    }
}
