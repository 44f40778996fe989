package dev.tandem.bench;

import dev.tandem.bench.Measurement.Comparison;
import dev.tandem.bench.Recording.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables for people: medians against targets, and how far the repetitions lie apart. */
final class PeerTable {
    private final List<Recording> recordings;

    PeerTable(List<Recording> recordings) {
        this.recordings = List.copyOf(recordings);
    }

    /** What | Tandem | peer | ratio | target | met | later. */
    String comparisons() {
        TextTable table = new TextTable("what", "Tandem", "peer", "ratio", "target", "met?", "later");
        for (Recording recording : recordings) {
            for (Comparison row : recording.measurement().comparisons()) {
                Series peer = recording.peers().get(row.peer());
                Optional<Spread> ratio = recording.ratio(row);
                table.add(
                        row.what(),
                        figure(recording.tandem(), row),
                        peer.name() + ": " + figure(peer, row),
                        ratio.map(spread -> times(spread.median())).orElse("-"),
                        row.target().text(),
                        row.target().verdict(recording.tandem(row), ratio).text(),
                        later(row.later(), recording.tandem(row), ratio));
            }
        }
        return table.text();
    }

    /** Smallest and largest figure of each side and of the ratio. */
    String spreads() {
        TextTable table = new TextTable("spread of the repetitions", "Tandem", "peer", "ratio");
        for (Recording recording : recordings) {
            for (Comparison row : recording.measurement().comparisons()) {
                table.add(
                        row.what() + ", " + row.unit().symbol(),
                        recording.tandem(row).map(s -> range(s, row.unit())).orElse("-"),
                        recording.peer(row).map(s -> range(s, row.unit())).orElse("-"),
                        recording
                                .ratio(row)
                                .map(s -> times(s.smallest()) + " .. " + times(s.largest()))
                                .orElse("-"));
            }
        }
        return table.text();
    }

    /** A line for each side that failed or could not be measured. */
    String problems() {
        List<String> lines = new ArrayList<>();
        for (Recording recording : recordings) {
            List<Series> sides = new ArrayList<>(recording.peers());
            sides.add(0, recording.tandem());
            for (Series side : sides) {
                if (side.end() != Series.End.MEASURED) {
                    String end = side.end().name().toLowerCase(Locale.ROOT);
                    lines.add(recording.measurement().name() + ": " + side.name() + " " + end + ": " + side.problem());
                }
            }
        }
        return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }

    private static String figure(Series side, Comparison row) {
        return side.spread(row.figure())
                .map(spread -> row.unit().text(spread.median()))
                .orElse(side.end() == Series.End.FAILED ? "failed, see below" : side.problem());
    }

    private static String later(Target later, Optional<Spread> tandem, Optional<Spread> ratio) {
        Target.Verdict verdict = later.verdict(tandem, ratio);
        return verdict == Target.Verdict.NO_TARGET ? "-" : later.text() + ": " + verdict.text();
    }

    private static String range(Spread spread, Unit unit) {
        return unit.number(spread.smallest()) + " .. " + unit.number(spread.largest());
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, ratio >= 100 ? "%.0f x" : ratio >= 10 ? "%.1f x" : "%.2f x", ratio);
    }
}
