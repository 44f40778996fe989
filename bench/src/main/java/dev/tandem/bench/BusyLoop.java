package dev.tandem.bench;

/** Work of a given length: a loop that computes, calibrated once in each JVM that asks for lengths. */
final class BusyLoop {
    /** A step is short, and a method of its own: it is compiled as a whole, and so runs alike in every JVM. */
    private static final int ROUNDS_PER_STEP = 100;

    /** The length of a run of the calibration, in steps. */
    private static final int TRIAL = 2_000;

    /** Others disturb most of them on a busy machine; the shortest is what counts. Takes about half a second. */
    private static final int TRIALS = 2_000;

    /** Where results go, so that they are computed. */
    private static volatile long sink;

    private BusyLoop() {}

    /** Makes so many steps and returns how long that took, in nanoseconds. */
    static Long run(Integer steps) {
        long start = System.nanoTime();
        long value = start;
        int count = steps;
        for (int i = 0; i < count; i++) {
            value = step(value);
        }
        sink = value;
        return System.nanoTime() - start;
    }

    private static long step(long seed) {
        long value = seed;
        for (int i = 0; i < ROUNDS_PER_STEP; i++) {
            value = value * 0x5851_f42d_4c95_7f2dL + 0x1405_7b7e_f767_814fL;
            value ^= value >>> 29;
        }
        return value;
    }

    /** How many steps take so long, when nothing disturbs. */
    static int steps(double micros) {
        return (int) Math.max(1, micros * 1e3 / Calibration.NANOS_PER_STEP);
    }

    /** How long so many steps take, when nothing disturbs. */
    static double nanos(int steps) {
        return steps * Calibration.NANOS_PER_STEP;
    }

    /** Done when it is first asked for. */
    private static final class Calibration {
        static final double NANOS_PER_STEP = measure();

        private static double measure() {
            double least = Double.MAX_VALUE;
            for (int i = 0; i < TRIALS; i++) {
                least = Math.min(least, run(TRIAL) / (double) TRIAL);
            }
            return least;
        }
    }
}
