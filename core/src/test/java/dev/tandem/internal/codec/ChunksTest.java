package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.RemoteTaskException;
import dev.tandem.TaskBiFunction;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerTraceException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChunksTest {
    private static final TaskFunction<Object, Object> IDENTITY = a -> a;

    private final Wire wire = new Wire();

    static Stream<Arguments> chunks() {
        return Stream.of(
                Arguments.of("integers", new Object[] {1, -1, Integer.MAX_VALUE, 1000}),
                Arguments.of("longs", new Object[] {1L, -1L, Long.MAX_VALUE}),
                Arguments.of("doubles", new Object[] {1.0, Double.NaN, -0.0}),
                Arguments.of("strings", new Object[] {"", "a", "\u20ac", "\ud83d"}),
                Arguments.of("booleans", new Object[] {true, false}),
                Arguments.of("floats", new Object[] {1f, Float.NaN}),
                Arguments.of("shorts", new Object[] {(short) 1, (short) -1}),
                Arguments.of("bytes", new Object[] {(byte) 1, (byte) -1}),
                Arguments.of("characters", new Object[] {'a', '\uffff'}),
                Arguments.of("records", new Object[] {new GraphMaker.Pair(1, "x"), new GraphMaker.Pair(2, null)}),
                Arguments.of("enums", new Object[] {GraphMaker.Color.RED, GraphMaker.Color.BODY}),
                Arguments.of("mixed", new Object[] {1, 2L, "x", null, true, List.of(1), new int[] {1}}),
                Arguments.of("withNull", new Object[] {1, null}),
                Arguments.of("nullFirst", new Object[] {null, 1}),
                Arguments.of("nulls", new Object[] {null, null}),
                Arguments.of("empty", new Object[0]),
                Arguments.of("one", new Object[] {7}),
                Arguments.of("otherArrayType", new Integer[] {1, 2}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void chunk_thereAndBack_isTheSame(String name, Object[] elements) throws Exception {
        TaskCall call = wire.travel(TaskCall.chunk(IDENTITY, elements));
        assertThat(call.elements()).isEqualTo(elements.length);
        TaskCall.ChunkResult result = (TaskCall.ChunkResult) wire.valueBack(call.call(i -> {}));
        assertThat(Arrays.deepEquals(result.values(), elements)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void biChunk_thereAndBack_isTheSame(String name, Object[] elements) throws Exception {
        TaskBiFunction<Object, Object, Object> second = (a, b) -> b;
        Object[] integers = new Object[elements.length];
        Arrays.fill(integers, 1);
        Object result = wire.call(TaskCall.biChunk(second, integers, elements));
        assertThat(Arrays.deepEquals(((TaskCall.ChunkResult) result).values(), elements))
                .isTrue();
    }

    @Test
    void integers_arePacked() {
        Object[] integers = new Object[1000];
        Arrays.setAll(integers, i -> i);
        assertThat(wire.taskEncoder.encode(TaskCall.chunk(IDENTITY, integers)).payload().length)
                .isLessThan(4020);
        CodecOutput out = new CodecOutput();
        wire.outcomeEncoder.encodeValue(new TaskCall.ChunkResult(integers), out);
        assertThat(out.size()).isLessThan(4010);
    }

    @Test
    void elements_areCopiedOneByOne() {
        List<Integer> shared = new ArrayList<>();
        Object[] copies = (Object[]) wire.travel(TaskCall.chunk(IDENTITY, new Object[] {shared, shared}))
                .first();
        assertThat(copies[0]).isEqualTo(copies[1]).isNotSameAs(copies[1]);
    }

    @Test
    void failedElement_leavesItsMatesAlone() throws Exception {
        TaskFunction<Integer, Integer> inverse = n -> 12 / n;
        Object[] values = results(TaskCall.chunk(inverse, new Object[] {1, 0, 3}));
        assertThat(values[0]).isEqualTo(12);
        assertThat(values[2]).isEqualTo(4);
        Throwable failure = ((TaskCall.ElementFailure) values[1]).failure();
        assertThat(failure).isExactlyInstanceOf(ArithmeticException.class).hasMessage("/ by zero");
        assertThat(failure.getCause()).isInstanceOf(WorkerTraceException.class);
    }

    @Test
    void resultThatCannotBeSerialized_leavesItsMatesAlone() throws Exception {
        TaskFunction<Integer, Object> function = n -> n == 1 ? new Object() : n;
        Object[] values = results(TaskCall.chunk(function, new Object[] {0, 1, 2}));
        assertThat(values[0]).isEqualTo(0);
        assertThat(values[2]).isEqualTo(2);
        assertThat(((TaskCall.ElementFailure) values[1]).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot serialize the result: java.lang.Object is not serializable; if it is there to be"
                        + " locked, make the field transient or use a new byte[0]");
    }

    @Test
    void failureThatCannotBeSerialized_leavesItsMatesAlone() throws Exception {
        TaskFunction<Integer, Object> function = n -> {
            if (n == 1) {
                throw new FailureRoundTripTest.Unserializable();
            }
            return n;
        };
        Object[] values = results(TaskCall.chunk(function, new Object[] {0, 1, 2}));
        assertThat(values[0]).isEqualTo(0);
        assertThat(((TaskCall.ElementFailure) values[1]).failure()).isExactlyInstanceOf(RemoteTaskException.class);
        assertThat(values[2]).isEqualTo(2);
    }

    @Test
    void resultThatCannotBeRebuilt_leavesItsMatesAlone() throws Exception {
        TaskFunction<Integer, Object> function = n -> n == 1 ? new Unreadable() : n;
        Object[] values = results(TaskCall.chunk(function, new Object[] {0, 1, 2}));
        assertThat(values[0]).isEqualTo(0);
        assertThat(((TaskCall.ElementFailure) values[1]).failure())
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot rebuild the result: java.lang.IllegalStateException: unreadable");
        assertThat(values[2]).isEqualTo(2);
    }

    @Test
    void argumentThatCannotBeRebuilt_leavesItsMatesAlone() throws Exception {
        Object[] values = results(TaskCall.chunk(IDENTITY, new Object[] {0, new Unreadable(), 2}));
        assertThat(values[0]).isEqualTo(0);
        assertThat(((TaskCall.ElementFailure) values[1]).failure())
                .hasMessage("cannot rebuild the argument: java.lang.IllegalStateException: unreadable");
        assertThat(values[2]).isEqualTo(2);
        TaskBiFunction<Object, Object, Object> first = (a, b) -> a;
        values = results(TaskCall.biChunk(first, new Object[] {0, 1}, new Object[] {new Unreadable(), 1}));
        assertThat(((TaskCall.ElementFailure) values[0]).failure())
                .hasMessage("cannot rebuild the second argument: java.lang.IllegalStateException: unreadable");
        assertThat(values[1]).isEqualTo(1);
    }

    @Test
    void recordThatCannotBeRebuilt_leavesItsMatesAlone() throws Exception {
        ValueRoundTripTest.Picky picky = new ValueRoundTripTest.Picky(1);
        Object[] elements = {0, new GraphMaker.Pair(new ArrayList<>(List.of(picky, "rest")), 5), 2};
        EncodedTask task = wire.taskEncoder.encode(TaskCall.chunk(IDENTITY, elements));
        ValueRoundTripTest.Picky.refusing = true;
        try {
            Object[] values = (Object[]) wire.decode(task).first();
            assertThat(values[0]).isEqualTo(0);
            assertThat(((TaskCall.ElementFailure) values[1]).failure())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("picky");
            assertThat(values[2]).isEqualTo(2);
        } finally {
            ValueRoundTripTest.Picky.refusing = false;
        }
    }

    @Test
    void argumentThatCannotBeSerialized_failsTheChunk() {
        assertThat(catchThrowable(() -> wire.travel(TaskCall.chunk(IDENTITY, new Object[] {1, new Object()}))))
                .isExactlyInstanceOf(TaskSerializationException.class);
    }

    private Object[] results(TaskCall call) throws Exception {
        return ((TaskCall.ChunkResult) wire.call(call)).values();
    }

    static class Unreadable implements Serializable {
        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("unreadable");
        }
    }
}
