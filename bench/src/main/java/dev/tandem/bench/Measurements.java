package dev.tandem.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The measurements that {@link PeerBench} makes. A peer does fewer tasks where it would take it minutes: what is
 * compared is then the rate.
 */
final class Measurements {
    private final Contestants contestants;

    Measurements(Contestants contestants) {
        this.contestants = contestants;
    }

    /** All of them, in the order of the numbered targets. */
    List<Measurement> all() {
        TaskMeasurements tasks = new TaskMeasurements(contestants);
        DelayMeasurements delays = new DelayMeasurements(contestants);
        PayloadMeasurements payloads = new PayloadMeasurements(contestants);
        ScaleMeasurements scale = new ScaleMeasurements(contestants);
        GrowthMeasurements growth = new GrowthMeasurements(contestants);
        WorkMeasurements work = new WorkMeasurements(contestants);
        return Stream.of(tasks.all(), delays.all(), payloads.all(), scale.all(), growth.all(), work.all())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Those of which the name on the command line is, or begins with, one of the words; all if there is no word.
     *
     * @throws IllegalArgumentException if a word names none
     */
    static List<Measurement> named(List<Measurement> all, List<String> words) {
        for (String word : words) {
            if (all.stream().noneMatch(measurement -> measurement.key().startsWith(word))) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "there is no measurement '%s', but there are: %s",
                        word,
                        String.join(", ", all.stream().map(Measurement::key).toList())));
            }
        }
        return all.stream()
                .filter(measurement -> words.isEmpty()
                        || words.stream().anyMatch(word -> measurement.key().startsWith(word)))
                .toList();
    }
}
