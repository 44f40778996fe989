package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.WaitTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** map: timeout, buffer, chunks. */
interface MapOptionsContract extends PoolContract {
    // SPEC M4
    @Test
    default void timeout_passed_throwsCancelsAndExhausts(@TempDir Path dir) {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            Iterator<Integer> iterator = pool.map(
                            x -> {
                                journal.note(x);
                                return x == 0 ? x : gate.passStubbornly();
                            },
                            List.of(0, 1, 2, 3),
                            o -> o.chunkSize(1).timeout(Duration.ofSeconds(2)))
                    .iterator();

            assertThat(iterator.next()).isZero();
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(WaitTimeoutException.class)
                    .hasMessageContaining("PT2S");
            assertThat(iterator.hasNext()).isFalse();
            assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).containsExactly("0", "1");
    }

    // SPEC M4
    @Test
    default void timeout_passedUnordered_throwsCancelsAndExhausts(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir)) {
            Iterator<Integer> iterator = pool.map(
                            x -> x == 1 ? x : gate.pass(x),
                            List.of(0, 1, 2),
                            o -> o.unordered().chunkSize(1).timeout(Duration.ofSeconds(2)))
                    .iterator();

            assertThat(iterator.next()).isEqualTo(1);
            assertThatThrownBy(iterator::next).isInstanceOf(WaitTimeoutException.class);
            assertThat(iterator.hasNext()).isFalse();
        }
    }

    // SPEC M4: the deadline counts from the call of map, not from that of next.
    @Test
    default void timeout_passedBeforeTheFirstNext_throwsWithoutFurtherWaiting(@TempDir Path dir) {
        Duration timeout = Duration.ofSeconds(1);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            long start = System.nanoTime();
            Iterator<Integer> iterator = pool.map(x -> gate.pass(x), List.of(0, 1), o -> o.timeout(timeout))
                    .iterator();
            Poll.untilPassed(timeout, start);
            long call = System.nanoTime();

            assertThatThrownBy(iterator::next).isInstanceOf(WaitTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - call)).isLessThan(timeout);
        }
    }

    // SPEC M4
    @Test
    default void timeout_zero_throwsForWhatIsNotDone(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            MapResults<Integer> results = pool.map(x -> gate.pass(x), List.of(0), o -> o.timeout(Duration.ZERO));

            assertThatThrownBy(results.iterator()::next).isInstanceOf(WaitTimeoutException.class);
        }
    }

    // SPEC M4: only that, not a timeout that the task throws.
    @Test
    default void timeout_thrownByAnElement_isAnOrdinaryFailure() {
        try (PoolExecutor pool = open(1)) {
            Iterator<Integer> iterator = pool.map(
                            x -> {
                                if (x == 0) {
                                    throw new TimeoutException("the server did not answer");
                                }
                                return x;
                            },
                            List.of(0, 1),
                            o -> o.timeout(Duration.ofMinutes(1)))
                    .iterator();

            assertThatThrownBy(iterator::next)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("the server did not answer");
            assertThat(iterator.next()).isEqualTo(1);
        }
    }

    // SPEC M5, C6
    @Test
    default void buffer_bounded_isNeverExceeded() {
        for (int chunkSize : List.of(1, 3)) {
            CountingIterator inputs = CountingIterator.endless();
            try (PoolExecutor pool = open(2);
                    MapResults<Integer> results =
                            pool.map(Tasks::square, inputs, o -> o.buffer(6).chunkSize(chunkSize))) {
                assertThat(inputs.taken()).isLessThanOrEqualTo(6);
                Iterator<Integer> iterator = results.iterator();
                for (int consumed = 1; consumed <= 40; consumed++) {
                    assertThat(iterator.next()).isEqualTo((consumed - 1) * (consumed - 1));
                    assertThat(inputs.taken()).isLessThanOrEqualTo(consumed + 6);
                }
            }
        }
    }

    // SPEC M5, C6: though the tasks are short, so that chunks grow.
    @Test
    default void buffer_bounded_isNotExceededByAutomaticChunks() {
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = open(2);
                MapResults<Integer> results = pool.map(Tasks::square, inputs, o -> o.buffer(10))) {
            Iterator<Integer> iterator = results.iterator();
            for (int consumed = 1; consumed <= 500; consumed++) {
                iterator.next();
                assertThat(inputs.taken()).isLessThanOrEqualTo(consumed + 10);
            }
        }
    }

    // SPEC M5: 64 for each worker, unless chunks are found worth more.
    @Test
    default void buffer_default_isBounded(@TempDir Path dir) {
        CountingIterator inputs = CountingIterator.endless();
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                MapResults<Integer> results = pool.map(x -> gate.pass(x), inputs)) {
            gate.awaitArrivals(1);

            assertThat(inputs.taken()).isPositive().isLessThanOrEqualTo(2 * 64);
            gate.open();
            assertThat(results.iterator().next()).isZero();
        }
    }

    // SPEC M5
    @Test
    default void buffer_bounded_letsAsManyRunAsThereAreWorkers(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                MapResults<Integer> results = pool.map(
                        x -> gate.pass(x),
                        CountingIterator.endless(),
                        o -> o.buffer(2).chunkSize(1))) {
            Iterator<Integer> iterator = results.iterator();
            gate.awaitArrivals(2);
            gate.open();

            assertThat(iterator.next()).isZero();
        }
    }

    // SPEC M5
    @Test
    default void eagerly_takesAllInputsInTheCallOfMap() {
        CountingIterator inputs = new CountingIterator(1000);
        try (PoolExecutor pool = open(1);
                MapResults<Integer> results = pool.map(Tasks::square, inputs, o -> o.eagerly())) {
            assertThat(inputs.taken()).isEqualTo(1000);
            assertThat(results.toList())
                    .containsExactlyElementsOf(
                            IntStream.range(0, 1000).mapToObj(Tasks::square).toList());
        }
    }

    // SPEC M6
    @Test
    default void chunkSize_given_groupsTheElementsIntoTasks() {
        List<Integer> inputs = IntStream.range(0, 10).boxed().toList();
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.map(Tasks::square, inputs, o -> o.chunkSize(3)).toList())
                    .containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);

            assertThat(pool.stats().submitted()).isEqualTo(4);
        }
    }

    // SPEC M6
    @Test
    default void chunkSize_largerThanTheInput_isOneTask() {
        try (PoolExecutor pool = open(1)) {
            assertThat(pool.map(Tasks::square, List.of(1, 2, 3), o -> o.chunkSize(1000))
                            .toList())
                    .containsExactly(1, 4, 9);

            assertThat(pool.stats().submitted()).isEqualTo(1);
        }
    }

    // SPEC M6: measured task time sizes the batch.
    @Test
    default void chunkSize_automatic_groupsShortElements() {
        List<Integer> inputs = IntStream.range(0, 20_000).boxed().toList();
        try (PoolExecutor pool = open(2)) {
            assertThat(pool.map(Tasks::square, inputs).toList())
                    .isEqualTo(inputs.stream().map(Tasks::square).toList());

            assertThat(pool.stats().submitted()).isLessThan(10_000);
        }
    }

    // SPEC M6: no worker starves.
    @Test
    default void chunkSize_automatic_spreadsFewElementsOverTheWorkers(@TempDir Path dir) {
        try (PoolExecutor pool = open(2);
                Gate gate = Gate.in(dir);
                MapResults<Integer> results = pool.map(x -> gate.pass(x), List.of(1, 2))) {
            gate.awaitArrivals(2);
            gate.open();

            assertThat(results.toList()).containsExactly(1, 2);
        }
    }
}
