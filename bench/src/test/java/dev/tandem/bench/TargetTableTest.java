package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.bench.Recording.Series;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetTableTest {
    private static final List<Measurement> ALL =
            new Measurements(new Contestants(Pythons.none(), true, Optional.empty())).all();

    @Test
    void allThirteenTargets_haveARow() {
        TreeSet<Integer> numbers = ALL.stream()
                .flatMap(measurement -> measurement.comparisons().stream())
                .filter(row -> row.isNumbered() && !row.target().isNone())
                .map(Comparison::number)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(numbers)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 13).boxed().toList());
    }

    @Test
    void missingPeer_isNeverFilledIn() {
        List<Recording> recordings =
                ALL.stream().map(TargetTableTest::withoutPeers).toList();
        assertThat(new TargetTable(recordings).text())
                .contains("not measured")
                .contains("- CPython submit")
                .doesNotContain("NaN");
        assertThat(new PeerTable(recordings).comparisons()).contains("CPython submit: " + Python.MISSING);
        assertThat(recordings).noneMatch(Recording::isFailed);
    }

    @Test
    void ratio_isThatOfTheSameRepetition() {
        Measurement measurement = ALL.get(0);
        Series ours = Series.measured("Tandem", List.of(Sample.of(100), Sample.of(10)));
        Series theirs = Series.measured("peer", List.of(Sample.of(50), Sample.of(5)));
        Recording recording = new Recording(measurement, ours, List.of(theirs));
        Comparison row = Comparison.of("what", Unit.TASKS_PER_SECOND, 0).against(0);
        assertThat(recording.ratio(row)).hasValue(new Spread(2, 2, 2));
    }

    @Test
    void figureBesideAPeers_isJudgedByItself() {
        Comparison row = Comparison.of("growth", Unit.PERCENT, 0)
                .target(12, Target.atMost(30, Unit.PERCENT))
                .beside(0);
        Contestant nobody = new Contestant("peer", Warmup.times(0), () -> {
            throw new UnsupportedOperationException();
        });
        Measurement measurement = new Measurement("growth", "growth", nobody, List.of(nobody), List.of(row));
        Series ours = Series.measured("Tandem", List.of(Sample.of(20)));
        Series theirs = Series.measured("peer", List.of(Sample.of(400)));
        assertThat(new TargetTable(List.of(new Recording(measurement, ours, List.of(theirs)))).text())
                .contains("20.0 %")
                .containsPattern(" met ")
                .doesNotContain("not met", "peer");
    }

    @Test
    void ratioOfNothing_isNone() {
        Measurement measurement = ALL.get(0);
        Series ours = Series.measured("Tandem", List.of(Sample.of(0.2)));
        Comparison row = Comparison.of("what", Unit.PERCENT, 0);
        Series nothing = Series.measured("peer", List.of(Sample.of(0.0)));
        assertThat(new Recording(measurement, ours, List.of(nothing)).ratio(row.against(0)))
                .isEmpty();
        Series little = Series.measured("peer", List.of(Sample.of(0.1)));
        assertThat(new Recording(measurement, ours, List.of(little)).ratio(row.beside(0)))
                .isEmpty();
        assertThat(new Recording(measurement, ours, List.of(little)).ratio(row.against(0)))
                .hasValue(new Spread(2, 2, 2));
    }

    private static Recording withoutPeers(Measurement measurement) {
        List<Double> figures = IntStream.range(0, 20).mapToObj(i -> 1.0).toList();
        List<Series> peers = measurement.peers().stream()
                .map(peer -> Series.missing(peer.name(), Series.End.UNAVAILABLE, Python.MISSING))
                .toList();
        return new Recording(measurement, Series.measured("Tandem", List.of(new Sample(figures))), peers);
    }
}
