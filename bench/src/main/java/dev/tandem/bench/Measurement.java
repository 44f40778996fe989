package dev.tandem.bench;

import dev.tandem.bench.Comparison.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some work, who does it, and what is compared.
 *
 * @param key the name on the command line
 * @param name the name in the report
 * @param tandem our side
 * @param peers the others
 * @param comparisons the rows of the table
 * @param mostRepetitions how often it is done at most
 */
record Measurement(
        String key,
        String name,
        Contestant tandem,
        List<Contestant> peers,
        List<Comparison> comparisons,
        int mostRepetitions) {
    Measurement {
        peers = List.copyOf(peers);
        comparisons = List.copyOf(comparisons);
    }

    Measurement(String key, String name, Contestant tandem, List<Contestant> peers, List<Comparison> comparisons) {
        this(key, name, tandem, peers, comparisons, Integer.MAX_VALUE);
    }

    /** Our side alone. */
    static Measurement of(String key, String name, Contestant tandem, Comparison... rows) {
        return new Measurement(key, name, tandem, List.of(), List.of(rows));
    }

    /** Our first figure against that of each peer. */
    static Measurement of(String key, Comparison row, Contestant tandem, Rival... rivals) {
        return of(key, row.what(), row, tandem, rivals);
    }

    /** The same where the row says more than the name. */
    static Measurement of(String key, String name, Comparison row, Contestant tandem, Rival... rivals) {
        List<Comparison> rows = new ArrayList<>();
        for (int i = 0; i < rivals.length; i++) {
            rows.add(rivals[i].judged(row.against(i)));
        }
        return new Measurement(
                key, name, tandem, Stream.of(rivals).map(Rival::contestant).toList(), rows);
    }

    /** The same with more rows, at the end. */
    Measurement with(Comparison... more) {
        List<Comparison> rows = new ArrayList<>(comparisons);
        rows.addAll(List.of(more));
        return new Measurement(key, name, tandem, peers, rows, mostRepetitions);
    }

    /** The same, done no more often than that. */
    Measurement atMost(int repetitions) {
        return new Measurement(key, name, tandem, peers, comparisons, repetitions);
    }

    /** The same without peers. */
    Measurement alone() {
        List<Comparison> own = comparisons.stream()
                .filter(row -> row.peer().isEmpty() || row.view() == View.BESIDE)
                .map(Comparison::alone)
                .toList();
        List<Comparison> rows =
                own.isEmpty() ? List.of(Comparison.of(name, comparisons.get(0).unit(), 0)) : own;
        return new Measurement(key, name, tandem, List.of(), rows, mostRepetitions);
    }
}
