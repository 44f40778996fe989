package dev.tandem.examples;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The index pattern: take results as they are completed, and still know which input each belongs to. */
public final class IndexedResults implements Scenario {
    private static final List<Integer> DELAYS_MILLIS = List.of(200, 20, 120, 5, 60, 30);

    @Override
    public String title() {
        return "Results as they come, output in order";
    }

    @Override
    public String explains() {
        return """
                Six tasks of different length. Each result is handled when it is completed; a map from future to
                index says where in the output it belongs.""";
    }

    @SuppressWarnings("NullAway") // each future is in the map
    @Override
    public void run(Report report) throws Exception {
        String[] output = new String[DELAYS_MILLIS.size()];
        List<Integer> order = new ArrayList<>();
        try (PoolExecutor pool = ReadyPools.open(2)) {
            Map<TaskFuture<String>, Integer> indexes = new HashMap<>();
            for (int i = 0; i < DELAYS_MILLIS.size(); i++) {
                indexes.put(pool.submit(IndexedResults::work, i, DELAYS_MILLIS.get(i)), i);
            }
            for (TaskFuture<String> future : Futures.asCompleted(indexes.keySet())) {
                int index = indexes.get(future);
                output[index] = future.get();
                order.add(index);
            }
        }
        report.say("order of completion: %s", order);
        report.say("output: %s", List.of(output));
        List<String> wanted =
                IntStream.range(0, output.length).mapToObj(i -> "result " + i).toList();
        report.checkEquals(wanted, List.of(output), "the output is in the order of the inputs");
        report.checkEquals(
                IntStream.range(0, output.length).boxed().toList(),
                order.stream().sorted().toList(),
                "each result was handled once, in whatever order they came");
    }

    static String work(int index, int delayMillis) throws InterruptedException {
        Thread.sleep(delayMillis);
        return "result " + index;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new IndexedResults()), System.out));
    }
}
