package dev.tandem.testkit;

import dev.tandem.Pipeline;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A program with a small heap that sends many elements of some size through two stages, or keeps them all. */
final class PipelineLoad {
    private static final int ELEMENTS = 300_000;

    /** All elements together are several times as large as the heap of the test. */
    private static final int SIZE = 400;

    private PipelineLoad() {}

    static byte[] grow(int number) {
        byte[] grown = new byte[SIZE];
        grown[number % SIZE] = 1;
        return grown;
    }

    static int sum(byte[] grown) {
        int sum = 0;
        for (byte b : grown) {
            sum += b;
        }
        return sum;
    }

    @SuppressWarnings("try")
    public static void main(String[] arguments) {
        boolean threads = arguments[0].equals("threads");
        try (PoolExecutor one = threads ? ThreadPoolExecutor.open(2) : ProcessPoolExecutor.open(1);
                PoolExecutor two = threads ? ThreadPoolExecutor.open(2) : ProcessPoolExecutor.open(1)) {
            Pipeline<byte[]> grown =
                    Pipeline.from(IntStream.range(0, ELEMENTS).boxed()).then(one, PipelineLoad::grow);
            if (arguments[1].equals("all")) {
                List<byte[]> all = grown.toList();
                System.out.println("all=" + all.size());
            } else {
                AtomicLong results = new AtomicLong();
                grown.then(two, PipelineLoad::sum).forEach(results::addAndGet);
                System.out.println("results=" + results);
            }
        }
    }
}
