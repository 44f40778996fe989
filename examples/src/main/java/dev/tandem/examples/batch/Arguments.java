package dev.tandem.examples.batch;

import dev.tandem.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The arguments of an example: names that start with two dashes, each with a value. */
record Arguments(Map<String, String> values) {
    Arguments {
        values = Map.copyOf(values);
    }

    /**
     * Reads arguments.
     *
     * @param args as a {@code main} gets them
     * @param names the names that there are, such as {@code --in}
     * @throws UsageException if there is another, or one without a value
     */
    static Arguments of(String[] args, String... names) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i];
            if (!Arrays.asList(names).contains(name)) {
                throw new UsageException("there is no option '" + name + "'; there are " + String.join(", ", names));
            }
            if (i + 1 == args.length) {
                throw new UsageException(name + " needs a value");
            }
            values.put(name, args[i + 1]);
        }
        return new Arguments(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Path> path(String name) {
        return text(name).map(Path::of);
    }

    /** Returns the size of a heap, as the options of a pool take it. */
    String heap(String name, String byDefault) {
        String size = text(name).orElse(byDefault);
        try {
            WorkerOptions.defaults().heap(size);
            return size;
        } catch (IllegalArgumentException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }

    Duration seconds(String name, Duration byDefault) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            double seconds = Double.parseDouble(text.get());
            if (seconds > 0 && seconds < 1e9) {
                return Duration.ofNanos((long) (seconds * 1e9));
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UsageException(name + " must be a positive number of seconds: " + text.get());
    }
}
