package dev.tandem.bench;

/** Work of a given length: a loop that computes, calibrated once in each JVM that asks for lengths. */
final class BusyLoop {
    /** What a run of the calibration takes, in rounds. */
    private static final int TRIAL = 2_000_000;

    private static final int TRIALS = 20;

    /** Where results go, so that they are computed. */
    private static volatile long sink;

    private BusyLoop() {}

    /** Runs so many rounds and returns how long that took, in nanoseconds. */
    static Long run(Integer rounds) {
        long start = System.nanoTime();
        long value = start;
        for (int i = 0; i < rounds; i++) {
            value = value * 0x5851_f42d_4c95_7f2dL + 0x1405_7b7e_f767_814fL;
            value ^= value >>> 29;
        }
        sink = value;
        return System.nanoTime() - start;
    }

    /** How many rounds take so long, when nothing disturbs. */
    static int rounds(double micros) {
        return (int) Math.max(1, micros * 1e3 / Calibration.NANOS_PER_ROUND);
    }

    /** Done when it is first asked for. */
    private static final class Calibration {
        static final double NANOS_PER_ROUND = measure();

        private static double measure() {
            double least = Double.MAX_VALUE;
            for (int i = 0; i < TRIALS; i++) {
                least = Math.min(least, run(TRIAL) / (double) TRIAL);
            }
            return least;
        }
    }
}
