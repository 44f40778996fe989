package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rules of {@code docs/explanation/what-travels.md}: each example there is one of these. */
final class TravelRules {
    private TravelRules() {}

    // ---- functions

    static int lambda(PoolExecutor pool) throws Exception {
        int factor = 3;
        return pool.submit(x -> factor * x, 14).get();
    }

    static String reference(PoolExecutor pool) throws Exception {
        return pool.submit(Integer::toHexString, 255).get();
    }

    static int variable(PoolExecutor pool) throws Exception {
        TaskFunction<Integer, Integer> square = x -> x * x;
        return pool.submit(square, 5).get();
    }

    // ---- values

    record Invoice(int number, Optional<String> note, List<Path> files) implements Serializable {}

    static Invoice value(PoolExecutor pool) throws Exception {
        Invoice invoice = new Invoice(7, Optional.of("urgent"), List.of(Path.of("a.pdf")));
        return pool.submit(x -> x, invoice).get();
    }

    static int parts(PoolExecutor pool) throws Exception {
        List<Integer> numbers = IntStream.rangeClosed(1, 100).boxed().toList();
        TaskFuture<Integer> first = pool.submit(TravelRules::sum, numbers.subList(0, 50));
        TaskFuture<Integer> second = pool.submit(TravelRules::sum, numbers.subList(50, 100));
        return first.get() + second.get();
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    // ---- copies

    static String snapshot(PoolExecutor pool) throws Exception {
        List<String> words = new ArrayList<>(List.of("at", "submit"));
        TaskFuture<String> joined = pool.submit(list -> String.join(" ", list), words);
        words.add("and later");
        return joined.get();
    }

    static boolean shape(PoolExecutor pool) throws Exception {
        List<String> row = new ArrayList<>(List.of("x"));
        List<List<String>> table =
                pool.submit(x -> x, new ArrayList<>(List.of(row, row))).get();
        return table.get(0) == table.get(1) && table.get(0) != row;
    }

    private static int counter;

    static int staticField(PoolExecutor pool) throws Exception {
        counter = 42;
        return pool.submit(() -> counter).get();
    }
}
