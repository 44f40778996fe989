package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import java.util.Arrays;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * Sends one large array to a worker and has it back; the rate counts the bytes of both ways. Compares the two, outside
 * the measured time.
 */
final class EchoSide<A> implements Side {
    private final PoolExecutor pool;
    private final A payload;
    private final long bytes;
    private final BiPredicate<A, A> same;

    private EchoSide(PoolExecutor pool, A payload, long bytes, BiPredicate<A, A> same) {
        this.pool = pool;
        this.payload = payload;
        this.bytes = bytes;
        this.same = same;
    }

    static EchoSide<byte[]> ofBytes(PoolExecutor pool, int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) i;
        }
        return new EchoSide<>(pool, payload, length, Arrays::equals);
    }

    static EchoSide<double[]> ofDoubles(PoolExecutor pool, long bytes) {
        double[] payload = IntStream.range(0, (int) (bytes / Double.BYTES))
                .asDoubleStream()
                .toArray();
        return new EchoSide<>(pool, payload, bytes, Arrays::equals);
    }

    @Override
    public Sample measure() throws WrongResultException {
        long start = System.nanoTime();
        A back = pool.submit(Tasks::<A>echo, payload).join();
        long nanos = System.nanoTime() - start;
        WrongResultException.check(1, same.test(payload, back) ? 1 : 0);
        return rate(bytes, nanos);
    }

    /** The rate of so many bytes, there and back. */
    static Sample rate(long bytes, long nanos) {
        return Sample.rate(2.0 * bytes / (1 << 20), nanos);
    }

    @Override
    public void close() {
        pool.close();
    }
}
