package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an item is stopped, when the run is, and how far it reads ahead. */
class RulesTest {
    @Test
    void timeout_asATime_isAlwaysTheSame() {
        TimeoutRule rule = TimeoutRule.parse("10s");
        assertThat(rule.isShare()).isFalse();
        assertThat(rule.limit()).contains(Duration.ofSeconds(10));
    }

    @Test
    void timeout_asAShare_holdsOnceThreeItemsHaveSucceeded() {
        TimeoutRule rule = TimeoutRule.parse("200%");
        rule.onSuccess(Duration.ofSeconds(10));
        rule.onSuccess(Duration.ofSeconds(30));
        assertThat(rule.limit()).isEmpty();
        rule.onSuccess(Duration.ofSeconds(20));
        assertThat(rule.limit().orElseThrow()).isBetween(Duration.ofMillis(39_000), Duration.ofMillis(41_000));
    }

    @Test
    void timeout_asAShareOfVeryLittle_isASecond() {
        TimeoutRule rule = TimeoutRule.parse("150%");
        for (int i = 0; i < 3; i++) {
            rule.onSuccess(Duration.ofMillis(2));
        }
        assertThat(rule.limit()).contains(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%", "50%", "-200%", "NaN%"})
    void timeout_ofAShareThatKillsHalfOfTheItems_isRefused(String text) {
        assertThatThrownBy(() -> TimeoutRule.parse(text))
                .hasMessage("a percentage of the median must be over 100%: " + text);
    }

    @Test
    void timeout_withoutNumber_isRefused() {
        assertThatThrownBy(() -> TimeoutRule.parse("x%")).hasMessage("must be a time or a percentage such as 200%: x%");
    }

    @Test
    void median_isRightToTwoPercent() {
        Random random = new Random(17);
        long[] times = random.longs(1001, 1, 100_000_000_000L).sorted().toArray();
        Median median = new Median();
        Arrays.stream(times).forEach(nanos -> median.add(Duration.ofNanos(nanos)));
        assertThat((double) median.value().toNanos()).isBetween(times[500] * 0.98, times[500] * 1.02);
        median.add(Duration.ZERO);
        median.add(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(median.count()).isEqualTo(1003);
    }

    @Test
    void halt_countsWhatItSays() {
        Halt fail = Halt.parse("soon,fail=3");
        assertThat(fail.isDue(100, 2)).isFalse();
        assertThat(fail.isDue(0, 3)).isTrue();
        Halt success = Halt.parse("now,success=1");
        assertThat(success.when()).isEqualTo(Halt.When.NOW);
        assertThat(success.isDue(0, 5)).isFalse();
        assertThat(success.isDue(1, 5)).isTrue();
        Halt done = Halt.parse("soon,done=4");
        assertThat(done.isDue(1, 2)).isFalse();
        assertThat(done.isDue(2, 2)).isTrue();
        assertThat(Halt.never().isDue(0, 1_000_000)).isFalse();
    }

    @Test
    void halt_asAShare_needsThreeOfThem() {
        Halt rule = Halt.parse("NOW,FAIL=10%");
        assertThat(rule.isDue(0, 1)).isFalse();
        assertThat(rule.isDue(0, 2)).isFalse();
        assertThat(rule.isDue(0, 3)).isTrue();
        assertThat(rule.isDue(28, 3)).isFalse();
        assertThat(rule.isDue(27, 3)).isTrue();
    }

    @Test
    void halt_knowsTheShortFormsOfGnuParallel() {
        assertThat(Halt.parse("0")).isEqualTo(Halt.never());
        assertThat(Halt.parse("1")).isEqualTo(Halt.parse("soon,fail=1"));
        assertThat(Halt.parse("2")).isEqualTo(Halt.parse("now,fail=1"));
        assertThat(Halt.parse("-1")).isEqualTo(Halt.parse("soon,success=1"));
        assertThat(Halt.parse("-2")).hasToString("now,success=1");
        assertThat(Halt.parse("soon,fail=2.5%")).hasToString("soon,fail=2.5%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "now,fail", "later,fail=1", "now,fail=-1", "fail=1", "now,fail=1x", "3"})
    void halt_ofNoSuchForm_isRefused(String text) {
        assertThatThrownBy(() -> Halt.parse(text))
                .hasMessage("must be never or (now|soon),(fail|success|done)=N or =N%, such as soon,fail=3: " + text);
    }

    @Test
    void halt_withNumbersThatMeanNothing_isRefused() {
        for (String text : new String[] {"now,fail=0", "now,fail=1.5", "soon,fail=101%"}) {
            assertThatThrownBy(() -> Halt.parse(text))
                    .hasMessage((text.endsWith("%")
                                    ? "the share must be over 0% and at most 100%: "
                                    : "the number must be a whole one over 0: ")
                            + text);
        }
        assertThatThrownBy(() -> Halt.parse("now,done=10%"))
                .hasMessage("a share of all inputs is not known before their end: now,done=10%");
    }

    @Test
    void window_isWideForTinyItems_andNarrowForLargeOnes() {
        Window window = Window.ahead(2, false, 1000);
        assertThat(window.room(0, 0, 0)).isEqualTo(128);
        assertThat(window.room(100, 0, 0)).isEqualTo(28);
        for (int i = 0; i < 200; i++) {
            window.onItem(100);
        }
        assertThat(window.room(0, 0, 0)).isEqualTo(10);
        for (int i = 0; i < 400; i++) {
            window.onItem(1_000_000);
        }
        assertThat(window.room(0, 0, 0)).as("two for each worker in any case").isEqualTo(4);
        assertThat(window.room(5, 0, 0)).isZero();
    }

    @Test
    void window_inOrder_stopsWhenResultsThatWaitTakeTooMuch() {
        Window window = Window.ahead(1, true, 1000);
        assertThat(window.room(0, 64, 10)).isEqualTo(64);
        assertThat(window.room(10, 500, 10)).isEqualTo(2);
        assertThat(window.room(1, 3, 1000)).isZero();
    }

    @Test
    void window_ofARunThatMayBeHalted_startsNoMoreThanRuns() {
        Window window = Window.exact(3, true, 1000);
        assertThat(window.room(0, 0, 0)).isEqualTo(3);
        assertThat(window.room(1, 40, 10))
                .as("results that wait hold nothing up")
                .isEqualTo(2);
    }
}
