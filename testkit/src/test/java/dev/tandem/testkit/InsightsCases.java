package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.Insights;
import dev.tandem.PoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of pool tells of where its time went. */
@ExtendWith(LeakCheck.class)
@Deadline
interface InsightsCases {
    /** Opens a pool that measures. */
    PoolExecutor measured(int workers);

    /** Opens a pool named {@code plain} that does not. */
    PoolExecutor plain();

    // SPEC L3: the times of a worker add up to its life.
    @Test
    default void insights_times_addUp(@TempDir Path dir) {
        long start = System.nanoTime();
        PoolExecutor pool = measured(2);
        try (pool;
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> one = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            gate.open();
            one.join();
            pool.map(Tasks::square, IntStream.range(0, 100).boxed().toList(), o -> o.chunkSize(10))
                    .toList();
        }
        Duration whole = Duration.ofNanos(System.nanoTime() - start);
        Insights insights = pool.insights();
        assertThat(insights.tasks()).isEqualTo(11);
        assertThat(insights.elements()).isEqualTo(101);
        assertThat(insights.failed()).isZero();
        assertThat(insights.crashes()).isZero();
        assertThat(insights.elapsed()).isPositive().isLessThanOrEqualTo(whole);
        Insights.Worker total = insights.total();
        assertThat(total.tasks()).isEqualTo(11);
        assertThat(total.working()).isPositive();
        assertThat(total.all()).isLessThanOrEqualTo(whole.multipliedBy(total.count()));
        for (Insights.Worker worker : insights.workers()) {
            assertThat(worker.starting()).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(worker.waiting()).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(worker.share(worker.all())).isEqualTo(1);
        }
    }

    // SPEC L3: the five slowest, and no more, with their labels.
    @Test
    default void insights_slowestTasks_haveTheirLabels(@TempDir Path dir) {
        PoolExecutor pool = measured(2);
        try (pool;
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> slow = pool.with(o -> o.label("slow one")).submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            for (int i = 0; i < 20; i++) {
                pool.submit(Tasks::square, i).join();
            }
            gate.open();
            slow.join();
        }
        List<Insights.Slow> slowest = pool.insights().slowest();
        assertThat(slowest).hasSize(5);
        assertThat(slowest.get(0).label()).isEqualTo("slow one");
        assertThat(slowest.get(0).outcome()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(slowest.get(0).worker()).isPresent();
        assertThat(slowest.get(0).elements()).isEqualTo(1);
        assertThat(slowest).isSortedAccordingTo((a, b) -> b.time().compareTo(a.time()));
    }

    // SPEC L3
    @Test
    default void insights_troubles_areCounted(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        PoolExecutor pool = measured(1);
        try (pool;
                Gate gate = Gate.in(dir)) {
            assertThat(pool.submit(Tasks::fail, "failed").exception()).isPresent();
            pool.with(o -> o.retries(RetryPolicy.attempts(3)))
                    .submit(() -> RetryContract.failBefore(3, journal))
                    .join();
            TaskFuture<Integer> late = pool.with(
                            o -> o.timeout(Duration.ofMillis(50)).label("late"))
                    .submit(() -> gate.pass(1));
            assertThat(late.exception()).isPresent();
            TaskFuture<Integer> blocker = pool.submit(() -> gate.pass(1));
            pool.submit(() -> 1).cancel(false);
            gate.open();
            blocker.join();
        }
        Insights insights = pool.insights();
        assertThat(insights.failed()).isEqualTo(2);
        assertThat(insights.timedOut()).isEqualTo(1);
        assertThat(insights.retried()).isEqualTo(2);
        assertThat(insights.cancelled()).isEqualTo(1);
        assertThat(insights.tasks()).isEqualTo(5);
        assertThat(insights.slowest().stream().filter(slow -> slow.label().equals("late")))
                .singleElement()
                .extracting(Insights.Slow::outcome)
                .isEqualTo(TaskStatus.FAILED);
        assertThat(insights.toString())
                .contains("failed 2 (timed out 1), cancelled 1, retried 2, worker crashes 0")
                .contains("slowest tasks")
                .contains("late");
    }

    // SPEC L3: off by default.
    @Test
    default void insights_notAskedFor_sayHowToAsk() {
        try (PoolExecutor pool = plain()) {
            assertThatThrownBy(pool::insights)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("insights need a pool that was opened with o -> o.withInsights(): pool=plain");
        }
    }
}
