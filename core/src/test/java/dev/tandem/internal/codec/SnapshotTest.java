package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TaskSerializationException;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotTest {
    private static final List<Integer> ELEMENTS =
            IntStream.range(0, 1000).boxed().toList();

    /** Enough for the threads to meet in the middle of a collection, many times. */
    private static final int ENCODED = 5_000;

    private final Wire wire = new Wire();

    /** A collection whose size and iterator do not agree, as when another thread is in the middle of a change. */
    private record Torn(int size, Iterable<Integer> elements) {
        Collection<Integer> collection() {
            return new AbstractCollection<>() {
                @Override
                public Iterator<Integer> iterator() {
                    return elements.iterator();
                }

                @Override
                public int size() {
                    return size;
                }
            };
        }
    }

    private static Iterable<Integer> failing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }

    // SPEC P5
    @Test
    void collectionThatHasLostOrGainedElements_fails() {
        Stream.of(
                        new Torn(3, List.of(1, 2)),
                        new Torn(2, List.of(1, 2, 3)),
                        new Torn(2, failing(new NullPointerException())),
                        new Torn(2, failing(new NoSuchElementException())),
                        new Torn(2, failing(new ConcurrentModificationException())))
                .forEach(torn -> assertThatThrownBy(() -> Snapshot.of(torn.collection()))
                        .isInstanceOf(ConcurrentModificationException.class));
    }

    @Test
    void nullsThatBelongThere_stay() {
        for (Collection<Integer> collection : List.of(
                new ArrayList<>(Arrays.asList(1, null)),
                new LinkedList<>(Arrays.asList(1, null)),
                new LinkedHashSet<>(Arrays.asList(1, null)))) {
            assertThat(Snapshot.of(collection)).containsExactly(1, null);
        }
        assertThat(Snapshot.of(new HashSet<>(Collections.singleton(null)))).containsExactly((Object) null);
        assertThat(Snapshot.of(new ArrayList<>())).isEmpty();
    }

    /** Those of which no iterator returns null, not even in the middle of a change. */
    static Stream<Collection<Integer>> collectionsWithoutNulls() {
        return Stream.of(new HashSet<>(ELEMENTS), new LinkedHashSet<>(ELEMENTS), new ArrayDeque<>(ELEMENTS));
    }

    // SPEC P5
    @ParameterizedTest
    @MethodSource("collectionsWithoutNulls")
    void collectionChangedByAnotherThread_failsOrTravelsWithoutNulls(Collection<Integer> collection) throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        Thread changing = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                collection.removeIf(element -> element % 2 == 1);
                collection.addAll(ELEMENTS.subList(0, 100));
                collection.clear();
                collection.addAll(ELEMENTS);
                underWay.countDown();
            }
        });
        changing.start();
        try {
            underWay.await();
            for (int i = 0; i < ENCODED; i++) {
                encode(collection);
            }
        } finally {
            changing.interrupt();
            changing.join();
        }
    }

    private void encode(Collection<Integer> collection) {
        EncodedTask task;
        try {
            task = wire.taskEncoder.encode(TaskCall.function(Object::toString, collection));
        } catch (TaskSerializationException e) {
            assertThat(e).hasCauseInstanceOf(ConcurrentModificationException.class);
            return;
        }
        Collection<?> copy = (Collection<?>) wire.decode(task).first();
        assertThat(copy.stream().noneMatch(Objects::isNull)).isTrue();
    }
}
