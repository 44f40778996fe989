package dev.tandem.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Insights;
import dev.tandem.PoolStats;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SPEC L3: each worker is told once, even if it ends just then. */
class InsightsRecorderTest {
    private static final PoolStats STATS = new PoolStats("pool", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

    private final InsightsRecorder recorder = new InsightsRecorder();

    private static WorkerTimes times(int worker) {
        return new WorkerTimes(new WorkerId(worker, 1), 1, 1, 10, 1, 5, 0, 0);
    }

    @Test
    void worker_thatEndsWhileTheLivingAreCounted_isToldOnce() {
        Insights insights = recorder.insights(STATS, () -> {
            recorder.gone(times(1), WorkerExit.Reason.RETIRED);
            return List.of(times(1), times(2));
        });

        assertThat(insights.workers())
                .extracting(worker -> worker.id().orElseThrow().number())
                .containsExactly(1, 2);
        assertThat(recorder.insights(STATS, () -> List.of(times(2))).total().count())
                .isEqualTo(2);
    }

    /** Of many that have ended, it is not known any more which they were. */
    @Test
    void workersToldTogether_thatEndWhileTheLivingAreCounted_areToldOnce() {
        IntStream.range(0, 100).forEach(n -> recorder.gone(times(n), WorkerExit.Reason.RETIRED));

        Insights insights = recorder.insights(STATS, () -> {
            recorder.gone(times(100), WorkerExit.Reason.RETIRED);
            recorder.goneAlike(times(101));
            return List.of(times(100), times(101), times(102));
        });

        assertThat(insights.total().count()).isEqualTo(103);
        assertThat(insights.total().tasks()).isEqualTo(103);
    }
}
