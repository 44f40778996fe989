package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long small tasks and cancellations take, while the other worker of the pool gives a large array back again and
 * again, or while it sleeps. The figures, in microseconds: median and 99th percentile of a round trip, and median and
 * longest time from {@code cancel(true)} of a running task to the result of the task behind it.
 */
final class InterferenceSide implements Side {
    private static final long LOOK_MILLIS = 1;
    private static final long SLEEP_MILLIS = 600_000;

    private final PoolExecutor pool;
    private final byte[] payload;
    private final int roundTrips;
    private final int cancels;

    /**
     * A side.
     *
     * @param pool a pool of two workers
     * @param bytes the size of the array, 0 for a worker that sleeps
     */
    InterferenceSide(PoolExecutor pool, int bytes, int roundTrips, int cancels) {
        this.pool = pool;
        this.payload = new byte[bytes];
        this.roundTrips = roundTrips;
        this.cancels = cancels;
    }

    @Override
    public Sample measure() throws Exception {
        TaskFuture<?> sleeper = payload.length == 0 ? pool.submit(() -> Thread.sleep(SLEEP_MILLIS)) : null;
        Echoing echoing = new Echoing();
        if (sleeper == null) {
            echoing.start();
        }
        try {
            long[] trips = roundTrips();
            long[] stops = cancels();
            echoing.ensureWellSoFar();
            return Sample.of(
                    Sample.percentile(trips, 0.5) / 1e3,
                    Sample.percentile(trips, 0.99) / 1e3,
                    Sample.percentile(stops, 0.5) / 1e3,
                    stops[stops.length - 1] / 1e3);
        } finally {
            echoing.end();
            if (sleeper != null) {
                sleeper.cancel(true);
            }
        }
    }

    private long[] roundTrips() throws WrongResultException {
        long[] nanos = new long[roundTrips];
        for (int i = 0; i < roundTrips; i++) {
            long start = System.nanoTime();
            int result = pool.submit(Tasks::increment, i).join();
            nanos[i] = System.nanoTime() - start;
            WrongResultException.check(i + 1, result);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private long[] cancels() throws InterruptedException, WrongResultException {
        long[] nanos = new long[cancels];
        for (int i = 0; i < cancels; i++) {
            TaskFuture<?> running = pool.submit(() -> Thread.sleep(SLEEP_MILLIS));
            while (!running.isRunning()) {
                Thread.sleep(LOOK_MILLIS);
            }
            long start = System.nanoTime();
            running.cancel(true);
            int result = pool.submit(Tasks::increment, i).join();
            nanos[i] = System.nanoTime() - start;
            WrongResultException.check(i + 1, result);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Sends the array and has it back, over and over. */
    private final class Echoing extends Thread {
        private volatile boolean isEnding;
        private volatile @Nullable Exception failure;

        @Override
        public void run() {
            try {
                while (!isEnding) {
                    byte[] back = pool.submit(Tasks::<byte[]>echo, payload).join();
                    WrongResultException.check(payload.length, back.length);
                }
            } catch (WrongResultException | RuntimeException e) {
                failure = e;
            }
        }

        /** Without the echoes there was nothing to interfere with. */
        void ensureWellSoFar() throws IOException {
            Exception cause = failure;
            if (cause != null) {
                throw new IOException("the echo beside the small tasks failed: " + cause, cause);
            }
        }

        void end() throws InterruptedException {
            isEnding = true;
            join();
        }
    }
}
