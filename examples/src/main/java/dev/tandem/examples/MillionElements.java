package dev.tandem.examples;

import dev.tandem.MapOptions;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** {@code map} of a million small elements: one by one, in chunks of a fixed size, in chunks sized by measurement. */
public final class MillionElements implements Scenario {
    private static final int ELEMENTS = 1_000_000;
    /** One by one is slow enough with fewer. */
    private static final int SINGLE_ELEMENTS = 100_000;

    @Override
    public String title() {
        return "A million small elements";
    }

    @Override
    public String explains() {
        return """
                map over 1,000,000 integers on worker processes: an element alone costs more to send than to
                compute, so they travel in chunks. The size is given, or found by measurement when it is not.""";
    }

    @Override
    public void run(Report report) throws Exception {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("chunks of", "elements", "time", "elements/s"));
        try (PoolExecutor pool = ReadyPools.open(Runtime.getRuntime().availableProcessors())) {
            // The first run also teaches the compilers on both sides; so the same is done before what is measured.
            long warm = squareAll(pool, ELEMENTS, o -> o, report).right();
            report.checkEquals((long) ELEMENTS, warm, "warm-up: %,d right results in input order", ELEMENTS);
            measure(pool, "1", SINGLE_ELEMENTS, o -> o.chunkSize(1), table, report);
            measure(pool, "100", ELEMENTS, o -> o.chunkSize(100), table, report);
            measure(pool, "1,000", ELEMENTS, o -> o.chunkSize(1_000), table, report);
            measure(pool, "10,000", ELEMENTS, o -> o.chunkSize(10_000), table, report);
            measure(pool, "automatic size", ELEMENTS, o -> o, table, report);
        }
        report.table(table);
    }

    private static void measure(
            PoolExecutor pool,
            String chunks,
            int elements,
            UnaryOperator<MapOptions> options,
            List<List<String>> table,
            Report report) {
        Run run = squareAll(pool, elements, options, report);
        String rate = String.format(Locale.ROOT, "%,.0f", elements / run.seconds());
        table.add(List.of(chunks, String.format(Locale.ROOT, "%,d", elements), Stopwatch.text(run.seconds()), rate));
        report.checkEquals(
                (long) elements, run.right(), "chunks of %s: %,d right results in input order", chunks, elements);
    }

    /** How many results came right and at their place, and how long it took. */
    record Run(long right, double seconds) {}

    private static Run squareAll(PoolExecutor pool, int elements, UnaryOperator<MapOptions> options, Report report) {
        Stopwatch watch = Stopwatch.start();
        long right = 0;
        int index = 0;
        try (MapResults<Integer> results =
                pool.map(MillionElements::square, IntStream.range(0, elements).boxed(), options)) {
            for (int result : results) {
                right += result == square(index) ? 1 : 0;
                index++;
                if (index % 10_000 == 0) {
                    report.progress("elements", index, elements);
                }
            }
        }
        return new Run(index == elements ? right : -1, watch.seconds());
    }

    static int square(int n) {
        return n * n;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new MillionElements()), System.out));
    }
}
