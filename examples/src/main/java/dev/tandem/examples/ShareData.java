package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.Shared;
import dev.tandem.TaskSerializationException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sends a large table to each worker once, instead of with each task. */
public final class ShareData implements Scenario {
    private static final int SIZE = 2_000_000;
    private static final int TASKS = 50;

    @Override
    public String title() {
        return "Large data for many tasks, sent to each worker once";
    }

    @Override
    public String explains() {
        return """
                share() gives a small handle that tasks can capture. Each worker process reads the value when one of
                its tasks first asks for it, and keeps it until the handle is closed.""";
    }

    @Override
    public void run(Report report) throws Exception {
        int[] squares = IntStream.range(0, SIZE).map(i -> i * i).toArray();
        List<Integer> inputs = IntStream.range(0, TASKS).boxed().toList();
        Stopwatch withEach = Stopwatch.start();
        List<Integer> wanted = lookUpInCopies(squares, inputs);
        report.say("%d tasks, each with its copy of %d MiB: %s", TASKS, SIZE * 4L >> 20, withEach);
        Stopwatch once = Stopwatch.start();
        List<Integer> found = lookUp(squares, inputs);
        report.say("%d tasks, a copy for each worker: %s", TASKS, once);
        report.checkEquals(49 * 49, found.get(49), "a task finds what it looks up");
        report.checkEquals(wanted, found, "as it would in a copy of its own");

        ByteBuffer image = ByteBuffer.allocate(8 << 20);
        image.putInt(0, 42);
        report.checkEquals(42, firstNumber(image), "a byte buffer can be shared, too");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            closed(pool, report);
        }
    }

    static List<Integer> lookUp(int[] squares, List<Integer> inputs) {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Shared<int[]> table = pool.share(squares)) {
            return pool.map(i -> table.get()[i], inputs).toList();
        }
    }

    private static List<Integer> lookUpInCopies(int[] squares, List<Integer> inputs) {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            return pool.map(i -> squares[i], inputs, m -> m.chunkSize(1)).toList();
        }
    }

    static int firstNumber(ByteBuffer image) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(2);
                Shared<ByteBuffer> shared = pool.share(image)) {
            return pool.submit(() -> shared.get().duplicate().getInt()).get();
        }
    }

    private static void closed(PoolExecutor pool, Report report) throws Exception {
        Shared<List<String>> words = pool.share(Arrays.asList("to", "be"));
        report.checkEquals(2, pool.submit(() -> words.get().size()).get(), "anything serializable can be shared");
        words.close();
        Throwable failure = pool.submit(() -> words.get().size()).exception().orElseThrow();
        report.say("after close():");
        report.sayMessage(failure);
        report.check(failure instanceof IllegalStateException, "a task that asks for it fails");
        try {
            pool.share(new Object()).close();
            report.check(false, "an object that is not serializable cannot be shared");
        } catch (TaskSerializationException e) {
            report.sayMessage(e);
            report.check(true, "what cannot be serialized is refused at the call");
        }
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new ShareData()), System.out));
    }
}
