package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RateLimit;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Values of all the kinds that users have, on every way to a worker and back. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolZooTest {
    @TempDir
    private Path dir;

    // SPEC P5, A1
    @Test
    void functions_ofAllKinds_travel() throws Exception {
        List<Specimen> all = new ArrayList<>(ZooFunctions.lambdas());
        all.addAll(ZooFunctions.references());
        all.addAll(ZooFunctions.others());
        assertTravel(all);
    }

    // SPEC P5, A1: as the task itself, not as its argument.
    @Test
    void functions_ofAllKinds_areTasks() throws Exception {
        int captured = 2;
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> captured + 1).get()).isEqualTo(3);
            assertThat(pool.submit(x -> x + captured, 1).get()).isEqualTo(3);
            assertThat(pool.submit((a, b) -> a + b + captured, 1, 2).get()).isEqualTo(5);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.submit(String::length, "abc").get()).isEqualTo(3);
            assertThat(pool.submit("abc"::concat, "d").get()).isEqualTo("abcd");
            TaskFunction<String, StringBuilder> constructor = StringBuilder::new;
            assertThat(pool.submit(constructor, "x").get()).hasToString("x");
            assertThat(pool.submit(int[]::new, 3).get()).hasSize(3);
            assertThat(pool.submit(new ZooFunctions.Multiplied(4), 5).get()).isEqualTo(20);
            assertThat(pool.submit(ZooFunctions.Operation.DOUBLED, 5).get()).isEqualTo(10);
            assertThat(pool.submit(new ZooFunctions.Counter(2).new Adder(), 5).get())
                    .isEqualTo(7);
            assertThat(pool.submit(new Tasks.Constant(6)).get()).isEqualTo(6);
        }
    }

    // SPEC P5
    @Test
    void records_enums_classes_travel() throws Exception {
        List<Specimen> all = new ArrayList<>(ZooClasses.records());
        all.addAll(ZooClasses.classes());
        assertTravel(all);
    }

    // SPEC P5, P13: what was one object stays one.
    @Test
    void graphs_travel() throws Exception {
        assertTravel(ZooClasses.graphs());
    }

    // SPEC P5
    @Test
    void collections_travel() throws Exception {
        List<Specimen> all = new ArrayList<>(ZooCollections.mutable());
        all.addAll(ZooCollections.immutable());
        all.addAll(ZooCollections.ofCollectors());
        assertTravel(all);
    }

    // SPEC P5: the JDK does not serialize these; users send them all the same.
    @Test
    void viewsOfCollections_travel() throws Exception {
        assertTravel(ZooCollections.views());
    }

    // SPEC P5, P13
    @Test
    void valuesOfTheJdk_travel() throws Exception {
        List<Specimen> all = new ArrayList<>(ZooValues.boxesAndTexts());
        all.addAll(ZooValues.numbersAndTimes());
        all.addAll(ZooValues.others());
        all.addAll(ZooValues.arrays());
        assertTravel(all);
    }

    // SPEC P13
    @Test
    @Deadline(seconds = 240)
    void collectionsOfAMillion_travel() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.heap("1g")))) {
            for (Supplier<Specimen> maker : ZooCollections.large()) {
                Specimen specimen = maker.get();
                Object copy =
                        pool.submit(ProcessPoolZooTest::same, specimen.value()).get();
                assertThat(specimen.check().isGood(copy)).as(specimen.name()).isTrue();
            }
        }
    }

    // SPEC P5: a tool is no value; the message says what to do instead.
    @Test
    void toolsOfAProcess_areRefusedWithAdvice() throws Exception {
        Predicate<Integer> notSerializable = x -> x > 0;
        InvocationHandler handler = (self, method, arguments) -> null;
        Object connection =
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, handler);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Socket socket = new Socket();
                InputStream stream = InputStream.nullInputStream();
                FileSystem zip = FileSystems.newFileSystem(dir.resolve("x.zip"), Map.of("create", "true"))) {
            List<Map.Entry<Object, String>> refused = List.of(
                    Map.entry(List.of(1).iterator(), "collect its elements into a list first"),
                    Map.entry(Stream.of(1), "collect its elements into a list first"),
                    Map.entry(new Thread(), "a thread belongs to its process: start it inside the task"),
                    Map.entry(stream, "an open stream belongs to its process"),
                    Map.entry(socket, "a network connection belongs to its process"),
                    Map.entry(new CountDownLatch(1), "it only coordinates threads of one process"),
                    Map.entry(new CompletableFuture<>(), "send its result instead"),
                    Map.entry(pool, "a pool belongs to the process that made it"),
                    Map.entry(pool.submit(() -> 1), "send its result instead"),
                    Map.entry(RateLimit.perSecond(1), "a rate limit belongs to the process that made it"),
                    Map.entry(connection, "a database connection belongs to its process"),
                    Map.entry(zip.getPath("/x"), "only paths of the default file system travel"),
                    Map.entry(notSerializable, "give the variable or field that holds the lambda a serializable type"),
                    Map.entry(ZooCollections.summary(), "send the numbers that are needed of it"),
                    Map.entry(new Object(), "if it is there to be locked, make the field transient"));
            for (Map.Entry<Object, String> each : refused) {
                Object tool = each.getKey();
                TaskFuture<?> argument = pool.submit(ProcessPoolZooTest::same, tool);
                TaskFuture<?> captured = pool.submit(() -> tool);
                TaskFuture<?> inside = pool.submit(ProcessPoolZooTest::same, List.of("fine", new Held(tool)));
                for (TaskFuture<?> future : List.of(argument, captured, inside)) {
                    assertThat(future.exception().orElseThrow())
                            .as(tool.getClass().getName())
                            .isExactlyInstanceOf(TaskSerializationException.class)
                            .hasMessageContaining("not serializable")
                            .hasMessageContaining(each.getValue());
                }
                assertThat(inside.exception().orElseThrow()).hasMessageContaining("[1].tool");
            }
            TaskFuture<?> result = pool.submit(() -> List.of(1).stream());
            assertThat(result.exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessage(
                            "cannot serialize the result: java.util.stream.ReferencePipeline$Head is not serializable;"
                                    + " collect its elements into a list first");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    /** Sends each as an argument and back, as a captured value and back, as elements of a map, and inside a list. */
    private static void assertTravel(List<Specimen> specimens) throws Exception {
        List<String> failures = new ArrayList<>();
        // a URL asks a name server for its hash code, and so is not accepted unless it is named
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).accept("java.net.URL"))) {
            for (Specimen specimen : specimens) {
                try {
                    failures.addAll(failuresOf(specimen, pool));
                } catch (Exception e) {
                    failures.add(specimen.name() + ": " + e);
                }
            }
        }
        assertThat(failures).as("of " + specimens.size()).isEmpty();
        assertThat(specimens.stream().map(Specimen::name).collect(Collectors.toSet()))
                .hasSameSizeAs(specimens);
    }

    private static List<String> failuresOf(Specimen specimen, PoolExecutor pool) throws Exception {
        Object value = specimen.value();
        Specimen.Check check = specimen.check();
        TaskFuture<Boolean> there = pool.submit((Object v, Specimen.Check c) -> c.isGood(v), value, check);
        TaskFuture<Object> back = pool.submit(ProcessPoolZooTest::same, value);
        TaskFuture<Object> captured = pool.submit(() -> value);
        TaskFuture<Boolean> capturedThere = pool.submit(() -> check.isGood(value));
        TaskFuture<List<Object>> inside = pool.submit(ProcessPoolZooTest::same, List.of(value, "x"));
        List<String> failures = new ArrayList<>();
        expect(there.get(), "in the worker", specimen, failures);
        expect(check.isGood(back.get()), "back", specimen, failures);
        expect(check.isGood(captured.get()), "captured", specimen, failures);
        expect(capturedThere.get(), "captured, in the worker", specimen, failures);
        expect(check.isGood(inside.get().get(0)), "inside a list", specimen, failures);
        List<Object> mapped = new ArrayList<>();
        pool.map(ProcessPoolZooTest::same, List.of(value, value), o -> o.chunkSize(2))
                .forEach(mapped::add);
        expect(mapped.size() == 2 && check.isGood(mapped.get(1)), "mapped", specimen, failures);
        return failures;
    }

    private static void expect(boolean good, String where, Specimen specimen, List<String> failures) {
        if (!good) {
            failures.add(specimen.name() + ": not the same " + where);
        }
    }

    private static <T> T same(T value) {
        return value;
    }

    /** Holds anything. */
    record Held(Object tool) implements Serializable {}
}
