package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.Shared;
import dev.tandem.TaskFuture;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that a pool shares with its workers. */
interface ShareContract extends PoolContract {
    // SPEC A14, P13
    @Test
    default void shared_captured_orAsArgument_orInOne_isSeenByTasks() throws Exception {
        try (PoolExecutor pool = open(2)) {
            Shared<int[]> table = pool.share(IntStream.range(0, 100_000).toArray());

            assertThat(pool.submit(() -> table.get()[99_999]).get()).isEqualTo(99_999);
            assertThat(pool.submit(ShareContract::at, table, 5).get()).isEqualTo(5);
            assertThat(pool.submit(Look::look, new Look(table, 7)).get()).isEqualTo(7);
            assertThat(pool.submit(list -> at(list.get(0), 8), new ArrayList<>(List.of(table)))
                            .get())
                    .isEqualTo(8);
            assertThat(pool.map(i -> table.get()[i], List.of(1, 2, 3)).toList()).containsExactly(1, 2, 3);
            assertThat(pool.with(o -> o.label("view"))
                            .submit(() -> table.get()[1])
                            .get())
                    .isEqualTo(1);
        }
    }

    // SPEC A14
    @Test
    default void shared_inThisProcess_isTheObjectItself() throws Exception {
        List<String> value = new ArrayList<>(List.of("a"));
        try (PoolExecutor pool = open(1);
                Shared<List<String>> shared = pool.with(o -> o.label("view")).share(value)) {
            assertThat(shared.get()).isSameAs(value).isSameAs(shared.get());
            Shared<List<String>> back = pool.submit(() -> shared).get();
            assertThat(back).isEqualTo(shared);
            assertThat(back.get()).isSameAs(value);
        }
    }

    // SPEC A14
    @Test
    default void shared_inAWorker_isTheSameObjectForAllTasks() throws Exception {
        try (PoolExecutor pool = open(1);
                Shared<int[]> shared = pool.share(new int[] {1, 2, 3})) {
            int first = pool.submit(() -> System.identityHashCode(shared.get())).get();

            assertThat(pool.submit(() -> System.identityHashCode(shared.get())).get())
                    .isEqualTo(first);
        }
    }

    // SPEC A14
    @Test
    default void shared_several_areKeptApart() throws Exception {
        try (PoolExecutor pool = open(1)) {
            List<Shared<String>> shared = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                shared.add(pool.share("value " + i));
            }
            shared.get(3).close();
            for (int i = 0; i < 10; i++) {
                Shared<String> one = shared.get(i);
                if (i != 3) {
                    assertThat(pool.submit(() -> one.get()).get()).isEqualTo("value " + i);
                }
            }
        }
    }

    // SPEC A14
    @Test
    default void close_endsIt_hereAndInTasks_andNothingElse() throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).name("render"))) {
            Shared<String> shared = pool.share("a value");
            Shared<String> other = pool.share("another value");
            assertThat(pool.submit(() -> shared.get()).get()).isEqualTo("a value");
            shared.close();
            shared.close();

            assertThatThrownBy(shared::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shared value was closed")
                    .hasMessageContaining("number=1, pool=render");
            TaskFuture<String> late = pool.submit(() -> shared.get());
            assertThat(late.exception().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("shared value was closed")
                    .hasMessageContaining("number=1, pool=render");
            assertThat(pool.submit(given -> "never asked", shared).get()).isEqualTo("never asked");
            assertThat(pool.submit(() -> other.get()).get()).isEqualTo("another value");
        }
    }

    // SPEC A6, A14: tasks that were accepted before have it.
    @Test
    default void endOfThePool_closesAll_whenTheLastTaskIsDone(@TempDir Path dir) throws Exception {
        Shared<String> shared;
        TaskFuture<String> running;
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            shared = pool.share("a value");
            Shared<String> captured = shared;
            running = pool.submit(() -> {
                gate.pass();
                return captured.get();
            });
            gate.awaitArrivals(1);
            pool.shutdown();
            assertThat(shared.get()).isEqualTo("a value");
            assertThatThrownBy(() -> pool.share("too late"))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("pool was shut down");
            gate.open();
        }
        assertThat(running.get()).isEqualTo("a value");
        assertThatThrownBy(shared::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shared value was closed");
        shared.close();
    }

    // SPEC A4
    @Test
    @SuppressWarnings("NullAway")
    default void share_null_namesTheParameter() {
        try (PoolExecutor pool = open(1)) {
            assertThatThrownBy(() -> pool.share(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("value");
        }
    }

    private static int at(Shared<int[]> table, int index) {
        return table.get()[index];
    }

    /** Holds a handle. */
    record Look(Shared<int[]> table, int index) implements Serializable {
        int look() {
            return at(table, index);
        }
    }
}
