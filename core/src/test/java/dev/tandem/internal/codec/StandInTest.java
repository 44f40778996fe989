package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskCallable;
import dev.tandem.TaskSerializationException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the JDK that it does not serialize itself, in every place that a value can have. */
class StandInTest {
    private final Wire wire = new Wire();

    static Stream<Object> values() {
        return Stream.of(
                Optional.empty(),
                Optional.of("x"),
                Optional.of(List.of(Optional.of(1))),
                Optional.of(new Plain(Optional.of(2))),
                OptionalInt.empty(),
                OptionalInt.of(Integer.MIN_VALUE),
                OptionalLong.empty(),
                OptionalLong.of(Long.MIN_VALUE),
                OptionalDouble.empty(),
                OptionalDouble.of(Double.NaN),
                Path.of(""),
                Path.of("/"),
                Path.of("relative", "path"),
                Path.of("/with space/x"),
                StandardCharsets.UTF_8,
                Charset.forName("windows-1252"),
                Map.entry("k", List.of(1)),
                Map.entry(Optional.of(1), Path.of("x")));
    }

    // SPEC P5, P13
    @ParameterizedTest
    @MethodSource("values")
    void value_anywhere_comesBackTheSame(Object value) throws Exception {
        assertThat(wire.argument(value)).isEqualTo(value).hasSameClassAs(value);
        assertThat(wire.valueBack(value)).isEqualTo(value).hasSameClassAs(value);
        assertThat(wire.call(TaskCall.callable((TaskCallable<Object>) () -> value)))
                .isEqualTo(value);
        assertThat(wire.call(TaskCall.callable((TaskCallable<Object>) () -> List.of(value, value))))
                .isEqualTo(List.of(value, value));
        assertThat(wire.argument(List.of(value))).isEqualTo(List.of(value));
        assertThat(wire.argument(new HashMap<>(Map.of("k", value)))).isEqualTo(Map.of("k", value));
        assertThat(wire.argument(new LinkedHashMap<>(Map.of("k", value)))).isEqualTo(Map.of("k", value));
        assertThat(wire.argument(new Object[] {value})).isEqualTo(new Object[] {value});
        assertThat(wire.argument(new Holder(value))).isEqualTo(new Holder(value));
        assertThat(((Plain) wire.argument(new Plain(value))).content).isEqualTo(value);
        assertThat(((AtomicReference<?>) wire.argument(new AtomicReference<>(value))).get())
                .isEqualTo(value);
    }

    @Test
    void arraysOfTheirTypes_comeBack() {
        assertThat((Optional<?>[]) wire.argument(new Optional<?>[] {Optional.of(1), null}))
                .containsExactly(Optional.of(1), null);
        assertThat((Path[]) wire.argument(new Path[] {Path.of("a"), Path.of("b")}))
                .containsExactly(Path.of("a"), Path.of("b"));
    }

    @Test
    void sharing_isKept() {
        int[] shared = {1};
        List<?> optionals = (List<?>) wire.argument(List.of(Optional.of(shared), Optional.of(shared)));
        assertThat(((Optional<?>) optionals.get(0)).orElseThrow())
                .isSameAs(((Optional<?>) optionals.get(1)).orElseThrow());
        Map.Entry<String, Integer> entry = Map.entry("a", 1);
        List<?> entries = (List<?>) wire.argument(List.of(entry, entry));
        assertThat(entries.get(0)).isSameAs(entries.get(1));
        List<Integer> view = new ArrayList<>(List.of(1, 2, 3)).subList(0, 2);
        List<?> views = (List<?>) wire.argument(new ArrayList<>(List.of(view, view)));
        assertThat(views.get(0)).isSameAs(views.get(1)).isEqualTo(view);
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(Optional.of(cyclic));
        List<?> copy = (List<?>) wire.argument(cyclic);
        assertThat(((Optional<?>) copy.get(0)).orElseThrow()).isSameAs(copy);
    }

    @Test
    void entriesThatShareExponentially_comeBack() {
        Map.Entry<?, ?> entry = Map.entry(1, 2);
        for (int i = 0; i < 60; i++) {
            entry = Map.entry(entry, entry);
        }
        Map.Entry<?, ?> copy = (Map.Entry<?, ?>) wire.argument(entry);
        assertThat(copy.getKey()).isSameAs(copy.getValue());
    }

    // SPEC P5: users split a list by subList, so that must work: what is seen of a collection travels as one of its
    // own.
    @Test
    void views_arriveAsCopies() {
        List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4));
        assertCopied(list.subList(1, 3), ArrayList.class);
        assertCopied(list.subList(1, 3).subList(0, 1), ArrayList.class);
        assertCopied(new LinkedList<>(list).subList(0, 2), ArrayList.class);
        assertCopied(Arrays.asList(1, null).subList(0, 2), ArrayList.class);
        assertCopied(Collections.unmodifiableList(list.subList(0, 2)), null);
        assertCopied(new Vector<>(list).subList(0, 2), null);
        Map<String, Integer> map = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            map.put("k" + i, i);
        }
        for (Map<String, Integer> each : List.of(map, new HashMap<>(map))) {
            assertCopied(each.keySet(), java.util.LinkedHashSet.class);
            assertCopied(each.entrySet(), java.util.LinkedHashSet.class);
            assertInOrder(each.values());
        }
        assertCopied(new TreeMap<>(map).keySet(), TreeSet.class);
        assertCopied(new TreeMap<>(map).entrySet(), java.util.LinkedHashSet.class);
        assertCopied(new TreeMap<>(map).headMap("k3").keySet(), TreeSet.class);
        assertCopied(new ConcurrentSkipListMap<>(map).keySet(), TreeSet.class);
        assertCopied(Collections.unmodifiableMap(map).entrySet(), null);
        assertCopied(Collections.unmodifiableMap(map).keySet(), null);
        assertCopied(new EnumMap<>(Map.of(TimeUnit.DAYS, 1)).keySet(), java.util.LinkedHashSet.class);
        assertCopied(map.entrySet().iterator().next(), AbstractMap.SimpleEntry.class);
        assertCopied(new TreeMap<>(map).firstEntry(), null);
        assertCopied(new TreeMap<>(map).entrySet().iterator().next(), AbstractMap.SimpleEntry.class);
        assertCopied(
                Collections.unmodifiableMap(map).entrySet().iterator().next(), AbstractMap.SimpleImmutableEntry.class);
    }

    @Test
    void viewOfASortedMap_keepsItsOrder() {
        TreeMap<String, Integer> map = new TreeMap<>(Collections.reverseOrder());
        map.putAll(Map.of("a", 1, "b", 2, "c", 3));
        TreeSet<?> keys = (TreeSet<?>) wire.argument(map.keySet());
        assertThat(keys.comparator()).isSameAs(map.comparator());
        assertThat(new ArrayList<Object>(keys)).isEqualTo(List.of("c", "b", "a"));
    }

    @Test
    void viewOfAnIdentityMap_keepsEqualKeys() {
        IdentityHashMap<List<Integer>, String> map = new IdentityHashMap<>();
        map.put(new ArrayList<>(List.of(1)), "a");
        map.put(new ArrayList<>(List.of(1)), "b");
        assertThat((Set<?>) wire.argument(map.keySet())).hasSize(2);
        assertThat((Collection<?>) wire.argument(map.values())).hasSize(2);
    }

    @Test
    void immutableSubList_staysImmutable() {
        for (Object list : new Object[] {List.of(1, 2, 3), List.of(new Plain("x"), 1)}) {
            List<?> view = ((List<?>) list).subList(0, 1);
            for (Object place : new Object[] {view, new Plain(view)}) {
                Object sent = wire.argument(place);
                List<?> copy = (List<?>) (sent instanceof Plain plain ? plain.content : sent);
                assertThat(copy).isEqualTo(view);
                assertThat(catchThrowable(() -> copy.remove(0))).isInstanceOf(UnsupportedOperationException.class);
            }
        }
    }

    // SPEC P13: however many, they take few bytes.
    @Test
    void copiesOfOneElement_comeBack() {
        for (int count : new int[] {0, 1, 1_000_000}) {
            for (Object element : new Object[] {"x", List.of(1), new Plain("y")}) {
                List<Object> copies = Collections.nCopies(count, element);
                assertThat(wire.argument(copies).equals(copies)).isTrue();
                assertThat(wire.argument(copies)).hasSameClassAs(copies);
                assertThat(((Plain) wire.argument(new Plain(copies))).content.equals(copies))
                        .isTrue();
            }
        }
        List<?> same = (List<?>) wire.argument(Collections.nCopies(2, new Plain("z")));
        assertThat(same.get(0)).isSameAs(same.get(1));
    }

    // SPEC P5: of a set that is being changed, no half copy.
    @Test
    void viewThatIsChanged_isRefused() {
        List<Object> list = new ArrayList<>(List.of(1, 2, 3));
        List<Object> view = list.subList(0, 2);
        list.add(4);
        assertThat(catchThrowable(() -> wire.argument(view)))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot serialize the argument: java.util.ArrayList$SubList:"
                        + " java.util.ConcurrentModificationException");
    }

    private void assertCopied(Object view, Class<?> type) {
        for (Object place : new Object[] {view, new Plain(view)}) {
            Object copy = wire.argument(place);
            copy = copy instanceof Plain plain ? plain.content : copy;
            assertThat(copy).isEqualTo(view);
            if (type != null) {
                assertThat(copy).isExactlyInstanceOf(type);
            }
            if (view instanceof Collection<?> collection) {
                assertThat(new ArrayList<Object>((Collection<?>) copy)).isEqualTo(new ArrayList<Object>(collection));
            }
        }
    }

    private void assertInOrder(Collection<?> view) {
        for (Object place : new Object[] {view, new Plain(view)}) {
            Object copy = wire.argument(place);
            copy = copy instanceof Plain plain ? plain.content : copy;
            assertThat(copy).isExactlyInstanceOf(ArrayList.class).isEqualTo(new ArrayList<Object>(view));
        }
    }

    record Holder(Object content) implements Serializable {}

    /** Left to the JDK's stream. */
    static final class Plain implements Serializable {
        private final Object content;

        Plain(Object content) {
            this.content = content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Plain plain && plain.content.equals(content);
        }

        @Override
        public int hashCode() {
            return content.hashCode();
        }
    }
}
