package dev.tandem.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What was measured with payloads of one size.
 *
 * @param bytes the size of the argument, and of the result
 * @param points one for each length, from the shortest to the longest
 */
record CostCurve(int bytes, List<Point> points) {
    CostCurve {
        points = List.copyOf(points);
    }

    /**
     * What tasks of one length took, each, when many were done.
     *
     * @param micros the length, as calibrated
     * @param oneThread nanoseconds in the thread that asks, without a pool
     * @param twoThreads nanoseconds on a pool of two threads
     * @param processes nanoseconds on a pool of two worker processes
     */
    record Point(double micros, double oneThread, double twoThreads, double processes) {
        double speedOfThreads() {
            return oneThread / twoThreads;
        }

        double speedOfProcesses() {
            return oneThread / processes;
        }
    }

    /** What a task costs that does next to nothing, in microseconds. */
    double overheadMicros() {
        return points.get(0).processes() / 1e3;
    }

    /** From which length on processes are faster than one thread, in microseconds; empty if they never are. */
    OptionalDouble paysFromMicros() {
        return crossing(Point::speedOfProcesses, 1);
    }

    /** From which length on processes reach a share of the speed of two threads; empty if they never do. */
    OptionalDouble asGoodFromMicros(double share) {
        return crossing(point -> point.twoThreads() / point.processes(), share);
    }

    /** Where a value rises above a level for good: between two points it is a straight line on paper with logarithms. */
    private OptionalDouble crossing(ToDoubleFunction<Point> value, double level) {
        int above = points.size();
        while (above > 0 && value.applyAsDouble(points.get(above - 1)) >= level) {
            above--;
        }
        if (above == points.size()) {
            return OptionalDouble.empty();
        }
        Point to = points.get(above);
        if (above == 0) {
            return OptionalDouble.of(to.micros());
        }
        Point from = points.get(above - 1);
        double low = Math.log(value.applyAsDouble(from));
        double high = Math.log(value.applyAsDouble(to));
        double part = (Math.log(level) - low) / (high - low);
        return OptionalDouble.of(from.micros() * Math.pow(to.micros() / from.micros(), part));
    }
}
