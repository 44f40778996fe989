package dev.tandem.testkit;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Collections, and what is seen of them. */
@SuppressWarnings({"unchecked", "JdkObsolete"}) // the tests know what they have sent; users have old collections, too
final class ZooCollections {
    private static final int MILLION = 1_000_000;

    private ZooCollections() {}

    static List<Specimen> mutable() {
        Map<String, Integer> map = Map.of("a", 1, "b", 2);
        List<Integer> list = List.of(3, 1, 2);
        return List.of(
                Specimen.of("ArrayList", new ArrayList<>(list)),
                Specimen.of("ArrayList of nulls", new ArrayList<>(Arrays.asList(null, null))),
                Specimen.of("ArrayList of many kinds", new ArrayList<>(Arrays.asList(1, "a", 2.0, null, List.of()))),
                Specimen.of("LinkedList", new LinkedList<>(list)),
                Specimen.of("Vector", new Vector<>(list)),
                Specimen.of(
                        "ArrayDeque",
                        new ArrayDeque<>(list),
                        copy -> List.copyOf((Collection<?>) copy).equals(list)),
                Specimen.of(
                        "PriorityQueue",
                        new PriorityQueue<>(list),
                        copy -> ((PriorityQueue<?>) copy).peek().equals(1)),
                Specimen.of(
                        "PriorityQueue in reverse",
                        reversed(list),
                        copy -> ((PriorityQueue<?>) copy).peek().equals(3)),
                Specimen.of("HashSet", new HashSet<>(list)),
                Specimen.of(
                        "LinkedHashSet",
                        new LinkedHashSet<>(list),
                        copy -> List.copyOf((Collection<?>) copy).equals(list)),
                Specimen.of("TreeSet", new TreeSet<>(list)),
                Specimen.of(
                        "TreeSet in reverse",
                        reverse(new TreeSet<>(Comparator.<Integer>reverseOrder()), list),
                        copy -> ((TreeSet<?>) copy).first().equals(3)),
                Specimen.of("part of a TreeSet", new TreeSet<>(list).headSet(3), copy -> copy.equals(Set.of(1, 2))),
                Specimen.of("HashMap", new HashMap<>(map)),
                Specimen.of("HashMap with null", new HashMap<>(Collections.singletonMap(null, null))),
                Specimen.of("LinkedHashMap", new LinkedHashMap<>(map)),
                Specimen.of("LinkedHashMap in order of access", new LinkedHashMap<String, Integer>(16, 0.75f, true)),
                Specimen.of("TreeMap", new TreeMap<>(map)),
                Specimen.of("part of a TreeMap", new TreeMap<>(map).tailMap("b"), copy -> copy.equals(Map.of("b", 2))),
                Specimen.of("Hashtable", new Hashtable<>(map)),
                Specimen.of(
                        "IdentityHashMap", new IdentityHashMap<>(Map.of(ZooClasses.Color.RED, ZooClasses.Color.GREEN))),
                Specimen.of("ConcurrentHashMap", new ConcurrentHashMap<>(map)),
                Specimen.of("ConcurrentSkipListMap", new ConcurrentSkipListMap<>(map)),
                Specimen.of(
                        "ConcurrentLinkedQueue",
                        new ConcurrentLinkedQueue<>(list),
                        copy -> List.copyOf((Collection<?>) copy).equals(list)),
                Specimen.of(
                        "LinkedBlockingQueue",
                        new LinkedBlockingQueue<>(list),
                        copy -> List.copyOf((Collection<?>) copy).equals(list)),
                Specimen.of("CopyOnWriteArrayList", new CopyOnWriteArrayList<>(list)),
                Specimen.of("CopyOnWriteArraySet", new CopyOnWriteArraySet<>(list)),
                Specimen.of("set made from a map", set(list), copy -> copy.equals(Set.of(1, 2, 3))));
    }

    private static PriorityQueue<Integer> reversed(List<Integer> list) {
        return (PriorityQueue<Integer>) reverse(new PriorityQueue<>(Comparator.<Integer>reverseOrder()), list);
    }

    private static Collection<Integer> reverse(Collection<Integer> collection, List<Integer> elements) {
        collection.addAll(elements);
        return collection;
    }

    private static Set<Integer> set(List<Integer> list) {
        Set<Integer> set = Collections.newSetFromMap(new ConcurrentHashMap<>());
        set.addAll(list);
        return set;
    }

    static List<Specimen> immutable() {
        List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
        Map<String, Integer> map = new TreeMap<>(Map.of("a", 1));
        return List.of(
                Specimen.of("List.of nothing", List.of()),
                Specimen.of("List.of one", List.of(1)),
                Specimen.of("List.of many", List.of(1, "b", 3.0)),
                Specimen.of("list of a stream, with null", Stream.of(1, null).toList()),
                Specimen.of("Set.of", Set.of(1, 2, 3)),
                Specimen.of("Set.of nothing", Set.of()),
                Specimen.of("Map.of", Map.of("a", 1, "b", List.of(2))),
                Specimen.of("Map.of nothing", Map.of()),
                Specimen.of("unmodifiableList", Collections.unmodifiableList(list)),
                Specimen.of("unmodifiableSet", Collections.unmodifiableSet(new HashSet<>(list))),
                Specimen.of("unmodifiableMap", Collections.unmodifiableMap(map)),
                Specimen.of("synchronizedList", Collections.synchronizedList(list)),
                Specimen.of("synchronizedMap", Collections.synchronizedMap(map)),
                Specimen.of("emptyList", Collections.emptyList(), copy -> copy == Collections.emptyList()),
                Specimen.of("emptyMap", Collections.emptyMap(), copy -> copy == Collections.emptyMap()),
                Specimen.of("singleton", Collections.singleton(1)),
                Specimen.of("singletonList", Collections.singletonList(null)),
                Specimen.of("singletonMap", Collections.singletonMap("k", null)),
                Specimen.of("nCopies", Collections.nCopies(MILLION, "x")),
                Specimen.of("Arrays.asList", Arrays.asList(1, null)),
                Specimen.of("checkedList", Collections.checkedList(list, Integer.class)));
    }

    /** Which the JDK does not serialize. */
    static List<Specimen> views() {
        List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2));
        TreeMap<String, Integer> sorted = new TreeMap<>(map);
        return List.of(
                Specimen.of("part of a list", list.subList(0, 2), copy -> copy.equals(List.of(1, 2))),
                Specimen.of(
                        "part of an immutable list",
                        List.of(1, 2, 3).subList(1, 3),
                        copy -> copy.equals(List.of(2, 3))),
                Specimen.of(
                        "part of Arrays.asList",
                        Arrays.asList(1, null, 3).subList(0, 2),
                        copy -> copy.equals(Arrays.asList(1, null))),
                Specimen.of(
                        "unmodifiable part of a list",
                        Collections.unmodifiableList(list.subList(1, 2)),
                        copy -> copy.equals(List.of(2))),
                Specimen.of("keys of a map", map.keySet(), copy -> copy.equals(Set.of("a", "b"))),
                Specimen.of(
                        "values of a map",
                        map.values(),
                        copy -> new HashSet<>((Collection<?>) copy).equals(Set.of(1, 2))),
                Specimen.of(
                        "entries of a map",
                        map.entrySet(),
                        copy -> copy.equals(Map.of("a", 1, "b", 2).entrySet())),
                Specimen.of(
                        "keys of a sorted map",
                        sorted.keySet(),
                        copy -> ((TreeSet<?>) copy).first().equals("a")),
                Specimen.of(
                        "keys of a concurrent map",
                        new ConcurrentHashMap<>(map).keySet(),
                        copy -> copy.equals(Set.of("a", "b"))),
                Specimen.of(
                        "entry of a map", sorted.entrySet().iterator().next(), copy -> copy.equals(Map.entry("a", 1))),
                Specimen.of("first entry of a sorted map", sorted.firstEntry(), copy -> copy.equals(Map.entry("a", 1))),
                Specimen.of("Map.entry", Map.entry("k", List.of("v"))),
                Specimen.of("SimpleEntry", new AbstractMap.SimpleEntry<>("k", null)),
                Specimen.of(
                        "entries of an unmodifiable map",
                        Collections.unmodifiableMap(map).entrySet(),
                        copy -> copy.equals(map("a", 1, "b", 2).entrySet())));
    }

    private static Map<String, Integer> map(String a, int x, String b, int y) {
        return Map.of(a, x, b, y);
    }

    static List<Specimen> ofCollectors() {
        List<String> words = List.of("to", "be", "or", "not");
        return List.of(
                Specimen.of("groupingBy", words.stream().collect(Collectors.groupingBy(String::length))),
                Specimen.of(
                        "groupingBy and counting",
                        words.stream()
                                .collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.counting()))),
                Specimen.of(
                        "partitioningBy",
                        words.stream().collect(Collectors.partitioningBy(w -> w.length() > 2)),
                        copy -> copy.equals(Map.of(true, List.of("not"), false, List.of("to", "be", "or")))),
                Specimen.of("toMap", words.stream().collect(Collectors.toMap(w -> w, String::length))),
                Specimen.of("joining", words.stream().collect(Collectors.joining(" "))),
                Specimen.of("toSet", words.stream().collect(Collectors.toSet())),
                Specimen.of(
                        "toUnmodifiableMap",
                        words.stream().collect(Collectors.toUnmodifiableMap(w -> w, String::length))),
                Specimen.of(
                        "teeing",
                        words.stream()
                                .collect(Collectors.teeing(
                                        Collectors.counting(), Collectors.joining(), ZooClasses.Pair::new))),
                Specimen.of("maximum", words.stream().max(Comparator.naturalOrder())),
                Specimen.of("average", words.stream().mapToInt(String::length).average()));
    }

    /** What is no value but a tool, and is refused. */
    static IntSummaryStatistics summary() {
        return IntStream.of(1, 2).summaryStatistics();
    }

    /** A million elements each; made when needed. */
    static List<Supplier<Specimen>> large() {
        return List.of(
                () -> Specimen.of("large ArrayList", numbers(new ArrayList<>())),
                () -> Specimen.of("large ArrayList of texts", texts()),
                () -> Specimen.of("large LinkedList", numbers(new LinkedList<>())),
                () -> Specimen.of("large ArrayDeque", numbers(new ArrayDeque<>()), copy -> sum(copy) == sum()),
                () -> Specimen.of("large PriorityQueue", numbers(new PriorityQueue<>()), copy -> sum(copy) == sum()),
                () -> Specimen.of("large HashSet", numbers(new HashSet<>())),
                () -> Specimen.of("large TreeSet", numbers(new TreeSet<>())),
                () -> Specimen.of("large CopyOnWriteArrayList", new CopyOnWriteArrayList<>(numbers(new ArrayList<>()))),
                () -> Specimen.of("large HashMap", squares(new HashMap<>())),
                () -> Specimen.of("large TreeMap", squares(new TreeMap<>())),
                () -> Specimen.of("large LinkedHashMap", squares(new LinkedHashMap<>())),
                () -> Specimen.of("large ConcurrentHashMap", squares(new ConcurrentHashMap<>())),
                () -> Specimen.of("large BitSet", bits()),
                () -> Specimen.of("large List.of", List.copyOf(numbers(new ArrayList<>()))),
                () -> Specimen.of("large list of records", points()));
    }

    private static Collection<Integer> numbers(Collection<Integer> collection) {
        for (int i = 0; i < MILLION; i++) {
            collection.add(i);
        }
        return collection;
    }

    private static List<String> texts() {
        return numbers(new ArrayList<>()).stream().map(i -> "text " + i).toList();
    }

    private static List<ZooClasses.Point> points() {
        return numbers(new ArrayList<>()).stream()
                .map(i -> new ZooClasses.Point(i, -i))
                .toList();
    }

    private static Map<Integer, Long> squares(Map<Integer, Long> map) {
        for (int i = 0; i < MILLION; i++) {
            map.put(i, (long) i * i);
        }
        return map;
    }

    private static BitSet bits() {
        BitSet bits = new BitSet(MILLION);
        for (int i = 0; i < MILLION; i += 3) {
            bits.set(i);
        }
        return bits;
    }

    private static long sum(Object numbers) {
        return ((Collection<Integer>) numbers).stream().mapToLong(i -> i).sum();
    }

    private static long sum() {
        return (long) MILLION * (MILLION - 1) / 2;
    }
}
