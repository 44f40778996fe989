package dev.tandem.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@link PeerBench} was asked for.
 *
 * @param quick whether to do less, fewer times
 * @param list whether only to name the measurements
 * @param only the measurements, by the beginning of their names; none for all
 * @param json the file for all repetitions
 * @param profile the file for a recording of our side
 * @param costModel the directory for the cost model, which is then all that is made
 */
record BenchArguments(
        boolean quick,
        boolean list,
        List<String> only,
        Optional<Path> json,
        Optional<Path> profile,
        Optional<Path> costModel) {
    static final String USAGE = "usage: ./tandem bench [--quick] [--only NAME[,NAME...]] [--json FILE]%n"
            + "                                                 against the peers on this machine%n"
            + "       ./tandem bench --list                     the names of the measurements%n"
            + "       ./tandem bench --only NAME --profile FILE one measurement without peers, recorded by JFR;%n"
            + "                                                 the workers' recordings go to FILE.workers%n"
            + "       ./tandem bench [--quick] --cost-model DIR how long a task must last for processes to pay;%n"
            + "                                                 writes a plot and figures%n"
            + "       ./tandem bench --jmh [arguments]          parts of Tandem, by JMH; -h shows its arguments%n";

    BenchArguments {
        only = List.copyOf(only);
        if (profile.isPresent() && only.size() != 1) {
            throw new IllegalArgumentException("--profile must come with --only and one name");
        }
        if (costModel.isPresent() && (json.isPresent() || !only.isEmpty())) {
            throw new IllegalArgumentException("--cost-model goes with --quick alone");
        }
    }

    /**
     * Parses the command line.
     *
     * @throws IllegalArgumentException if there is an argument that it does not know, or some do not go together
     */
    static BenchArguments parse(String... words) {
        boolean quick = false;
        boolean list = false;
        List<String> only = new ArrayList<>();
        Optional<Path> json = Optional.empty();
        Optional<Path> profile = Optional.empty();
        Optional<Path> costModel = Optional.empty();
        for (Iterator<String> rest = List.of(words).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--quick" -> quick = true;
                case "--list" -> list = true;
                case "--only" -> only.addAll(List.of(value(word, "a name", rest).split(",")));
                case "--json" -> json = Optional.of(Path.of(value(word, "a file", rest)));
                case "--profile" -> profile = Optional.of(Path.of(value(word, "a file", rest)));
                case "--cost-model" -> costModel = Optional.of(Path.of(value(word, "a directory", rest)));
                default -> throw new IllegalArgumentException("there is no argument '" + word + "'");
            }
        }
        return new BenchArguments(quick, list, only, json, profile, costModel);
    }

    private static String value(String word, String what, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(word + " must be followed by " + what);
        }
        return rest.next();
    }

    int repetitions() {
        return quick ? 3 : 5;
    }
}
