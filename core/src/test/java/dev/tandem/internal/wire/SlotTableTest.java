package dev.tandem.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotTableTest {
    @TempDir
    Path directory;

    private SlotTable parent;
    private SlotTable worker;

    @BeforeEach
    void map() throws IOException {
        parent = Region.create(directory.resolve("ring")).slots();
        worker = Region.open(directory.resolve("ring")).slots();
    }

    @Test
    void withdrawnTask_cannotStart() {
        parent.send(5);

        assertThat(parent.tryWithdraw(5)).isTrue();
        assertThat(worker.tryStart(5)).isFalse();
        assertThat(parent.isStarted(5)).isFalse();
    }

    @Test
    void startedTask_cannotBeWithdrawn() {
        parent.send(5);

        assertThat(worker.tryStart(5)).isTrue();
        assertThat(parent.isStarted(5)).isTrue();
        assertThat(parent.tryWithdraw(5)).isFalse();
    }

    @Test
    void laterTaskInTheSameSlot_isNotTouchedByMessagesForTheEarlierOne() {
        parent.send(5);
        worker.tryStart(5);
        long later = 5 + SlotTable.SIZE;
        parent.send(later);

        assertThat(parent.tryWithdraw(5)).isFalse();
        assertThat(worker.tryStart(5)).isFalse();
        assertThat(parent.isStarted(5)).isFalse();
        assertThat(worker.tryStart(later)).isTrue();
    }

    @Test
    void startAndWithdraw_atTheSameTime_oneOfThemWins() throws Exception {
        int rounds = 20_000;
        CyclicBarrier barrier = new CyclicBarrier(2);
        boolean[] started = new boolean[rounds];
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> starting = other.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    barrier.await();
                    started[i] = worker.tryStart(i + 1L);
                    barrier.await();
                }
                return null;
            });
            int withdrawnCount = 0;
            for (int i = 0; i < rounds; i++) {
                parent.send(i + 1L);
                barrier.await();
                boolean withdrawn = parent.tryWithdraw(i + 1L);
                barrier.await();
                withdrawnCount += withdrawn ? 1 : 0;
                assertThat(withdrawn ^ started[i]).as("round %d", i).isTrue();
            }
            starting.get();
            assertThat(withdrawnCount).as("both sides won sometimes").isBetween(1, rounds - 1);
        } finally {
            other.shutdownNow();
        }
    }
}
