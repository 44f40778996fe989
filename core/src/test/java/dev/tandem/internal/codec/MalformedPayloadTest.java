package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bytes that were damaged on the way: the documented failure, soon, and without allocating what they claim. */
class MalformedPayloadTest {
    private static final long SEED = Long.getLong("tandem.seed", System.nanoTime());

    /** More: finds rarer faults, takes longer. */
    private static final int MUTATIONS = Integer.getInteger("tandem.mutations", 1_000);

    private static final long MAX_ALLOCATED = 64L << 20;

    private final Wire wire = new Wire();

    private static Object[] values() {
        Map<String, Object> map = new HashMap<>(Map.of("a", 1, "b", List.of(1, 2, 3)));
        return new Object[] {
            1,
            "text",
            "w\u20acde",
            new int[] {1, 2, 3},
            new double[100],
            new boolean[3],
            null,
            5L,
            map,
            new ArrayList<>(List.of(1, "x")),
            new ValueRoundTripTest.Point(1, 2),
            new Object[] {1, new int[3]},
            new ValueRoundTripTest.Nested(new ValueRoundTripTest.Point(1, 2), "s", 'c'),
            ValueRoundTripTest.Planet.BODY,
            new ArrayList<>(
                    List.of(new ArrayList<>(List.of(1)), new HashSet<>(Set.of("x")), new TreeMap<>(Map.of(1, 2)))),
            new GraphMaker.Pair(List.of(1, "x", 2.0), Map.of("k", new GraphMaker.Empty())),
            new GraphMaker.Holder<>(new String[] {"a", "b"}),
            new Object[] {BigInteger.TEN, new BigDecimal("1.5"), new UUID(1, 2), LocalDate.EPOCH, Instant.EPOCH},
            new Object[] {
                LocalTime.NOON,
                LocalDateTime.MIN,
                Duration.ZERO,
                Set.of(1, 2),
                Stream.of(1, 2).toList()
            }
        };
    }

    @Test
    void damagedTasks_failAsDocumented() {
        int captured = 5;
        List<String> list = new ArrayList<>(List.of("x"));
        int[] other = {1};
        TaskFunction<Object, Object> function = a -> captured + list.size() + other[0];
        for (Object value : values()) {
            fuzzTask(TaskCall.function(function, value));
            fuzzTask(TaskCall.function(new FunctionRoundTripTest.Adder(1), 5));
            fuzzTask(TaskCall.chunk(function, new Object[] {value, 1}));
            fuzzTask(TaskCall.chunk(function, new Object[] {value, value}));
            fuzzTask(TaskCall.biChunk((Object a, Object b) -> a, new Object[] {value}, new Object[] {value}));
        }
    }

    private void fuzzTask(TaskCall call) {
        EncodedTask task = wire.taskEncoder.encode(call);
        byte[] definition = task.functionId() == 0 ? null : wire.taskEncoder.functionDefinition(task.functionId());
        TaskDecoder decoder = new TaskDecoder(getClass().getClassLoader());
        if (definition != null) {
            decoder.define(task.functionId(), definition);
        }
        for (int id = 1; id <= task.classes(); id++) {
            decoder.defineClass(id, wire.taskEncoder.classDefinition(id));
        }
        fuzz(task.payload(), MUTATIONS / 10, damaged -> {
            try {
                decoder.decode(task.functionId(), damaged, 0, damaged.length);
            } catch (TaskSerializationException expected) {
                assertThat(expected).hasMessageStartingWith("cannot rebuild the ");
            }
        });
    }

    @Test
    void damagedDefinitions_failAsDocumented() {
        int captured = 5;
        EncodedTask task = wire.taskEncoder.encode(TaskCall.callable((TaskCallable<?>) () -> captured));
        fuzz(wire.taskEncoder.functionDefinition(task.functionId()), MUTATIONS, damaged -> {
            TaskDecoder decoder = new TaskDecoder(getClass().getClassLoader());
            decoder.define(1, damaged);
            try {
                decoder.decode(1, task.payload(), 0, task.payload().length);
            } catch (TaskSerializationException expected) {
                assertThat(expected).hasMessageStartingWith("cannot rebuild the ");
            }
        });
        fuzz(wire.taskEncoder.encodeFunction((TaskCallable<?>) () -> captured), MUTATIONS, damaged -> {
            try {
                wire.taskDecoder.decodeFunction(damaged);
            } catch (TaskSerializationException expected) {
                assertThat(expected).hasMessageStartingWith("cannot rebuild the function: ");
            }
        });
    }

    @Test
    void damagedOutcomes_becomeFailures() {
        for (Object value : values()) {
            fuzzOutcome(value);
            fuzzOutcome(
                    new TaskCall.ChunkResult(new Object[] {value, new TaskCall.ElementFailure(new Exception("x"))}));
            fuzzOutcome(new TaskCall.ChunkResult(new Object[] {value, value}));
        }
        CodecOutput out = new CodecOutput();
        wire.outcomeEncoder.encodeFailure(new Exception("x", new RuntimeException("y")), out);
        fuzz(out.toByteArray(), MUTATIONS, this::decodeOutcome);
    }

    private void fuzzOutcome(Object value) {
        CodecOutput out = wire.outcomeEncoder.newOutput();
        wire.outcomeEncoder.encodeValue(value, out);
        wire.decode(out); // with the definitions of its classes
        fuzz(out.toByteArray(), MUTATIONS / 5, this::decodeOutcome);
        out = new CodecOutput(); // without a channel, and so without ids
        wire.outcomeEncoder.encodeValue(value, out);
        fuzz(out.toByteArray(), MUTATIONS / 5, this::decodeOutcome);
    }

    private void decodeOutcome(byte[] damaged) {
        Outcome outcome = wire.outcomeDecoder.decode(damaged, 0, damaged.length, Wire.WORKER, () -> "label");
        assertThat(outcome).isNotNull();
    }

    // SPEC P16
    @Test
    void damagedDefinitionsOfClasses_becomeFailures() {
        Object[] values = {
            new ValueRoundTripTest.Point(1, 2), ValueRoundTripTest.Planet.BODY, new ValueRoundTripTest.Child(1, 2)
        };
        for (Object value : values) {
            OutcomeEncoder encoder = new OutcomeEncoder();
            CodecOutput out = encoder.newOutput();
            encoder.encodeValue(value, out);
            fuzz(encoder.classDefinition(1), MUTATIONS, damaged -> {
                OutcomeDecoder decoder = new OutcomeDecoder(getClass().getClassLoader());
                decoder.defineClass(1, damaged);
                for (int id = 2; id <= out.classesUsed(); id++) {
                    decoder.defineClass(id, encoder.classDefinition(id));
                }
                assertThat(decoder.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label"))
                        .isNotNull();
            });
        }
    }

    // SPEC P16
    @Test
    void definitionOfAnotherKind_failsOneOutcome() {
        CodecOutput descriptor = new CodecOutput();
        descriptor.writeByte(KnownClass.ENUM);
        descriptor.writeUtf("java.lang.Thread$State");
        descriptor.writeVarInt(0);
        OutcomeEncoder encoder = new OutcomeEncoder();
        CodecOutput out = encoder.newOutput();
        for (Object value : new Object[] {new ValueRoundTripTest.Point(1, 2), new ValueRoundTripTest.Date2(1)}) {
            out.reset();
            encoder.encodeValue(value, out);
            OutcomeDecoder decoder = new OutcomeDecoder(getClass().getClassLoader());
            decoder.defineClass(1, descriptor.toByteArray());
            decoder.defineClass(2, descriptor.toByteArray());
            Outcome outcome = decoder.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label");
            assertThat(((Outcome.Failure) outcome).failure())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageStartingWith("cannot rebuild the result: malformed payload: ");
        }
    }

    // SPEC P16
    @Test
    void definitionsOfClasses_areFewAndShortAndInOrder() {
        OutcomeDecoder decoder = new OutcomeDecoder(getClass().getClassLoader());
        for (int id : new int[] {0, 2, -1, Integer.MAX_VALUE}) {
            assertThat(catchThrowable(() -> decoder.defineClass(id, new byte[1])))
                    .isExactlyInstanceOf(MalformedPayloadException.class);
        }
        assertThat(catchThrowable(() -> decoder.defineClass(1, new byte[ClassIds.MAX_DEFINITION + 1])))
                .isExactlyInstanceOf(MalformedPayloadException.class);
        for (int id = 1; id <= ClassIds.MAX_CLASSES; id++) {
            decoder.defineClass(id, new byte[1]);
        }
        assertThat(catchThrowable(() -> decoder.defineClass(ClassIds.MAX_CLASSES + 1, new byte[1])))
                .isExactlyInstanceOf(MalformedPayloadException.class);
    }

    // SPEC P16
    @Test
    void classWithoutDefinition_failsOneOutcome() {
        OutcomeEncoder encoder = new OutcomeEncoder();
        CodecOutput out = encoder.newOutput();
        encoder.encodeValue(new ValueRoundTripTest.Point(1, 2), out);
        OutcomeDecoder decoder = new OutcomeDecoder(getClass().getClassLoader());
        Outcome outcome = decoder.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label");
        assertThat(((Outcome.Failure) outcome).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the result: malformed payload: a class must be defined before it is used:"
                        + " id=1");
        decoder.defineClass(1, encoder.classDefinition(1));
        assertThat(decoder.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label"))
                .isEqualTo(new Outcome.Value(new ValueRoundTripTest.Point(1, 2)));
    }

    /** Each of many nested lists claims all the bytes that are left. */
    @Test
    void nestedCounts_areBoundedTogether() {
        int bytes = 1 << 20;
        CodecOutput out = new CodecOutput();
        out.writeByte(OutcomeEncoder.VALUE);
        for (int depth = 0; depth < TreeEncoder.MAX_DEPTH; depth++) {
            out.writeByte(ValueTag.STANDARD);
            out.writeByte(StandardForm.ARRAY_LIST.ordinal());
            out.writeByte(ValueTag.OBJECT);
            out.writeVarLong(bytes - 1000);
        }
        byte[] payload = Arrays.copyOf(out.buffer(), bytes);
        long before = allocated();
        decodeOutcome(payload);
        assertThat(allocated() - before).isLessThan(MAX_ALLOCATED);
    }

    @Test
    void emptyPayloads_failAsDocumented() {
        Outcome outcome = wire.outcomeDecoder.decode(new byte[0], 0, 0, Wire.WORKER, () -> "label");
        assertThat(((Outcome.Failure) outcome).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the outcome: malformed payload: a payload must hold what it announces:"
                        + " announced=1, remaining=0");
        assertThat(wire.outcomeDecoder.decode(new byte[] {99}, 0, 1, Wire.WORKER, () -> "label"))
                .isInstanceOf(Outcome.Failure.class);
    }

    private static void fuzz(byte[] good, int mutations, Consumer<byte[]> decode) {
        Random random = new Random(SEED);
        for (int i = 0; i < mutations; i++) {
            byte[] damaged = damage(good, random);
            long before = allocated();
            long start = System.nanoTime();
            try {
                decode.accept(damaged);
            } catch (Throwable e) {
                throw new AssertionError("tandem.seed=" + SEED + ": " + Arrays.toString(damaged), e);
            }
            assertThat(allocated() - before)
                    .as("allocated, tandem.seed=%d: %s", SEED, Arrays.toString(damaged))
                    .isLessThan(MAX_ALLOCATED);
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds, tandem.seed=%d: %s", SEED, Arrays.toString(damaged))
                    .isLessThan(10_000_000_000L);
        }
    }

    private static byte[] damage(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int kind = random.nextInt(10);
        if (kind == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        if (kind == 1) {
            return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(10));
        }
        if (kind == 2) {
            int from = random.nextInt(bytes.length);
            Arrays.fill(bytes, from, Math.min(bytes.length, from + 4), (byte) (random.nextBoolean() ? -1 : 127));
            return bytes;
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
