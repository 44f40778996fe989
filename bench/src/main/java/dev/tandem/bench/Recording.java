package dev.tandem.bench;

import dev.tandem.bench.Comparison.View;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What came out of a measurement.
 *
 * @param measurement what was measured
 * @param tandem our series
 * @param peers the series of the peers, in their order
 */
record Recording(Measurement measurement, Series tandem, List<Series> peers) {
    Recording {
        peers = List.copyOf(peers);
    }

    Optional<Spread> tandem(Comparison comparison) {
        return tandem.spread(comparison.figure());
    }

    Optional<Spread> peer(Comparison comparison) {
        return peerSeries(comparison).flatMap(peer -> peer.spread(comparison.figure()));
    }

    private Optional<Series> peerSeries(Comparison comparison) {
        return comparison.peer().isPresent()
                ? Optional.of(peers.get(comparison.peer().getAsInt()))
                : Optional.empty();
    }

    /**
     * Our figure divided by the peer's, repetition by repetition: what disturbed one disturbed the other too. Empty if the
     * row is not about that, or the peer's figure is nothing.
     */
    Optional<Spread> ratio(Comparison comparison) {
        if (comparison.view() == View.BESIDE) {
            return Optional.empty();
        }
        List<Double> ours = tandem.figures(comparison.figure());
        List<Double> theirs = peerSeries(comparison)
                .map(peer -> peer.figures(comparison.figure()))
                .orElse(List.of());
        if (ours.isEmpty() || ours.size() != theirs.size() || theirs.contains(0.0)) {
            return Optional.empty();
        }
        return Optional.of(Spread.of(IntStream.range(0, ours.size())
                .mapToObj(i -> ours.get(i) / theirs.get(i))
                .toList()));
    }

    boolean isFailed() {
        return tandem.end() == Series.End.FAILED || peers.stream().anyMatch(s -> s.end() == Series.End.FAILED);
    }

    /**
     * The repetitions of one side.
     *
     * @param name the side's name
     * @param samples the repetitions; none if the side did not get to the end
     * @param end how it ended
     * @param problem why there are none, if so
     */
    record Series(String name, List<Sample> samples, End end, String problem) {
        /** How a side ended. */
        enum End {
            /** It did all repetitions. */
            MEASURED,
            /** The machine lacks what it needs. */
            UNAVAILABLE,
            /** It failed, or its results were wrong. */
            FAILED
        }

        Series {
            samples = List.copyOf(samples);
        }

        static Series measured(String name, List<Sample> samples) {
            return new Series(name, samples, End.MEASURED, "");
        }

        static Series missing(String name, End end, String problem) {
            return new Series(name, List.of(), end, problem);
        }

        List<Double> figures(int index) {
            return samples.stream().map(sample -> sample.values().get(index)).toList();
        }

        Optional<Spread> spread(int index) {
            return samples.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures(index)));
        }
    }
}
