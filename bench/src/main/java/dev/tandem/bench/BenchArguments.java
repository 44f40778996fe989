package dev.tandem.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@link PeerBench} was asked for.
 *
 * @param quick whether to do less, fewer times
 * @param json the file for all repetitions
 */
record BenchArguments(boolean quick, Optional<Path> json) {
    static final String USAGE = "usage: ./tandem bench [--quick] [--json FILE]   against the peers on this machine%n"
            + "       ./tandem bench --jmh [arguments]          parts of Tandem, by JMH; -h shows its arguments%n";

    /**
     * Parses the command line.
     *
     * @throws IllegalArgumentException if there is an argument that it does not know
     */
    static BenchArguments parse(String... words) {
        boolean quick = false;
        Optional<Path> json = Optional.empty();
        for (Iterator<String> rest = List.of(words).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (word.equals("--quick")) {
                quick = true;
            } else if (word.equals("--json") && rest.hasNext()) {
                json = Optional.of(Path.of(rest.next()));
            } else if (word.equals("--json")) {
                throw new IllegalArgumentException("--json must be followed by a file");
            } else {
                throw new IllegalArgumentException("there is no argument '" + word + "'");
            }
        }
        return new BenchArguments(quick, json);
    }

    int repetitions() {
        return quick ? 3 : 5;
    }
}
