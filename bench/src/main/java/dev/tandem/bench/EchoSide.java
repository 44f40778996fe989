package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import java.util.Arrays;

/** Sends one large array to a worker and has it back. Compares the two byte by byte, outside the measured time. */
final class EchoSide implements Side {
    private final PoolExecutor pool;
    private final byte[] payload;

    EchoSide(PoolExecutor pool, int bytes) {
        this.pool = pool;
        this.payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            payload[i] = (byte) i;
        }
    }

    @Override
    public Sample measure() throws WrongResultException {
        long start = System.nanoTime();
        byte[] back = pool.submit(Tasks::echo, payload).join();
        long nanos = System.nanoTime() - start;
        WrongResultException.check(-1, Arrays.mismatch(payload, back));
        return Sample.rate(payload.length / (double) (1 << 20), nanos);
    }

    @Override
    public void close() {
        pool.close();
    }
}
