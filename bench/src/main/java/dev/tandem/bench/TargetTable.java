package dev.tandem.bench;

import dev.tandem.bench.Comparison.View;
import dev.tandem.bench.Target.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The table of the numbered targets, in their order: what was measured, and whether each is met. */
final class TargetTable {
    private final List<Recording> recordings;

    TargetTable(List<Recording> recordings) {
        this.recordings = List.copyOf(recordings);
    }

    /** # | what | measured | target | met? | moonshot | reached?. */
    String text() {
        record Row(int number, String... cells) {}
        List<Row> rows = new ArrayList<>();
        for (Recording recording : recordings) {
            for (Comparison row : recording.measurement().comparisons()) {
                if (row.isNumbered()) {
                    rows.add(new Row(
                            row.number(),
                            String.valueOf(row.number()),
                            row.what(),
                            measured(recording, row),
                            row.target().text(),
                            verdict(recording, row, row.target()).text(),
                            row.moonshot().text(),
                            verdict(recording, row, row.moonshot()).text()));
                }
            }
        }
        rows.sort(Comparator.comparingInt(Row::number)); // stable
        TextTable table = new TextTable("#", "target", "measured", "shall be", "met?", "moonshot", "reached?");
        rows.forEach(row -> table.add(row.cells()));
        return table.text();
    }

    private static Verdict verdict(Recording recording, Comparison row, Target target) {
        return target.verdict(recording.tandem(row), recording.ratio(row));
    }

    private static String measured(Recording recording, Comparison row) {
        if (row.peer().isEmpty() || row.view() == View.BESIDE) {
            return recording
                    .tandem(row)
                    .map(spread -> row.unit().text(spread.median()))
                    .orElse("-");
        }
        String peer = recording.peers().get(row.peer().getAsInt()).name();
        return recording
                .ratio(row)
                .map(spread -> PeerTable.times(spread.median()) + " " + peer)
                .orElse("- " + peer);
    }
}
