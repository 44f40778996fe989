package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookAheadTest {
    private final LookAhead lookAhead = new LookAhead(false);

    @Test
    void unknownTasks_areHandedOutOneAtATime() {
        assertThat(lookAhead.window()).isEqualTo(1);
    }

    @Test
    void tinyTasks_areBatchedDeep() {
        run(100, 1_000);
        assertThat(lookAhead.window()).isEqualTo(1024);
    }

    @Test
    void middleTasks_areBatchedALittle() {
        run(100, 100_000);
        assertThat(lookAhead.window()).isEqualTo(8);
    }

    @Test
    void tasksOfMilliseconds_haveOneBehindTheRunningOne() {
        run(1, 1_000_000);
        assertThat(lookAhead.window()).isEqualTo(2);
        run(100, 10_000_000);
        assertThat(lookAhead.window()).isEqualTo(2);
    }

    @Test // SPEC A2
    void tasksOfMilliseconds_inALimitedQueue_areHandedOutOneAtATime() {
        LookAhead limited = new LookAhead(true);
        limited.ran(1_000_000);
        assertThat(limited.window()).isEqualTo(1);
    }

    @Test
    void longTasks_areHandedOutOneAtATime_soonAfterTinyOnes() {
        run(100, 1_000);
        run(2, 100_000_000);
        assertThat(lookAhead.window()).isEqualTo(1);
    }

    @Test
    void absurdTimes_doNotSpoilTheAverage() {
        run(1, Long.MAX_VALUE);
        run(1, Long.MIN_VALUE);
        run(100, 1_000);
        assertThat(lookAhead.window()).isEqualTo(1024);
    }

    private void run(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            lookAhead.ran(nanos);
        }
    }
}
