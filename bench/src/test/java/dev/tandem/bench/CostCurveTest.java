package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.bench.CostCurve.Point;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostCurveTest {
    @Test
    void crossing_liesBetweenThePoints() {
        CostCurve curve = curve(new Point(1, 100, 50, 1000), new Point(100, 1000, 500, 100));
        assertThat(curve.paysFromMicros().orElseThrow()).isCloseTo(10, within(1e-9)); // from a tenth to ten times
    }

    @Test
    void crossing_countsOnlyForGood() {
        CostCurve curve = curve(new Point(1, 100, 50, 50), new Point(10, 100, 50, 200), new Point(100, 100, 50, 50));
        assertThat(curve.paysFromMicros().orElseThrow()).isBetween(10.0, 100.0);
    }

    @Test
    void processesThatNeverPay_haveNoCrossing() {
        assertThat(curve(new Point(1, 100, 50, 200)).paysFromMicros()).isEmpty();
    }

    @Test
    void processesThatAlwaysPay_doSoFromTheShortest() {
        assertThat(curve(new Point(1, 100, 50, 60)).paysFromMicros()).hasValue(1);
    }

    @Test
    void share_isOfTwoThreads() {
        assertThat(curve(new Point(1, 100, 54, 60)).asGoodFromMicros(0.9)).hasValue(1);
        assertThat(curve(new Point(1, 100, 53, 60)).asGoodFromMicros(0.9)).isEmpty();
    }

    @Test
    void figures_replaceOnlyWhatIsBetweenTheMarks() throws IOException {
        String begin = "<!-- figures: written by ./tandem bench --cost-model -->\n";
        String end = "<!-- end of the figures -->\n";
        assertThat(CostModel.replaced("a\n" + begin + "old\n" + end + "b\n", "new\n"))
                .isEqualTo("a\n" + begin + "new\n" + end + "b\n");
        assertThatThrownBy(() -> CostModel.replaced("a\n", "new\n")).isInstanceOf(IOException.class);
    }

    @Test
    void plot_hasALineForEachSizeAndOneForThreads() {
        String svg = new CostPlot(List.of(
                        curve(new Point(1, 100, 50, 200), new Point(10, 100, 50, 60)),
                        curve(new Point(1, 100, 50, 400), new Point(10, 100, 50, 90))))
                .svg();
        assertThat(svg.split("<polyline ", -1)).hasSize(4);
        assertThat(svg).endsWith("</svg>\n").doesNotContain("NaN");
    }

    private static CostCurve curve(Point... points) {
        return new CostCurve(16, List.of(points));
    }
}
