package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmupTest {
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void times_isDoneSoOftenAndNoMore() throws Exception {
        Warmup.times(3).of(runs::incrementAndGet);
        assertThat(runs).hasValue(3);
        Warmup.times(0).of(runs::incrementAndGet);
        assertThat(runs).hasValue(3);
    }

    @Test
    void untilSettled_isDoneUntilThereIsSomethingToCompareEvenWithoutTime() throws Exception {
        Warmup.untilSettled(Duration.ZERO).of(runs::incrementAndGet);
        assertThat(runs).hasValue(4);
    }

    @Test
    void times_thatGetShorterByMoreThanAFewPercent_areNotSettled() {
        assertThat(Warmup.isSettled(List.of(100L, 100L, 100L))).isFalse(); // nothing to compare with
        assertThat(Warmup.isSettled(List.of(100L, 99L, 120L, 90L))).isFalse();
        assertThat(Warmup.isSettled(List.of(100L, 99L, 120L, 96L))).isTrue();
        assertThat(Warmup.isSettled(List.of(200L, 90L, 120L, 96L, 91L))).isTrue();
    }
}
