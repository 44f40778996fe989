package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.RemoteTaskException;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Payloads and definitions of every shape with some of their bytes changed, against the parsers of both sides, with the
 * filters that pools use: SPEC P16, FAULTS row 10. What comes of them is a value or one of the documented exceptions, at
 * little cost, and no code runs of a class that is not accepted. {@code -Dtandem.fuzz.rounds} for more,
 * {@code -Dtandem.fuzz.seed} for the same again.
 */
@Timeout(600)
class CodecFuzzTest {
    private static final int ROUNDS = Integer.getInteger("tandem.fuzz.rounds", 100_000);

    /** Bounds each round: exceptions, classes that are looked for, and tables of a few thousand elements. */
    private static final long MOST_ALLOCATED = 4 << 20;

    private static final long MOST_NANOS = 20_000_000_000L;

    private static final int THREADS = 2;

    /** Of nobody: its loader is not that of anything that was sent. */
    private static final String CANARY = """
            package canary;
            import java.io.*;
            public class Canary implements Serializable, Comparable<Canary> {
                public static class Sad extends Exception {
                    private void readObject(ObjectInputStream in) { sing(); }
                }
                public record Pair(Object a) implements Serializable { public Pair { sing(); } }
                public static class Own implements Externalizable {
                    public Own() { sing(); }
                    @Override public void writeExternal(ObjectOutput out) {}
                    @Override public void readExternal(ObjectInput in) { sing(); }
                }
                static void sing() { System.setProperty("canary.sang", "yes"); }
                private void readObject(ObjectInputStream in) { sing(); }
                private Object readResolve() { sing(); return this; }
                @Override public int hashCode() { sing(); return 1; }
                @Override public boolean equals(Object other) { sing(); return false; }
                @Override public int compareTo(Canary other) { sing(); return 0; }
            }
            """;

    private final long seed = Long.getLong("tandem.fuzz.seed", System.nanoTime());
    private final ClassLoader canaries = MissingClasses.compile("canary.Canary", CANARY);
    private final ResultFilter filter = ResultFilter.of(ofTests(), List.of(), Optional.empty());

    @TempDir
    private Path dir;

    private static OwnCode ofTests() {
        OwnCode own = new OwnCode();
        own.note(CodecFuzzTest.class);
        return own;
    }

    /** Bytes to change, and what takes them in and tells what became of them. */
    private interface Target {
        byte[] bytes();

        String take(byte[] damaged);
    }

    // ---- the parent's side

    @Test
    void mutatedOutcomes_becomeValuesOrFailures() throws Exception {
        List<Target> targets = new ArrayList<>();
        for (Object value : values()) {
            addOutcomes(value, targets);
            addOutcomes(new TaskCall.ChunkResult(new Object[] {value, 1, value}), targets);
        }
        for (Throwable failure : failures()) {
            CodecOutput out = new CodecOutput();
            new OutcomeEncoder().encodeFailure(failure, out);
            targets.add(outcome(out.toByteArray(), new OutcomeDecoder(canaries, filter)));
            addOutcomes(new TaskCall.ChunkResult(new Object[] {1, new TaskCall.ElementFailure(failure)}), targets);
        }
        Map<String, Integer> ends = fuzz("outcomes", targets, 2 * ROUNDS);

        assertThat(ends).containsKeys("value", "RefusedClassException", "MalformedPayloadException");
    }

    /** As it travels on a channel, and as it does without. */
    private void addOutcomes(Object value, List<Target> to) {
        OutcomeEncoder encoder = new OutcomeEncoder();
        CodecOutput out = encoder.newOutput();
        encoder.encodeValue(value, out);
        OutcomeDecoder decoder = new OutcomeDecoder(canaries, filter);
        for (int id = 1; id <= out.classesUsed(); id++) {
            decoder.defineClass(id, encoder.classDefinition(id));
        }
        to.add(outcome(out.toByteArray(), decoder));
        CodecOutput plain = new CodecOutput();
        encoder.encodeValue(value, plain);
        to.add(outcome(plain.toByteArray(), new OutcomeDecoder(canaries, filter)));
    }

    private static Target outcome(byte[] bytes, OutcomeDecoder decoder) {
        return target(bytes, damaged -> end(decoder, damaged));
    }

    private static String end(OutcomeDecoder decoder, byte[] payload) {
        return end(decoder.decode(payload, 0, payload.length, Wire.WORKER, () -> "label"));
    }

    private static String end(Outcome outcome) {
        if (!(outcome instanceof Outcome.Failure failed)) {
            return "value";
        }
        Throwable failure = failed.failure();
        if (failure instanceof TaskSerializationException
                && failure.getMessage().startsWith("cannot rebuild the ")) {
            return kind(failure.getCause());
        }
        return failure instanceof RemoteTaskException ? "as text" : "as thrown";
    }

    private static String kind(Throwable cause) {
        return cause == null ? "without a cause" : cause.getClass().getSimpleName();
    }

    /** The file is there and whole, what refers to it is not. */
    @Test
    void mutatedReferencesToFiles_becomeValuesOrFailures() throws Exception {
        int[] large = new int[40_000];
        List<Target> targets = new ArrayList<>();
        for (Object value : List.of(
                large,
                new Object[] {large, new byte[140_000], "x"},
                new Object[] {new AtomicReference<>(new double[18_000]), new Date(1)},
                ByteBuffer.allocateDirect(140_000),
                new Object[] {ByteBuffer.allocate(140_000), new Date(1)})) {
            Path file = dir.resolve("file-" + targets.size());
            CodecOutput out = new CodecOutput();
            out.attachTo(() -> new AttachmentOutput(file, 1));
            new OutcomeEncoder().encodeValue(value, out);
            AttachmentOutput written = out.takeAttachment();
            assertThat(written).isNotNull();
            written.close();
            OutcomeDecoder decoder = new OutcomeDecoder(canaries, filter);
            targets.add(target(out.toByteArray(), damaged -> {
                try (AttachmentInput in = AttachmentInput.open(file)) {
                    return end(decoder.decode(damaged, in, Wire.WORKER, () -> "label"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        fuzz("references to files", targets, ROUNDS / 10);
    }

    @Test
    void mutatedDefinitionsOfClasses_becomeFailures() throws Exception {
        List<Target> targets = new ArrayList<>();
        for (Object value : values()) {
            OutcomeEncoder encoder = new OutcomeEncoder();
            CodecOutput out = encoder.newOutput();
            encoder.encodeValue(value, out);
            byte[] payload = out.toByteArray();
            for (int i = 1; i <= Math.min(3, out.classesUsed()); i++) {
                int mutated = i;
                int classes = out.classesUsed();
                targets.add(target(encoder.classDefinition(i), damaged -> {
                    OutcomeDecoder decoder = new OutcomeDecoder(canaries, filter);
                    for (int id = 1; id <= classes; id++) {
                        try {
                            decoder.defineClass(id, id == mutated ? damaged : encoder.classDefinition(id));
                        } catch (MalformedPayloadException e) {
                            return "not taken";
                        }
                    }
                    return end(decoder, payload);
                }));
            }
        }
        fuzz("definitions of classes", targets, ROUNDS / 2);
    }

    // ---- the worker's side

    @Test
    void mutatedTasks_areDecodedOrRefused() throws Exception {
        List<Target> targets = new ArrayList<>();
        for (Object value : values()) {
            Object other = new ArrayList<>(List.of("x"));
            TaskFunction<Object, Object> function = argument -> argument;
            for (TaskCall call : List.of(
                    TaskCall.function(function, value),
                    TaskCall.callable((TaskCallable<?>) () -> value),
                    TaskCall.callable((TaskCallable<?>) () -> List.of(value, other)),
                    TaskCall.biFunction((Object a, Object b) -> a, value, 1),
                    TaskCall.function(new FunctionRoundTripTest.Adder(1), 5),
                    TaskCall.chunk(function, new Object[] {value, 1}),
                    TaskCall.biChunk((Object a, Object b) -> a, new Object[] {value}, new Object[] {value}))) {
                addTask(call, targets);
            }
        }
        Map<String, Integer> ends = fuzz("tasks", targets, 2 * ROUNDS);

        assertThat(ends).containsKeys("task", "RefusedClassException", "MalformedPayloadException");
    }

    @Test
    void mutatedFunctions_areDecodedOrRefused() throws Exception {
        List<Target> targets = new ArrayList<>();
        for (Object value : values()) {
            TaskEncoder encoder = new TaskEncoder();
            TaskCallable<Object> function = () -> value;
            EncodedTask task = encoder.encode(TaskCall.callable(function));
            targets.add(target(encoder.functionDefinition(task.functionId()), damaged -> {
                TaskDecoder decoder = decoder();
                decoder.define(task.functionId(), damaged);
                decoder.prepare(task.functionId());
                return end(decoder, task, task.payload());
            }));
            targets.add(target(encoder.encodeFunction(function), damaged -> {
                try {
                    decoder().decodeFunction(damaged);
                    return "function";
                } catch (TaskSerializationException e) {
                    return kind(e.getCause());
                }
            }));
        }
        fuzz("functions", targets, ROUNDS / 2);
    }

    private void addTask(TaskCall call, List<Target> to) {
        TaskEncoder encoder = new TaskEncoder();
        EncodedTask task = encoder.encode(call);
        TaskDecoder decoder = decoder();
        if (task.functionId() != 0) {
            decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
        }
        for (int id = 1; id <= task.classes(); id++) {
            decoder.defineClass(id, encoder.classDefinition(id));
        }
        to.add(target(task.payload(), damaged -> end(decoder, task, damaged)));
    }

    private TaskDecoder decoder() {
        return new TaskDecoder(canaries, ClassOrigins.NONE, "!canary.**", null);
    }

    private static String end(TaskDecoder decoder, EncodedTask task, byte[] payload) {
        try {
            decoder.decode(task.functionId(), payload, 0, payload.length);
            return "task";
        } catch (TaskSerializationException e) {
            assertThat(e).hasMessageStartingWith("cannot rebuild the ");
            return kind(e.getCause());
        }
    }

    // ---- what is mutated

    private List<Object> values() throws Exception {
        Object shared = new ArrayList<>(List.of(1, "x"));
        Map<String, Object> loop = new HashMap<>();
        loop.put("loop", loop);
        Object canary = canaries.loadClass("canary.Canary").getConstructor().newInstance();
        Object own = canaries.loadClass("canary.Canary$Own").getConstructor().newInstance();
        Object pair = canaries.loadClass("canary.Canary$Pair")
                .getConstructor(Object.class)
                .newInstance("x");
        System.clearProperty("canary.sang");
        TaskCallable<Integer> lambda = () -> 7;
        return List.of(
                1,
                "text",
                "w\u20acde",
                new int[] {1, 2, 3},
                new double[50],
                new boolean[3],
                5L,
                new HashMap<>(Map.of("a", 1, "b", List.of(1, 2, 3))),
                new ArrayList<>(List.of(1, "x", new HashSet<>(Set.of("y")), new TreeMap<>(Map.of(1, 2)))),
                new ValueRoundTripTest.Point(1, 2),
                new ValueRoundTripTest.Nested(new ValueRoundTripTest.Point(1, 2), "s", 'c'),
                ValueRoundTripTest.Planet.BODY,
                new Object[] {ValueRoundTripTest.Planet.BODY, TimeUnit.DAYS, new UUID(1, 2), LocalDateTime.MIN},
                new GraphMaker.Pair(List.of(1, "x", 2.0), Map.of("k", new GraphMaker.Empty())),
                new GraphMaker.Holder<>(new String[] {"a", "b"}),
                new ValueRoundTripTest.Child(1, 2),
                // by a JDK stream
                new Object[] {shared, shared, new Date(1)},
                loop,
                new Date[] {new Date(1), null},
                new Object[] {new BigDecimal("1.5"), new Date(1), BitSet.valueOf(new long[] {5}), Locale.GERMANY},
                new TreeMap<>(Map.of("a", new Date(1))),
                new TreeMap<>(Map.Entry.<String, Integer>comparingByKey()),
                new PriorityQueue<>(List.of(new Date(1), new Date(2))),
                new LinkedHashMap<>(Map.of(1, new AtomicInteger(1))),
                new IdentityHashMap<>(Map.of("k", 2)),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
                new ConcurrentHashMap<>(Map.of("a", 1, "b", 2)),
                new CopyOnWriteArrayList<>(List.of(1, 2)),
                new ArrayBlockingQueue<>(3, false, List.of(1)),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, new Date(1)))),
                ZonedDateTime.of(2024, 1, 1, 1, 1, 1, 1, ZoneId.of("Europe/Berlin")),
                new AtomicReference<>(new StringBuilder("x")),
                lambda,
                new Object[] {lambda, String.class, int[].class, ByteBuffer.wrap(new byte[9])},
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Runnable.class}, new Handler()),
                // what is refused
                canary,
                own,
                new Object[] {pair, canary},
                new ArrayList<>(List.of(pair)),
                new HashMap<>(Map.of("k", canary)));
    }

    private List<Throwable> failures() throws Exception {
        Throwable sad = (Throwable)
                canaries.loadClass("canary.Canary$Sad").getConstructor().newInstance();
        Throwable suppressing = new IllegalStateException("x", new IOException("y"));
        suppressing.addSuppressed(new ExceptionInInitializerError(new RuntimeException("z")));
        return List.of(new Exception("x", new RuntimeException("y")), suppressing, sad, new IOException(sad));
    }

    private record Handler() implements java.lang.reflect.InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return null;
        }
    }

    // ---- the mutations

    private static Target target(byte[] bytes, java.util.function.Function<byte[], String> take) {
        return new Target() {
            @Override
            public byte[] bytes() {
                return bytes;
            }

            @Override
            public String take(byte[] damaged) {
                return take.apply(damaged);
            }
        };
    }

    /** Takes in so many mutations, by some threads; returns how often what became of them. */
    private Map<String, Integer> fuzz(String what, List<Target> targets, int rounds) throws Exception {
        for (Target target : targets) { // so that no round pays for what is made once
            String ignored = target.take(target.bytes());
        }
        Map<String, Integer> ends = new ConcurrentHashMap<>();
        AtomicLong longest = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            Thread thread = new Thread(() -> {
                try {
                    for (int round = 0; round < rounds / THREADS && failure.get() == null; round++) {
                        round(targets, random, ends, longest);
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("mutated " + what + ": seed=" + seed + ", rounds=" + rounds + ", longest="
                + TimeUnit.NANOSECONDS.toMillis(longest.get()) + " ms, ends=" + new TreeMap<>(ends));
        if (failure.get() != null) {
            throw new AssertionError("seed=" + seed + ", what=" + what, failure.get());
        }
        assertThat(System.getProperty("canary.sang")).as("canary, seed=" + seed).isNull();
        assertThat(ends.values().stream().mapToInt(count -> count).sum()).isEqualTo(rounds);
        return ends;
    }

    private static void round(List<Target> targets, Random random, Map<String, Integer> ends, AtomicLong longest) {
        Target target = targets.get(random.nextInt(targets.size()));
        byte[] damaged = damage(
                target.bytes(), targets.get(random.nextInt(targets.size())).bytes(), random);
        long before = allocated();
        long start = System.nanoTime();
        String end;
        try {
            end = target.take(damaged);
        } catch (Throwable e) {
            throw new AssertionError("bytes=" + Arrays.toString(damaged), e);
        }
        long nanos = System.nanoTime() - start;
        long allocated = allocated() - before;
        if (allocated > MOST_ALLOCATED || nanos > MOST_NANOS) {
            throw new AssertionError("allocated=" + allocated + ", nanos=" + nanos + ", end=" + end + ", bytes="
                    + Arrays.toString(damaged));
        }
        ends.merge(end, 1, Integer::sum);
        longest.accumulateAndGet(nanos, Math::max);
    }

    /** Cut off, longer, with a part of another one, or with some bytes changed, most often to values at some limit. */
    private static byte[] damage(byte[] good, byte[] other, Random random) {
        int kind = random.nextInt(12);
        if (kind == 0) {
            return Arrays.copyOf(good, random.nextInt(good.length + 1));
        }
        if (kind == 1) {
            return Arrays.copyOf(good, good.length + 1 + random.nextInt(10));
        }
        if (kind <= 3 && other.length > 0) {
            return spliced(good, other, random);
        }
        byte[] bytes = good.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            if (random.nextInt(4) == 0) {
                byte limit = (byte) new int[] {0, 1, 127, 128, 255}[random.nextInt(5)];
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(4)), limit);
            } else if (random.nextBoolean()) {
                bytes[at] = (byte) random.nextInt();
            } else {
                bytes[at] += (byte) (random.nextInt(5) - 2);
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] good, byte[] other, Random random) {
        int from = random.nextInt(other.length);
        int to = Math.min(other.length, from + 1 + random.nextInt(64));
        int at = random.nextInt(good.length + 1);
        int resume = random.nextBoolean() ? at : Math.min(good.length, at + to - from);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(good, 0, at);
        bytes.write(other, from, to - from);
        bytes.write(good, resume, good.length - resume);
        return bytes.toByteArray();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
