package dev.tandem.bench;

import java.util.List;

/**
 * The middle of some repetitions, and how far they lie apart.
 *
 * @param median the middle one, or the mean of the middle two
 * @param smallest the smallest
 * @param largest the largest
 */
record Spread(double median, double smallest, double largest) {
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there must be a value");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int last = sorted.size() - 1;
        double median = (sorted.get(last / 2) + sorted.get(last - last / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(last));
    }
}
