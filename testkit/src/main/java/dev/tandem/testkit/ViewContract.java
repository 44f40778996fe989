package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views with task options. */
@SuppressWarnings({"FutureReturnValueIgnored", "try"})
interface ViewContract extends PoolContract {
    // SPEC A13
    @Test
    default void view_ofAView_addsItsOptions(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            PoolExecutor view = pool.with(o -> o.retries(RetryPolicy.attempts(2)));
            TaskFuture<Integer> future =
                    view.with(o -> o.label("inner")).submit(() -> RetryContract.failBefore(2, journal));

            assertThat(future.get()).isEqualTo(2);
            assertThat(future.label()).isEqualTo("inner");
        }
    }

    // SPEC A13
    @Test
    default void view_doesNotChangeThePool(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1)) {
            PoolExecutor view =
                    pool.with(o -> o.retries(RetryPolicy.attempts(2)).label("view"));
            TaskFuture<Integer> future = pool.submit(() -> RetryContract.failBefore(2, journal));

            assertThat(future.exception()).isPresent();
            assertThat(future.label()).isNotEqualTo("view");
            assertThat(view.submit(() -> 1).label()).isEqualTo("view");
        }
        assertThat(journal.lines()).hasSize(1);
    }

    // SPEC A13
    @Test
    default void view_sharesWorkersCountsAndLife(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            PoolExecutor view = pool.with(o -> o.label("view"));
            pool.submit(() -> gate.pass());
            TaskFuture<Integer> future = view.submit(() -> 1);
            gate.awaitArrivals(1);

            assertThat(future.isRunning()).isFalse();
            assertThat(pool.stats().submitted()).isEqualTo(2);
            assertThat(view.stats().submitted()).isEqualTo(2);
            gate.open();
            assertThat(future.get()).isEqualTo(1);
            view.close();
            assertThat(pool.isTerminated()).isTrue();
            assertThat(view.isTerminated()).isTrue();
        }
    }

    // SPEC A13, M1
    @Test
    default void view_map_appliesItsOptions() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = open(PoolOptions.workers(1).listener(log))) {
            PoolExecutor view = pool.with(o -> o.label("view"));
            assertThat(view.map(Tasks::square, java.util.List.of(2, 3), o -> o.chunkSize(2))
                            .toList())
                    .containsExactly(4, 9);
            pool.shutdown(true, false);
        }
        assertThat(log.eventsOf("view")).containsExactly("submitted view", "started view", "finished SUCCEEDED view");
    }

    // SPEC A5, A13
    @Test
    default void priority_higher_startsBeforeLower(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            PoolExecutor urgent = pool.with(o -> o.priority(5));
            PoolExecutor idle = pool.with(o -> o.priority(-5));
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            idle.submit(new Tasks.Note(journal, "idle"));
            pool.submit(new Tasks.Note(journal, "normal 1"));
            urgent.submit(new Tasks.Note(journal, "urgent 1"));
            pool.submit(new Tasks.Note(journal, "normal 2"));
            urgent.submit(new Tasks.Note(journal, "urgent 2"));
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).containsExactly("urgent 1", "urgent 2", "normal 1", "normal 2", "idle");
    }
}
