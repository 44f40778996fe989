package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SPEC L3: the rate follows, without jumping. */
class RateMeterTest {
    private static final long SECOND = 1_000_000_000L;

    private final RateMeter meter = new RateMeter();

    @Test
    void steadyRun_hasItsRate() {
        assertThat(meter.perSecond(0, SECOND)).isZero();
        double rate = 0;
        for (int i = 2; i < 500; i++) {
            rate = meter.perSecond(i * 10L, i * SECOND / 10);
        }
        assertThat(rate).isCloseTo(100, within(1.0));
    }

    @Test
    void runThatBecomesSlower_isFollowed() {
        for (int i = 1; i <= 600; i++) {
            meter.perSecond(i * 10L, i * SECOND / 10);
        }
        double rate = 0;
        for (int i = 1; i <= 600; i++) {
            rate = meter.perSecond(6_000 + i, (600 + i) * SECOND / 10);
        }
        assertThat(rate).isBetween(10.0, 20.0);
    }

    @Test
    void slowElements_haveASteadyRate() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int second = 1; second < 3_600; second++) {
            double rate = meter.perSecond(second / 60, second * SECOND);
            if (second >= 120) {
                least = Math.min(least, rate);
                most = Math.max(most, rate);
            }
        }
        assertThat(least * 60).isGreaterThan(0.95);
        assertThat(most * 60).isLessThan(1.05);
    }

    @Test
    void runThatIsStuck_hasAFallingRate() {
        for (int i = 1; i <= 100; i++) {
            meter.perSecond(i * 10L, i * SECOND / 10);
        }
        assertThat(meter.perSecond(1_000, 110 * SECOND)).isLessThan(10);
        assertThat(meter.perSecond(1_000, 1_010 * SECOND)).isLessThan(1);
    }

    @Test
    void timeToGo_isRoundedUpAndBounded() {
        assertThat(RateMeter.timeFor(10, 4)).isEqualTo(Duration.ofSeconds(3));
        assertThat(RateMeter.timeFor(0, 4)).isZero();
        assertThat(RateMeter.timeFor(Long.MAX_VALUE, 1e-9)).isEqualTo(Duration.ofSeconds(3_200_000_000L));
    }
}
