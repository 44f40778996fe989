package dev.tandem.bench;

import java.util.List;

/**
 * Some work, who does it, and what is compared.
 *
 * @param name the name in the report
 * @param tandem our side
 * @param peers the others
 * @param comparisons the rows of the table
 */
record Measurement(String name, Contestant tandem, List<Contestant> peers, List<Comparison> comparisons) {
    Measurement {
        peers = List.copyOf(peers);
        comparisons = List.copyOf(comparisons);
    }

    /**
     * A row of the table: one figure of ours against the same figure of a peer.
     *
     * @param what what the figure is
     * @param unit what it counts
     * @param figure its index in a {@link Sample}
     * @param peer the index of the peer
     * @param target the target here and now
     * @param later the target of the finished library
     */
    record Comparison(String what, Unit unit, int figure, int peer, Target target, Target later) {}
}
