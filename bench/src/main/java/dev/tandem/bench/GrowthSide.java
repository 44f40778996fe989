package dev.tandem.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Does the same work in growing sizes. The first figure is how far the cost of a task lies from that of the middle size,
 * in percent, at the size where that is worst; then comes the cost of a task at each size.
 */
final class GrowthSide implements Side {
    private final List<Size> sizes;
    private final Runnable closing;

    /** The work in one size. */
    interface Size {
        /** Does it and returns the nanoseconds per task. */
        double nanosPerTask() throws Exception;
    }

    GrowthSide(List<Size> sizes, Runnable closing) {
        this.sizes = List.copyOf(sizes);
        this.closing = closing;
    }

    @Override
    public Sample measure() throws Exception {
        List<Double> costs = new ArrayList<>();
        for (Size size : sizes) {
            costs.add(size.nanosPerTask());
        }
        List<Double> figures = new ArrayList<>(costs);
        figures.add(0, unevenness(costs));
        return new Sample(figures);
    }

    /** How far the furthest lies from the median, in percent of it. */
    static double unevenness(List<Double> costs) {
        double median = Spread.of(costs).median();
        return costs.stream()
                .mapToDouble(cost -> Math.abs(cost / median - 1) * 100)
                .max()
                .orElseThrow();
    }

    @Override
    public void close() {
        closing.run();
    }
}
