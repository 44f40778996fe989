package dev.tandem.bench;

import java.util.List;

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

    /** The same, done no more often than that. */
    Measurement atMost(int repetitions) {
        return new Measurement(key, name, tandem, peers, comparisons, repetitions);
    }

    /** The same without peers. */
    Measurement alone() {
        List<Comparison> own =
                comparisons.stream().filter(row -> row.peer().isEmpty()).toList();
        List<Comparison> rows =
                own.isEmpty() ? List.of(Comparison.of(name, comparisons.get(0).unit(), 0)) : own;
        return new Measurement(key, name, tandem, List.of(), rows, mostRepetitions);
    }
}
