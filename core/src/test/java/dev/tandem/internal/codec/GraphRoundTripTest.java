package dev.tandem.internal.codec;

import dev.tandem.TaskFunction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What comes out of the codec is what comes out of a JDK stream, for thousands of graphs that nobody has thought of; a
 * stream that knows what to put in place of what the JDK does not serialize, but nothing of trees. A
 * failure names its seed; {@code -Dtandem.graphs.from=SEED -Dtandem.graphs=1} repeats it.
 */
class GraphRoundTripTest {
    /** More: finds rarer faults, takes longer. */
    private static final int GRAPHS = Integer.getInteger("tandem.graphs", 2_000);

    private static final long FROM = Long.getLong("tandem.graphs.from", System.nanoTime());

    private final Wire wire = new Wire();

    /** What is done with a graph, and a copy of it that a JDK stream made. */
    private interface Check {
        void check(Object value, Object copy) throws Exception;
    }

    // SPEC P5
    @Test
    void argumentsAndResults_comeOutAsOfAJdkStream() {
        forGraphs((value, copy) -> {
            SameGraph.assertSame(wire.argument(value), copy);
            SameGraph.assertSame(wire.valueBack(value), copy);
        });
    }

    @Test
    void elementsOfChunks_comeOutAsOfAJdkStream() {
        TaskFunction<Object, Object> identity = a -> a;
        forGraphs((value, copy) -> {
            Object[] elements = {value, 5, value};
            Object[] there =
                    (Object[]) wire.travel(TaskCall.chunk(identity, elements)).first();
            TaskCall.ChunkResult back =
                    (TaskCall.ChunkResult) wire.valueBack(new TaskCall.ChunkResult(new Object[] {value, value}));
            SameGraph.assertSame(there[0], copy);
            SameGraph.assertSame(there[2], copy);
            SameGraph.assertSame(back.values()[1], copy);
        });
    }

    @Test
    void capturedValues_comeOutAsOfAJdkStream() {
        forGraphs((value, copy) -> {
            Object part = value instanceof List<?> list && !list.isEmpty() ? list.get(0) : new ArrayList<>(List.of(1));
            Supplier<Object> one = (Supplier<Object> & Serializable) () -> value;
            TaskFunction<Object, Object> two = a -> Arrays.asList(value, part, one);
            SameGraph.assertSame(linked(TaskCall.function(two, 1)), jdkCopy(two));
            SameGraph.assertSame(
                    wire.argument(new ArrayList<>(Arrays.asList(one, two, part))),
                    jdkCopy(new ArrayList<>(Arrays.asList(one, two, part))));
        });
    }

    /** Returns the function as an object of the lambda's own class: its first calls may go another way. */
    private Object linked(TaskCall call) throws Exception {
        TaskCall copy = wire.travel(call);
        for (int i = 0;
                i <= UnlinkedLambda.MOST_CALLS && !copy.function().getClass().isHidden();
                i++) {
            copy.call(element -> {});
            copy = wire.travel(call);
        }
        return copy.function();
    }

    private void forGraphs(Check check) {
        for (long seed = FROM; seed < FROM + GRAPHS; seed++) {
            try {
                Object value = new GraphMaker(seed).make();
                check.check(value, jdkCopy(value));
            } catch (Throwable e) {
                throw new AssertionError("tandem.graphs.from=" + seed, e);
            }
        }
    }

    private static Object jdkCopy(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new Replacing(bytes)) {
            out.writeObject(value);
        }
        return new Resolving(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    private static final class Replacing extends ObjectOutputStream {
        Replacing(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            return object instanceof Serializable ? object : StandIn.of(object);
        }
    }

    private static final class Resolving extends ObjectInputStream {
        Resolving(InputStream in) throws IOException {
            super(in);
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object object) {
            return object instanceof StandIn standIn ? standIn.resolve() : object;
        }
    }
}
