package dev.tandem.bench;

import dev.tandem.bench.Contestant.UnavailableException;
import dev.tandem.bench.Recording.Series;
import dev.tandem.bench.Recording.Series.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a measurement: opens all sides, warms each up, and then lets them take turns, in an order that is turned round
 * each time. Only one side works at any moment; the pools of the others are idle. A side that fails is left out, and
 * the others go on.
 */
final class Recorder {
    private final int repetitions;
    private final Optional<Profile> profile;

    Recorder(int repetitions, Optional<Profile> profile) {
        this.repetitions = repetitions;
        this.profile = profile;
    }

    Recording record(Measurement measurement) {
        List<Lane> lanes = new ArrayList<>();
        lanes.add(new Lane(measurement.tandem()));
        measurement.peers().forEach(peer -> lanes.add(new Lane(peer)));
        List<Lane> order = new ArrayList<>(lanes);
        try {
            lanes.forEach(Lane::warmUp);
            profiled(() -> {
                for (int i = 0; i < Math.min(repetitions, measurement.mostRepetitions()); i++) {
                    order.forEach(Lane::repeat);
                    Collections.reverse(order);
                }
            });
        } finally {
            lanes.forEach(Lane::close);
        }
        List<Series> series = lanes.stream().map(Lane::series).toList();
        return new Recording(measurement, series.get(0), series.subList(1, series.size()));
    }

    /** Has the JVM recorded meanwhile, if it shall be. */
    private void profiled(Runnable work) {
        if (profile.isEmpty()) {
            work.run();
            return;
        }
        try (jdk.jfr.Recording recording = profile.get().start()) {
            work.run();
            recording.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record", e);
        }
    }

    /** One side and what it has measured. */
    private static final class Lane {
        private final Contestant contestant;
        private final List<Sample> samples = new ArrayList<>();
        private @Nullable Side side;
        private @Nullable Series missing;

        Lane(Contestant contestant) {
            this.contestant = contestant;
        }

        void warmUp() {
            attempt(() -> {
                Side opened = contestant.opening().open();
                side = opened;
                contestant.warmup().of(opened::measure);
            });
        }

        void repeat() {
            Side opened = side;
            if (opened != null && missing == null) {
                attempt(() -> samples.add(opened.measure()));
            }
        }

        void close() {
            Side opened = side;
            if (opened != null) {
                attempt(opened::close);
            }
        }

        Series series() {
            Series none = missing;
            return none != null ? none : Series.measured(contestant.name(), samples);
        }

        private void attempt(Step step) {
            try {
                step.run();
            } catch (UnavailableException e) {
                missing = Series.missing(contestant.name(), End.UNAVAILABLE, String.valueOf(e.getMessage()));
            } catch (Exception | OutOfMemoryError | StackOverflowError e) {
                missing = Series.missing(contestant.name(), End.FAILED, e.toString());
                e.printStackTrace(); // the report has only room for the headline
            }
        }
    }

    /** Something that may fail. */
    private interface Step {
        void run() throws Exception;
    }
}
