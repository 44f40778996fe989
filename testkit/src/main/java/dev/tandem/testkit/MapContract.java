package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.WaitInterruptedException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** map: its inputs, the order of its results, its failures, its end. */
@SuppressWarnings("try")
interface MapContract extends PoolContract {
    // SPEC M1
    @Test
    default void map_iterableIteratorStream_giveResultsInOrder() {
        List<Integer> inputs = IntStream.range(0, 300).boxed().toList();
        List<Integer> squares = inputs.stream().map(Tasks::square).toList();
        try (PoolExecutor pool = open(2)) {
            assertThat(pool.map(Tasks::square, inputs).toList()).isEqualTo(squares);
            assertThat(pool.map(Tasks::square, inputs.iterator()).toList()).isEqualTo(squares);
            assertThat(pool.map(Tasks::square, inputs.stream()).toList()).isEqualTo(squares);
        }
    }

    // SPEC M1
    @Test
    default void map_laterElementDoneFirst_keepsTheOrderOfTheInputs(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            MapResults<Integer> results = pool.map(
                    x -> {
                        if (x == 0) {
                            gate.pass();
                        } else if (x == 3) {
                            gate.open();
                        }
                        return x;
                    },
                    List.of(0, 1, 2, 3),
                    o -> o.chunkSize(1));

            assertThat(results.toList()).containsExactly(0, 1, 2, 3);
        }
    }

    // SPEC M1
    @Test
    default void map_unordered_givesResultsAsTheyAreCompleted(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                MapResults<Integer> results = pool.map(
                        x -> x == 0 ? gate.pass(x) : x,
                        List.of(0, 1, 2, 3),
                        o -> o.unordered().chunkSize(1))) {
            Iterator<Integer> iterator = results.iterator();

            assertThat(List.of(iterator.next(), iterator.next(), iterator.next()))
                    .containsExactlyInAnyOrder(1, 2, 3);
            assertThat(iterator.hasNext()).isTrue();
            gate.open();
            assertThat(iterator.next()).isZero();
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    // SPEC M1
    @Test
    default void map_unordered_losesNothing() {
        List<Integer> inputs = IntStream.range(0, 1000).boxed().toList();
        try (PoolExecutor pool = open(2)) {
            assertThat(pool.map(x -> x, inputs, o -> o.unordered()).toList())
                    .containsExactlyInAnyOrderElementsOf(inputs);
        }
    }

    // SPEC M1
    @Test
    default void map_twoInputs_stopsAtTheShorter() {
        List<Integer> three = List.of(1, 2, 3);
        List<Integer> five = List.of(10, 20, 30, 40, 50);
        Iterable<Integer> endless = () -> Stream.iterate(100, x -> x + 100).iterator();
        try (PoolExecutor pool = open(2)) {
            assertThat(pool.map(Tasks::add, three, five).toList()).containsExactly(11, 22, 33);
            assertThat(pool.map(Tasks::add, five, three).toList()).containsExactly(11, 22, 33);
            assertThat(pool.map(Tasks::add, endless, three).toList()).containsExactly(101, 202, 303);
            assertThat(pool.map(Tasks::add, three, endless, o -> o.chunkSize(2)).toList())
                    .containsExactly(101, 202, 303);
        }
    }

    // SPEC M1
    @Test
    default void map_noInputs_givesNothing() {
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.map(Tasks::square, List.<Integer>of()).toList()).isEmpty();
            assertThat(pool.map(Tasks::square, List.<Integer>of(), o -> o.unordered())
                            .toList())
                    .isEmpty();
            assertThat(pool.map(Tasks::add, List.<Integer>of(), List.of(1)).toList())
                    .isEmpty();
            Iterator<Integer> none = pool.map(Tasks::square, List.<Integer>of()).iterator();
            assertThat(none.hasNext()).isFalse();
            assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    // SPEC M1
    @Test
    default void map_endlessInputs_givesAsManyAsAreTaken() {
        try (PoolExecutor pool = open(2);
                MapResults<Integer> results = pool.map(Tasks::square, Stream.iterate(0, x -> x + 1))) {
            Iterator<Integer> iterator = results.iterator();
            for (int i = 0; i < 500; i++) {
                assertThat(iterator.next()).isEqualTo(i * i);
            }
        }
    }

    // SPEC M2
    @Test
    default void results_iterator_isAlwaysTheSame() {
        try (PoolExecutor pool = open(1);
                MapResults<Integer> results = pool.map(Tasks::square, List.of(1, 2, 3))) {
            assertThat(results.iterator().next()).isEqualTo(1);
            assertThat(results.iterator()).isSameAs(results.iterator());
            assertThat(results.iterator().next()).isEqualTo(4);
            assertThat(results.toList()).containsExactly(9);
            assertThat(results.toList()).isEmpty();
        }
    }

    // SPEC M2
    @Test
    default void results_stream_givesTheRemainingOnes() {
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.map(Tasks::square, List.of(1, 2, 3)).stream().map(x -> x + 1))
                    .containsExactly(2, 5, 10);
            MapResults<Integer> results = pool.map(Tasks::square, List.of(1, 2, 3));
            results.iterator().next();
            assertThat(results.stream()).containsExactly(4, 9);
        }
    }

    // SPEC M2
    @Test
    default void results_toList_isUnmodifiableAndMayHoldNulls() {
        try (PoolExecutor pool = open(1)) {
            List<String> list =
                    pool.map(x -> x == 2 ? nothing() : "some", List.of(1, 2, 3)).toList();

            assertThat(list).containsExactly("some", nothing(), "some");
            assertThatThrownBy(() -> list.add("more")).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    // SPEC M2
    @Test
    default void results_closed_cancelsWhatHasNotStarted(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            MapResults<Integer> results = pool.map(
                    x -> {
                        journal.note(x);
                        return gate.pass(x);
                    },
                    List.of(0, 1, 2, 3),
                    o -> o.chunkSize(1));
            gate.awaitArrivals(1);

            results.close();
            results.close();
            assertThat(results.iterator().hasNext()).isFalse();
            assertThatThrownBy(() -> results.iterator().next()).isInstanceOf(NoSuchElementException.class);
            gate.open();
            pool.shutdown(true, false);
            assertThat(pool.stats().completed()).isEqualTo(1);
        }
        assertThat(journal.lines()).containsExactly("0");
    }

    // SPEC M2
    @Test
    default void results_streamClosed_closesTheResults(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            try (Stream<Integer> stream = pool
                    .map(
                            x -> {
                                journal.note(x);
                                return gate.pass(x);
                            },
                            List.of(0, 1, 2, 3),
                            o -> o.chunkSize(1))
                    .stream()) {
                gate.awaitArrivals(1);
                assertThat(stream.isParallel()).isFalse();
            }
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).containsExactly("0");
    }

    // SPEC M3
    @Test
    default void map_elementThatFails_throwsThereAndGoesOn() {
        try (PoolExecutor pool = open(2)) {
            Iterator<Integer> iterator =
                    pool.map(x -> Tasks.failOn(2, x), List.of(1, 2, 3)).iterator();

            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.hasNext()).isTrue();
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("unwanted value 2");
            assertThat(iterator.next()).isEqualTo(3);
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    // SPEC M3
    @Test
    default void map_elementOfAChunkFails_losesNoChunkMate() {
        try (PoolExecutor pool = open(1)) {
            MapResults<Integer> ordered =
                    pool.map(x -> Tasks.failOn(2, x), List.of(0, 1, 2, 3, 4, 5), o -> o.chunkSize(6));
            assertThat(outcomes(ordered)).containsExactly("0", "1", "unwanted value 2", "3", "4", "5");

            MapResults<Integer> unordered = pool.map(
                    x -> Tasks.failOn(2, x),
                    List.of(0, 1, 2, 3, 4, 5),
                    o -> o.unordered().chunkSize(3));
            assertThat(outcomes(unordered)).containsExactlyInAnyOrder("0", "1", "unwanted value 2", "3", "4", "5");
        }
    }

    // SPEC M3
    @Test
    default void map_everyElementFails_throwsAtEach() {
        try (PoolExecutor pool = open(2)) {
            assertThat(outcomes(pool.map(x -> Tasks.fail("no " + x), List.of(1, 2, 3))))
                    .containsExactly("no 1", "no 2", "no 3");
        }
    }

    // SPEC M3: errors are no exception.
    @Test
    default void map_elementThatThrowsAnError_throwsItUncheckedAsWell() {
        try (PoolExecutor pool = open(1)) {
            Iterator<Integer> iterator =
                    pool.map(MapContract::throwError, List.of(1)).iterator();

            assertThatThrownBy(iterator::next)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("error at 1");
        }
    }

    // SPEC M3
    @Test
    default void results_streamAndList_endAtTheFirstFailure() {
        try (PoolExecutor pool = open(1)) {
            assertThatThrownBy(() ->
                            pool.map(x -> Tasks.failOn(2, x), List.of(1, 2, 3)).toList())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessage("unwanted value 2");
            assertThatThrownBy(() -> pool.map(x -> Tasks.failOn(2, x), List.of(1, 2, 3)).stream()
                            .toList())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessage("unwanted value 2");
        }
    }

    // SPEC M2, FAULTS 25
    @Test
    default void next_interrupted_throwsAndMayBeCalledAgain(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            Iterator<Integer> iterator =
                    pool.map(x -> gate.pass(x), List.of(1, 2)).iterator();
            gate.awaitArrivals(1);
            try (OtherThread<Integer> reader =
                    OtherThread.calling(() -> iterator.next()).awaitBlocked()) {
                reader.interrupt();

                assertThat(reader.failure())
                        .isInstanceOf(WaitInterruptedException.class)
                        .hasCauseInstanceOf(InterruptedException.class);
                assertThat(reader.wasInterruptedAtEnd()).isTrue();
            }
            gate.open();
            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.next()).isEqualTo(2);
        }
    }

    // SPEC M7
    @Test
    default void map_consumedElements_areLetGo() {
        for (int chunkSize : List.of(1, 4)) {
            try (PoolExecutor pool = open(1)) {
                List<WeakReference<byte[]>> references = new ArrayList<>();
                Iterator<byte[]> inputs = IntStream.range(0, 40)
                        .mapToObj(i -> tracked(references))
                        .iterator();
                MapResults<byte[]> results =
                        pool.map(MapContract::copy, inputs, o -> o.buffer(8).chunkSize(chunkSize));
                for (int i = 0; i < 18; i++) {
                    takeTracked(results, references);
                }

                Poll.until("only what is not consumed is held", () -> {
                    System.gc();
                    return references.stream()
                                    .filter(reference -> reference.get() != null)
                                    .count()
                            <= 8;
                });
                assertThat(results.toList()).hasSize(22);
            }
        }
    }

    private static byte[] tracked(List<WeakReference<byte[]>> references) {
        byte[] bytes = new byte[1000];
        references.add(new WeakReference<>(bytes));
        return bytes;
    }

    private static void takeTracked(MapResults<byte[]> results, List<WeakReference<byte[]>> references) {
        references.add(new WeakReference<>(results.iterator().next()));
    }

    private static byte[] copy(byte[] bytes) {
        return bytes.clone();
    }

    private static int throwError(int x) {
        throw new AssertionError("error at " + x);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private static List<String> outcomes(MapResults<Integer> results) {
        List<String> outcomes = new ArrayList<>();
        Iterator<Integer> iterator = results.iterator();
        while (iterator.hasNext()) {
            try {
                outcomes.add(String.valueOf(iterator.next()));
            } catch (CompletionException e) {
                outcomes.add(
                        String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
            }
        }
        return outcomes;
    }
}
