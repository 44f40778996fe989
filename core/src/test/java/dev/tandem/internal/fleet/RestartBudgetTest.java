package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private final RestartBudget budget = new RestartBudget();

    @Test // SPEC P10
    void fiveDeathsInTenSeconds_areReplacedAtOnce_furtherOnesAfterAGrowingDelay() {
        for (int i = 0; i < 5; i++) {
            budget.died(i, true);
            assertThat(budget.delayNanos(i)).isZero();
        }
        budget.died(5, true);
        assertThat(budget.delayNanos(5)).isEqualTo(SECOND / 10);
        budget.died(6, true);
        assertThat(budget.delayNanos(6)).isEqualTo(SECOND / 5);
        for (int i = 0; i < 20; i++) {
            budget.died(7, true);
        }
        assertThat(budget.delayNanos(7)).isEqualTo(5 * SECOND);
    }

    @Test // SPEC P10
    void deathsLongAgo_areForgotten() {
        for (int i = 0; i < 6; i++) {
            budget.died(0, true);
        }
        budget.died(20 * SECOND, true);
        assertThat(budget.delayNanos(20 * SECOND)).isZero();
    }

    @Test // SPEC C7
    void deathsWithoutWork_areHopeless_unlessWorkWasDoneBetweenThem() {
        for (int i = 0; i < 5; i++) {
            budget.died(i, false);
        }
        assertThat(budget.isHopeless()).isFalse();
        budget.died(5, true);
        budget.died(6, false);
        assertThat(budget.isHopeless()).isFalse();
        for (int i = 0; i < 5; i++) {
            budget.died(7 + i, false);
        }
        assertThat(budget.isHopeless()).isTrue();
    }

    @Test // FAULTS row 18: all that were ordered together fail together
    void startsThatFailTogether_countOnce() {
        for (int i = 0; i < 16; i++) {
            budget.startFailed(i);
        }
        assertThat(budget.isStartHopeless()).isFalse();
        assertThat(budget.delayNanos(16)).isLessThanOrEqualTo(SECOND / 10);
        long now = 0;
        for (int i = 1; i < 10; i++) {
            now += 6 * SECOND;
            assertThat(budget.isStartHopeless()).isFalse();
            budget.startFailed(now);
        }
        assertThat(budget.isStartHopeless()).isTrue();
    }

    @Test // FAULTS row 18
    void start_thatSucceeds_forgetsThoseThatFailed() {
        budget.startFailed(0);
        budget.startFailed(SECOND);
        budget.started();
        budget.startFailed(10 * SECOND);
        assertThat(budget.delayNanos(10 * SECOND)).isEqualTo(SECOND / 10);
    }
}
