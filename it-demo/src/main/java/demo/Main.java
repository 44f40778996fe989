package demo;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.io.Serializable;
import java.util.stream.IntStream;

/** The usual program of the integration tests, which compile and start it in many ways. */
public final class Main {
    record Point(int x, int y) implements Serializable {}

    private Main() {}

    static int square(int n) {
        return n * n;
    }

    /** Runs tasks on two workers and prints what they returned. */
    public static void main(String[] args) throws Exception {
        int captured = 40;
        long sum = 0;
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            for (int square : pool.map(Main::square, IntStream.range(0, 1000).boxed())) {
                sum += square;
            }
            TaskFuture<Integer> lambda = pool.submit(() -> captured + 2);
            TaskFuture<Point> record = pool.submit(p -> new Point(p.y(), p.x()), new Point(2, 4));
            System.out.println("sum=" + sum + " captured=" + lambda.get() + " record=" + record.get());
        }
    }
}
