package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.bench.Target.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final Optional<Spread> NONE = Optional.empty();

    @Test
    void ratio_onTheLimit_isMet() {
        assertThat(Target.atLeastTimes(400).verdict(spread(1), spread(400))).isEqualTo(Verdict.MET);
        assertThat(Target.atMostTimes(0.5).verdict(spread(9), spread(0.5))).isEqualTo(Verdict.MET);
    }

    @Test
    void ratio_beyondTheLimit_isNotMet() {
        assertThat(Target.atLeastTimes(400).verdict(spread(1000), spread(399))).isEqualTo(Verdict.NOT_MET);
        assertThat(Target.atMostTimes(0.5).verdict(spread(0), spread(0.6))).isEqualTo(Verdict.NOT_MET);
    }

    @Test
    void figure_isJudgedWithoutAPeer() {
        Target target = Target.atMost(5, Unit.MILLISECONDS);
        assertThat(target.verdict(spread(4), NONE)).isEqualTo(Verdict.MET);
        assertThat(target.verdict(spread(6), NONE)).isEqualTo(Verdict.NOT_MET);
    }

    @Test
    void whatWasNotMeasured_isNeitherMetNorNotMet() {
        assertThat(Target.atLeastTimes(2).verdict(spread(1), NONE)).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(Target.atMost(5, Unit.PERCENT).verdict(NONE, NONE)).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(Target.none().verdict(spread(1), spread(1))).isEqualTo(Verdict.NO_TARGET);
    }

    @Test
    void verdict_isThatOfTheMedian() {
        Spread spread = Spread.of(List.of(1.0, 9.0, 500.0));
        assertThat(Target.atLeastTimes(10).verdict(Optional.of(spread), Optional.of(spread)))
                .isEqualTo(Verdict.NOT_MET);
    }

    private static Optional<Spread> spread(double value) {
        return Optional.of(Spread.of(List.of(value)));
    }
}
