package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProgressSnapshot;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** SPEC L3: what a line says, and that it fits. */
class LineTextTest {
    @Test
    void line_wideTerminal_hasBarAndAllFigures() {
        assertThat(LineText.line(Figures.of(430, 3, 4), 100, true))
                .isEqualTo("parse  43% ▕█████████████████▎                      ▏ 433/1000 100/s 0:04 < 0:05 3 failed");
        assertThat(LineText.line(Figures.of(430, 3, 4), 100, false))
                .isEqualTo("parse  43% [#################-----------------------] 433/1000 100/s 0:04 < 0:05 3 failed");
    }

    @Test
    void line_narrowTerminal_leavesOutWhatMattersLess() {
        ProgressSnapshot now = Figures.of(430, 3, 4);
        assertThat(LineText.line(now, 60, false))
                .isEqualTo("parse  43% [####-------] 433/1000 100/s 0:04 < 0:05 3 failed")
                .hasSizeLessThanOrEqualTo(60);
        assertThat(LineText.line(now, 50, false)).isEqualTo("parse  43% 433/1000 100/s 0:04 < 0:05 3 failed");
        assertThat(LineText.line(now, 44, false)).isEqualTo("parse  43% 433/1000 0:04 < 0:05 3 failed");
        assertThat(LineText.line(now, 30, false)).isEqualTo("parse  43% 433/1000 3 failed");
        assertThat(LineText.line(now, 14, false)).isEqualTo(" 43% 433/1000");
        assertThat(LineText.line(now, 5, false)).isEqualTo(" 43% ");
        assertThat(LineText.line(now, 0, false)).isEmpty();
    }

    @Test
    void line_anyWidth_fits() {
        ProgressSnapshot now =
                Figures.of("a label of some length", OptionalLong.of(1_000), 9, 8, 7, 6, 5, 90_000, false);
        for (int columns = 0; columns < 150; columns++) {
            assertThat(LineText.line(now, columns, true).length()).isLessThanOrEqualTo(columns);
            assertThat(LineText.line(now, columns, false).length()).isLessThanOrEqualTo(columns);
        }
    }

    @Test
    void line_unknownTotal_hasNoBar() {
        ProgressSnapshot now = Figures.of("parse", OptionalLong.empty(), 430, 0, 0, 0, 0, 64, false);
        assertThat(LineText.line(now, 100, true)).isEqualTo("parse 430 100/s 1:04");
    }

    @Test
    void line_troubleOfEveryKind_isTold() {
        ProgressSnapshot now = Figures.of("", OptionalLong.of(10), 1, 2, 3, 4, 1, 3_600, true);
        assertThat(LineText.line(now, 100, false))
                .isEqualTo(
                        "100% [###############################] 10/10 100/s 1:00:00 2 failed, 3 cancelled, 1 retry, 4 skipped");
    }

    @Test
    void line_labelWithControlCharacters_staysOneLine() {
        ProgressSnapshot now = Figures.of("a\nb\u001b[2J", OptionalLong.empty(), 1, 0, 0, 0, 0, 0, false);
        assertThat(LineText.line(now, 80, true)).isEqualTo("a b [2J 1 100/s 0:00");
    }

    @Test
    void line_allButOne_isNotHundredPercent() {
        ProgressSnapshot now = Figures.of("", OptionalLong.of(100_000), 99_999, 0, 0, 0, 0, 1, false);
        assertThat(LineText.line(now, 30, false)).startsWith(" 99% 99999/100000");
    }

    @Test
    void message_saysTheSameInWords() {
        assertThat(LineText.message(Figures.of(430, 3, 4)))
                .isEqualTo("parse: 433/1000 (43%), 100/s, 0:04 elapsed, 0:05 to go, 3 failed");
        assertThat(LineText.message(Figures.last(1000, 0, 10)))
                .isEqualTo("parse: 1000/1000 (100%), 100/s, 0:10 elapsed");
        assertThat(LineText.message(Figures.of("", OptionalLong.empty(), 5, 0, 0, 0, 2, 1, false)))
                .isEqualTo("5 done, 100/s, 0:01 elapsed, 2 retries");
    }

    @Test
    void times_fitTheirSize() {
        assertThat(Times.clock(java.time.Duration.ofSeconds(9))).isEqualTo("0:09");
        assertThat(Times.clock(java.time.Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
        assertThat(Times.clock(java.time.Duration.ofSeconds(176_523))).isEqualTo("2d 01:02:03");
        assertThat(Times.rate(1234.4)).isEqualTo("1234/s");
        assertThat(Times.rate(12.34)).isEqualTo("12.3/s");
        assertThat(Times.rate(1.234)).isEqualTo("1.23/s");
        assertThat(Times.rate(0.125)).isEqualTo("7.5/min");
    }
}
