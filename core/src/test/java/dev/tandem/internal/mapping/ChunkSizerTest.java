package dev.tandem.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChunkSizerTest {
    private static final OptionalLong UNKNOWN = OptionalLong.empty();

    private final ChunkSizer sizer = new ChunkSizer(OptionalInt.empty());

    @Test
    void next_fixed_isThatSizeWhateverIsMeasured() {
        ChunkSizer fixed = new ChunkSizer(OptionalInt.of(7));
        fixed.record(1, 7);
        assertThat(fixed.next(UNKNOWN, 2)).isEqualTo(7);
        assertThat(fixed.next(OptionalLong.of(1), 2)).isEqualTo(7);
        assertThat(fixed.isMeasuring()).isFalse();
    }

    @Test
    void next_nothingMeasured_isOne() {
        assertThat(sizer.next(UNKNOWN, 2)).isEqualTo(1);
    }

    @Test
    void next_tinyElements_growsStepByStepToTheLimit() {
        int size = 1;
        for (int expected : new int[] {4, 16, 64, 256, 1_024, 4_096, 4_096}) {
            sizer.record(100L * size, size);
            size = sizer.next(UNKNOWN, 2);
            assertThat(size).isEqualTo(expected);
        }
    }

    @Test
    void next_elementsOfTenMicros_isAMillisecondOfWork() {
        for (int i = 0; i < 10; i++) {
            sizer.record(10_000L * 100, 100);
        }
        assertThat(sizer.next(UNKNOWN, 2)).isEqualTo(100);
    }

    @Test
    void next_elementsOfHalfAMillisecond_isOne() {
        sizer.record(500_000, 1);
        assertThat(sizer.next(UNKNOWN, 2)).isEqualTo(1);
    }

    @Test
    void next_coldStart_recovers() {
        sizer.record(50_000_000, 1);
        for (int i = 0; i < 30; i++) {
            sizer.record(1_000, 1);
        }
        assertThat(sizer.next(UNKNOWN, 2)).isGreaterThan(1);
    }

    @Test
    void next_remainderKnown_leavesFourChunksForEachWorker() {
        sizer.record(100L * 4_096, 4_096);
        assertThat(sizer.next(OptionalLong.of(100_000), 2)).isEqualTo(4_096);
        assertThat(sizer.next(OptionalLong.of(800), 2)).isEqualTo(100);
        assertThat(sizer.next(OptionalLong.of(7), 2)).isEqualTo(1);
        assertThat(sizer.next(OptionalLong.of(0), 2)).isEqualTo(1);
    }
}
