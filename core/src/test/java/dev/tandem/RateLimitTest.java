package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Written by the test only. */
    private final AtomicLong now = new AtomicLong(-5);

    private RateLimit limit(int permits, Duration period, int burst) {
        return new RateLimit(permits, period, burst, now::get);
    }

    private int takenNow(RateLimit limit) {
        int taken = 0;
        while (limit.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    // SPEC L2
    @Test
    void permits_areEvenlySpaced() {
        RateLimit limit = limit(2, Duration.ofSeconds(1), 1);
        int taken = 0;
        for (int millis = 0; millis < 10_000; millis += 10) {
            taken += takenNow(limit);
            assertThat(taken).isBetween(millis / 500, millis / 500 + 1);
            now.addAndGet(SECOND / 100);
        }
        assertThat(taken).isEqualTo(20);
    }

    // SPEC L2
    @Test
    void unusedPermits_areLost() {
        RateLimit limit = limit(2, Duration.ofSeconds(1), 1);
        now.addAndGet(100 * SECOND);
        assertThat(takenNow(limit)).isEqualTo(1);
        now.addAndGet(SECOND / 2);
        assertThat(takenNow(limit)).isEqualTo(1);
    }

    // SPEC L2
    @Test
    void unusedPermits_areSavedUpToTheBurst() {
        RateLimit limit = limit(10, Duration.ofMinutes(1), 4);
        assertThat(takenNow(limit)).isEqualTo(4);
        now.addAndGet(2 * 6 * SECOND);
        assertThat(takenNow(limit)).isEqualTo(2);
        now.addAndGet(1000 * SECOND);
        assertThat(takenNow(limit)).isEqualTo(4);
    }

    // SPEC L2
    @Test
    void reservedPermits_comeOneAfterTheOther() {
        RateLimit limit = limit(1, Duration.ofSeconds(1), 1);
        long first = limit.take(Long.MAX_VALUE);
        assertThat(limit.take(Long.MAX_VALUE) - first).isEqualTo(SECOND);
        assertThat(limit.take(Long.MAX_VALUE) - first).isEqualTo(2 * SECOND);
        assertThat(limit.take(SECOND)).isEqualTo(RateLimit.NOT_TAKEN);
        assertThat(limit.take(Long.MAX_VALUE) - first).isEqualTo(3 * SECOND);
    }

    // SPEC L2
    @Test
    void highRates_makeUpForLateness() {
        RateLimit limit = limit(10_000, Duration.ofSeconds(1), 1);
        int taken = 0;
        for (int i = 0; i < 1000; i++) { // threads that wake up once in a millisecond
            taken += takenNow(limit);
            now.addAndGet(SECOND / 1000);
        }
        assertThat(taken).isBetween(9_900, 10_100);
    }

    // SPEC L2
    @Test
    void longestPeriods_doNotOverflow() {
        RateLimit limit = limit(1, Duration.ofSeconds(Long.MAX_VALUE), Integer.MAX_VALUE);
        assertThat(limit.tryAcquire()).isTrue();
        RateLimit most = limit(Integer.MAX_VALUE, Duration.ofNanos(1), 1);
        assertThat(most.tryAcquire()).isTrue();
    }

    // SPEC L2
    @Test
    void acquire_interrupted_ends() throws Exception {
        RateLimit limit = RateLimit.of(1, Duration.ofDays(1));
        limit.acquire();
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                limit.acquire();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        waiting.start();
        waiting.interrupt();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }

    // SPEC L2, A4
    @Test
    void badValues_areRefused() {
        assertThatThrownBy(() -> RateLimit.perSecond(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permits must be positive: permits=0");
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be positive: period=PT0S");
        assertThatThrownBy(() -> RateLimit.perSecond(1).burst(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("burst must be positive: burst=0");
        assertThat(RateLimit.of(10, Duration.ofMinutes(1)).burst(3)).hasToString("RateLimit[10 per PT1M, burst=3]");
    }
}
