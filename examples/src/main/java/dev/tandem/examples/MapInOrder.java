package dev.tandem.examples;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code map}: results in input order, or as they come; two inputs; endless input; an element that fails. */
public final class MapInOrder implements Scenario {
    private static final int ELEMENTS = 12;

    @Override
    public String title() {
        return "map: in input order, and otherwise";
    }

    @Override
    public String explains() {
        return """
                The same five calls of map on threads and on processes: results in input order, in completion
                order, two inputs side by side, endless input of which only a part is taken, and an element that
                fails.""";
    }

    @Override
    public void run(Report report) throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(4)) {
            show("threads", pool, report);
        }
        try (PoolExecutor pool = ReadyPools.open(2)) {
            show("processes", pool, report);
        }
    }

    private static void show(String where, PoolExecutor pool, Report report) {
        List<Integer> numbers = IntStream.range(0, ELEMENTS).boxed().toList();
        List<Integer> squares = numbers.stream().map(n -> n * n).toList();

        List<Integer> ordered = pool.map(MapInOrder::slowSquare, numbers).toList();
        report.checkEquals(squares, ordered, "%s: results come in input order, though the first takes longest", where);

        MapResults<Integer> unordered =
                pool.map(MapInOrder::slowSquare, numbers, o -> o.unordered().chunkSize(1));
        List<Integer> arrived = unordered.toList();
        report.say("%s, unordered: %s", where, arrived);
        report.checkEquals(squares, arrived.stream().sorted().toList(), "%s: unordered, all arrive", where);
        report.check(arrived.get(0) != 0, "%s: unordered, the slow first element is not waited for", where);

        List<String> pairs =
                pool.map((name, n) -> name + n, List.of("a", "b", "c"), numbers).toList();
        report.checkEquals(List.of("a0", "b1", "c2"), pairs, "%s: two inputs, up to the end of the shorter", where);

        showEndless(where, pool, report);
        showFailure(where, pool, report);
    }

    private static void showEndless(String where, PoolExecutor pool, Report report) {
        AtomicInteger taken = new AtomicInteger();
        Stream<Integer> endless = Stream.generate(taken::getAndIncrement);
        List<Integer> first = new ArrayList<>();
        try (MapResults<Integer> results = pool.map(n -> n * n, endless, o -> o.buffer(16))) {
            Iterator<Integer> iterator = results.iterator();
            while (first.size() < 5) {
                first.add(iterator.next());
            }
        }
        report.checkEquals(List.of(0, 1, 4, 9, 16), first, "%s: endless input gives its first results", where);
        report.check(taken.get() <= 5 + 16, "%s: with buffer(16) only %d elements were taken", where, taken.get());
    }

    private static void showFailure(String where, PoolExecutor pool, Report report) {
        List<String> outcomes = new ArrayList<>();
        try (MapResults<Integer> results = pool.map(Integer::parseInt, List.of("1", "2", "three", "4"))) {
            Iterator<Integer> iterator = results.iterator();
            while (iterator.hasNext()) {
                try {
                    outcomes.add("" + iterator.next());
                } catch (CompletionException e) {
                    outcomes.add("" + e.getCause());
                }
            }
        }
        String failure = "java.lang.NumberFormatException: For input string: \"three\"";
        report.checkEquals(
                List.of("1", "2", failure, "4"),
                outcomes,
                "%s: a failure comes at its place, the rest after it",
                where);
    }

    static int slowSquare(int n) throws InterruptedException {
        Thread.sleep(n == 0 ? 150 : 5);
        return n * n;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new MapInOrder()), System.out));
    }
}
