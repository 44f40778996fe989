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
    private PipelineLoad() {}

    static byte[] grow(int number, int size) {
        byte[] grown = new byte[size];
        grown[number % size] = 1;
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
        int elements = Integer.parseInt(arguments[2]);
        int size = Integer.parseInt(arguments[3]);
        try (PoolExecutor one = threads ? ThreadPoolExecutor.open(2) : ProcessPoolExecutor.open(1);
                PoolExecutor two = threads ? ThreadPoolExecutor.open(2) : ProcessPoolExecutor.open(1)) {
            Pipeline<byte[]> grown =
                    Pipeline.from(IntStream.range(0, elements).boxed()).then(one, n -> grow(n, size));
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
