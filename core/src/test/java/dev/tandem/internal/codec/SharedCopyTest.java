package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A copy of a shared value: read once, and let go of by whoever is last. */
@Timeout(60)
class SharedCopyTest {
    private static final SharedHandle<Object> HANDLE = new SharedHandle<>("pool", "home", 1);

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger closings = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean isThere = true;

    private final SharedCopy copy = new SharedCopy(
            new SharedSource() {
                @Override
                public String home() {
                    return "home";
                }

                @Override
                public long closings() {
                    return closings.get();
                }

                @Override
                public boolean isThere(long number) {
                    looks.incrementAndGet();
                    return isThere;
                }

                @Override
                public Object read(long number) throws IOException {
                    reading.countDown();
                    try {
                        mayRead.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return "read " + reads.incrementAndGet();
                }
            },
            1);

    // SPEC P13
    @Test
    void copy_thatManyAskForAtOnce_isReadOnce() throws Exception {
        List<FutureTask<Object>> askers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<Object> asker = new FutureTask<>(() -> copy.get(HANDLE));
            askers.add(asker);
            start(asker);
        }
        reading.await();
        mayRead.countDown();

        for (FutureTask<Object> asker : askers) {
            assertThat(asker.get(30, TimeUnit.SECONDS)).isEqualTo("read 1");
        }
    }

    // SPEC C1: closing never waits, and who has read later does not keep it.
    @Test
    void copy_closedWhileItIsRead_isDropped() throws Exception {
        FutureTask<Object> asker = new FutureTask<>(() -> copy.get(HANDLE));
        start(asker);
        reading.await();
        copy.close();
        mayRead.countDown();

        assertThatThrownBy(() -> asker.get(30, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("shared value was closed: number=1, pool=pool");
        assertThat(reads).hasValue(1);
        assertThatThrownBy(() -> copy.get(HANDLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shared value was closed: number=1, pool=pool");
        assertThat(reads).hasValue(1);
    }

    // SPEC C1: the news may come later than a task that was submitted after the value was closed.
    @Test
    void copy_afterSomethingWasClosed_isLookedFor_andOnlyThen() {
        mayRead.countDown();
        assertThat(copy.get(HANDLE)).isEqualTo("read 1").isSameAs(copy.get(HANDLE));
        assertThat(looks).hasValue(0);
        closings.incrementAndGet();
        assertThat(copy.get(HANDLE)).isEqualTo("read 1").isSameAs(copy.get(HANDLE));
        assertThat(looks).hasValue(1);
        closings.incrementAndGet();
        isThere = false;

        assertThatThrownBy(() -> copy.get(HANDLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shared value was closed: number=1, pool=pool");
        assertThat(reads).hasValue(1);
    }

    private static void start(FutureTask<Object> body) {
        Thread thread = new Thread(body, "asker");
        thread.setDaemon(true);
        thread.start();
    }
}
