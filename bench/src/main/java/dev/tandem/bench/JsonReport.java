package dev.tandem.bench;

import dev.tandem.bench.Recording.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file for programs: the figures of every repetition of every side, in their order, and the comparisons with their
 * verdicts. A comparison names the index of the figure that it looks at, and its unit.
 */
final class JsonReport {
    private final Machine machine;
    private final Instant startedAt;
    private final List<Recording> recordings;

    JsonReport(Machine machine, Instant startedAt, List<Recording> recordings) {
        this.machine = machine;
        this.startedAt = startedAt;
        this.recordings = List.copyOf(recordings);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, Json.text(report()) + "\n");
    }

    private Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("startedAt", startedAt);
        report.put("cores", machine.cores());
        report.put("os", machine.os());
        report.put("jdk", machine.jdk());
        report.put("python", machine.python());
        report.put("heapMebibytes", machine.heapMebibytes());
        report.put("loadBefore", machine.load());
        report.put("loadAfter", Machine.loadNow());
        report.put(
                "measurements", recordings.stream().map(JsonReport::measurement).toList());
        return report;
    }

    private static Map<String, Object> measurement(Recording recording) {
        Measurement measurement = recording.measurement();
        List<Object> sides = new ArrayList<>();
        sides.add(side(recording.tandem()));
        recording.peers().forEach(peer -> sides.add(side(peer)));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", measurement.key());
        object.put("name", measurement.name());
        object.put("sides", sides);
        object.put(
                "comparisons",
                measurement.comparisons().stream()
                        .map(row -> comparison(recording, row))
                        .toList());
        return object;
    }

    private static Map<String, Object> side(Series series) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", series.name());
        object.put("end", series.end());
        object.put("problem", series.problem());
        object.put("repetitions", series.samples().stream().map(Sample::values).toList());
        return object;
    }

    private static Map<String, Object> comparison(Recording recording, Comparison row) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("what", row.what());
        object.put("unit", row.unit().symbol());
        object.put("figure", row.figure());
        row.peer()
                .ifPresent(
                        peer -> object.put("peer", recording.peers().get(peer).name()));
        recording.tandem(row).ifPresent(spread -> object.put("tandemMedian", spread.median()));
        recording.peer(row).ifPresent(spread -> object.put("peerMedian", spread.median()));
        recording.ratio(row).ifPresent(spread -> object.put("ratioMedian", spread.median()));
        if (row.isNumbered()) {
            object.put("number", row.number());
        }
        putTarget(object, "target", "met", row.target(), recording, row);
        putTarget(object, "moonshot", "reached", row.moonshot(), recording, row);
        return object;
    }

    private static void putTarget(
            Map<String, Object> object,
            String name,
            String verdict,
            Target target,
            Recording recording,
            Comparison row) {
        if (!target.isNone()) {
            object.put(name, target.text());
            object.put(
                    verdict,
                    target.verdict(recording.tandem(row), recording.ratio(row)).text());
        }
    }
}
