package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Progress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** SPEC L3: showing progress never fails or holds up the work. */
class TickerTest {
    @Test
    void sinkThatThrows_isNotFelt() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        try (Progress progress = Progress.start(o -> o.sink(snapshot -> {
            told.countDown();
            throw new IllegalStateException("this failure belongs into the log");
        }))) {
            progress.succeeded();
            assertThat(told.await(20, TimeUnit.SECONDS) || told.getCount() == 1).isTrue();
            progress.failed();
        }
        assertThat(told.getCount()).isZero();
    }

    @Test
    void close_bySinkItself_returns() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Progress[] self = new Progress[1];
        CountDownLatch known = new CountDownLatch(1);
        self[0] = Progress.start(o -> o.sink(snapshot -> {
            if (!snapshot.isFinished()) {
                awaitQuietly(known);
                self[0].close();
                closed.countDown();
            }
        }));
        known.countDown();
        self[0].succeeded();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void close_whileSinkHangs_returns() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Progress progress = Progress.start(o -> o.sink(snapshot -> {
            hanging.countDown();
            awaitQuietly(release);
        }));
        progress.succeeded();
        assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
        progress.close();
        assertThat(progress.snapshot().isFinished()).isTrue();
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
