package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Progress;
import dev.tandem.ProgressSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** SPEC L3: showing progress never fails or holds up the work. */
class TickerTest {
    @Test
    void sinkThatThrows_isNotFelt() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch toldTheEnd = new CountDownLatch(1);
        try (Progress progress = Progress.start(o -> o.sink(snapshot -> {
            (snapshot.isFinished() ? toldTheEnd : told).countDown();
            throw new IllegalStateException("this failure belongs into the log");
        }))) {
            progress.succeeded();
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(toldTheEnd.await(20, TimeUnit.SECONDS)).isTrue();
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

    /** No wait of a thread lasts while it is interrupted: it would show progress without a pause, and use a processor up. */
    @Test
    void tickerThatIsInterrupted_waitsOn_andShowsTheEnd() {
        List<String> shown = new CopyOnWriteArrayList<>();
        Display display = new Display() {
            @Override
            public void show(ProgressSnapshot snapshot) {
                shown.add("tick");
            }

            @Override
            public void finish(ProgressSnapshot snapshot) {
                shown.add("end");
            }

            @Override
            public void println(String line) {}
        };
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Ticker ticker = new Ticker(display, () -> Figures.of(0, 0, 0), Duration.ofHours(1));
        ticker.start();
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("tandem-progress-") && !before.contains(each))
                .findFirst()
                .orElseThrow();

        thread.interrupt();
        while (thread.isInterrupted() && shown.isEmpty()) {
            Thread.onSpinWait();
        }
        while (thread.getState() != Thread.State.TIMED_WAITING && shown.isEmpty()) {
            Thread.onSpinWait();
        }
        ticker.end(Duration.ofSeconds(20));

        assertThat(shown).containsExactly("end");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
