package dev.tandem.bench;

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

    /** # | what | Tandem | peer | ratio | target | met? | moonshot | reached?. */
    String comparisons() {
        TextTable table =
                new TextTable("#", "what", "Tandem", "peer", "ratio", "target", "met?", "moonshot", "reached?");
        for (Recording recording : recordings) {
            for (Comparison row : recording.measurement().comparisons()) {
                Optional<Spread> tandem = recording.tandem(row);
                Optional<Spread> ratio = recording.ratio(row);
                table.add(
                        row.isNumbered() ? String.valueOf(row.number()) : "",
                        row.what(),
                        figure(recording.tandem(), row),
                        peer(recording, row),
                        ratio.map(spread -> times(spread.median())).orElse("-"),
                        row.target().text(),
                        row.target().verdict(tandem, ratio).text(),
                        row.moonshot().text(),
                        row.moonshot().verdict(tandem, ratio).text());
            }
        }
        return table.text();
    }

    private static String peer(Recording recording, Comparison row) {
        if (row.peer().isEmpty()) {
            return "-";
        }
        Series peer = recording.peers().get(row.peer().getAsInt());
        return peer.name() + ": " + figure(peer, row);
    }

    /** Smallest and largest figure of each side and of the ratio. */
    String spreads() {
        TextTable table = new TextTable("spread of the repetitions", "peer", "Tandem", "of the peer", "of the ratio");
        for (Recording recording : recordings) {
            for (Comparison row : recording.measurement().comparisons()) {
                table.add(
                        row.what() + ", " + row.unit().symbol(),
                        row.peer().isEmpty()
                                ? "-"
                                : recording.peers().get(row.peer().getAsInt()).name(),
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

    private static String range(Spread spread, Unit unit) {
        return unit.number(spread.smallest()) + " .. " + unit.number(spread.largest());
    }

    /** Writes a ratio with three digits, as in {@code 12.3 x}. */
    static String times(double ratio) {
        return String.format(
                Locale.ROOT,
                ratio >= 100 ? "%.0f x" : ratio >= 10 ? "%.1f x" : ratio >= 1 ? "%.2f x" : "%.3f x",
                ratio);
    }
}
