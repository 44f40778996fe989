package dev.tandem.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Runs {@link Chaos} from a command line. On the standard output come the counts as the first line, and then what the
 * run cost this JVM; how it goes and what is wrong come on standard error.
 *
 * @since 0.1
 */
public final class ChaosCommand {
    private static final int USAGE_ERROR = 2;
    private static final int MOST_SECONDS = 86_400;

    /** So many threads a worker may have; more workers than that do not fit on a machine either. */
    private static final int MOST_WORKERS = 256;

    private static final String USAGE =
            "usage: ./tandem chaos [--seconds N] [--seed S] [--workers N] [--threads-per-worker N]";

    private ChaosCommand() {}

    /**
     * Runs it and exits: with 0 if the pool has passed, 1 if it has not, 2 if the arguments are wrong.
     *
     * @param arguments {@code --seconds N}, {@code --seed S}, {@code --workers N}, {@code --threads-per-worker N}
     * @throws IOException if the notes of the workers cannot be made or read
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String... arguments) throws IOException, InterruptedException {
        ChaosOptions options;
        try {
            options = parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("chaos: " + e.getMessage());
            System.err.println(USAGE);
            System.exit(USAGE_ERROR);
            return;
        }
        System.exit(run(options, System.out, System.err));
    }

    /** Runs it and returns the exit code. */
    static int run(ChaosOptions options, PrintStream out, PrintStream err) throws IOException, InterruptedException {
        ChaosReport report = Chaos.run(defaults -> options.log(line -> err.println("chaos: " + line)));
        for (String finding : report.findings()) {
            err.println("chaos: seed=" + report.seed() + ": " + finding);
        }
        err.flush();
        out.println("chaos: " + report.summary());
        report.footprint().forEach(line -> out.println("chaos: " + line));
        out.flush();
        return report.isPassed() ? 0 : 1;
    }

    /** Reads the arguments; throws {@link IllegalArgumentException}, which says what is wrong with them. */
    static ChaosOptions parse(String... arguments) {
        ChaosOptions options = ChaosOptions.defaults();
        Iterator<String> words = Arrays.asList(arguments).iterator();
        while (words.hasNext()) {
            options = changed(options, words.next(), words);
        }
        return options;
    }

    private static ChaosOptions changed(ChaosOptions options, String name, Iterator<String> words) {
        return switch (name) {
            case "--seconds" -> options.duration(Duration.ofSeconds(positive(name, words, MOST_SECONDS)));
            case "--seed" -> options.seed(number(name, words));
            case "--workers" -> {
                int workers = positive(name, words, MOST_WORKERS);
                yield options.pool(p -> p.workers(workers));
            }
            case "--threads-per-worker" -> {
                int threads = positive(name, words, MOST_WORKERS);
                yield options.pool(p -> p.threadsPerWorker(threads));
            }
            default -> throw new IllegalArgumentException("there is no option '" + name + "'");
        };
    }

    private static int positive(String name, Iterator<String> words, int most) {
        long number = number(name, words);
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(name + " must be from 1 to " + most + ": " + number);
        }
        return (int) number;
    }

    private static long number(String name, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(name + " needs a number");
        }
        String word = words.next();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " needs a number: " + word, e);
        }
    }
}
