package dev.tandem.bench;

import dev.tandem.bench.ChildJvm.Answer;
import java.util.Arrays;

/** What the memory can do: copies an array to another one and back, both of which are there already. */
final class CopySide implements Side {
    /** Copied over and over until so many bytes have been, so that it takes long enough to be measured. */
    private static final long LEAST_BYTES = 1L << 30;

    private final byte[] from;
    private final byte[] to;

    CopySide(int length) {
        this.from = new byte[length];
        this.to = new byte[length];
        Arrays.fill(to, (byte) 1); // has the system give the memory now
    }

    /** In a JVM of its own: {@code BYTES}. */
    public static void main(String[] args) throws Exception {
        int bytes = Integer.parseInt(args[0]);
        try (CopySide side = new CopySide(bytes)) {
            ChildJvm.answer(() -> new Answer(bytes, side.measure()));
        }
    }

    @Override
    public Sample measure() {
        int times = (int) Math.max(1, LEAST_BYTES / from.length / 2);
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            System.arraycopy(from, 0, to, 0, from.length);
            System.arraycopy(to, 0, from, 0, from.length);
        }
        return EchoSide.rate((long) times * from.length, System.nanoTime() - start);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
