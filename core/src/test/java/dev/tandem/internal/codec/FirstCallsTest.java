package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A lambda behaves the same in its first calls, which may take another way, and in the later ones. SPEC P4, P5. */
class FirstCallsTest {
    private static final int CALLS = 3 * UnlinkedLambda.MOST_CALLS;

    private static int executed;

    private final Wire wire = new Wire();

    @Test
    void lambdasOfAllShapes_giveTheSame_whateverWayTheyAreCalled() throws Exception {
        byte small = 3;
        long wide = 1L << 40;
        double fraction = 0.5;
        String text = "t";
        TaskCallable<String> callable = () -> text + small + wide + fraction;
        TaskFunction<Integer, Long> widening = FirstCallsTest::widened;
        TaskBiFunction<Integer, String, String> two = (number, word) -> number + word + text;
        TaskRunnable action = () -> executed++;
        executed = 0;
        for (int i = 0; i < CALLS; i++) {
            assertThat(wire.call(TaskCall.callable(callable))).isEqualTo(callable.call());
            assertThat(wire.call(TaskCall.function(widening, i))).isEqualTo((long) i);
            assertThat(wire.call(TaskCall.biFunction(two, i, "w"))).isEqualTo(two.apply(i, "w"));
            assertThat(wire.call(TaskCall.function((TaskFunction<String, String>) s -> s, null)))
                    .isNull();
            wire.call(TaskCall.runnable(action));
        }
        assertThat(executed).isEqualTo(CALLS);
    }

    private static long widened(long number) {
        return number;
    }

    @Test
    void elementsOfAChunk_areCalledOneWayAndTheOther() throws Exception {
        Object[] arguments = new Object[CALLS];
        for (int i = 0; i < CALLS; i++) {
            arguments[i] = i;
        }
        Object result = wire.call(TaskCall.chunk((TaskFunction<Integer, Integer>) n -> -n, arguments));
        assertThat(((TaskCall.ChunkResult) result).values())
                .hasSize(CALLS)
                .startsWith(0, -1)
                .endsWith(1 - CALLS);
    }

    @Test
    void whatTheLambdaThrows_comesAsItIs() {
        TaskCallable<Integer> checked = () -> {
            throw new IOException("checked");
        };
        TaskCallable<Integer> undeclared = () -> {
            throw FirstCallsTest.<RuntimeException>sneak(new Throwable("undeclared"));
        };
        TaskFunction<Integer, Integer> illegal = n -> {
            throw new IllegalArgumentException("its own");
        };
        TaskFunction<Integer, Integer> unboxing = n -> n + 1;
        for (int i = 0; i < CALLS; i++) {
            assertThatThrownBy(() -> wire.call(TaskCall.callable(checked)))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("checked");
            assertThatThrownBy(() -> wire.call(TaskCall.callable(undeclared)))
                    .isExactlyInstanceOf(Throwable.class)
                    .hasMessage("undeclared");
            assertThatThrownBy(() -> wire.call(TaskCall.function(illegal, 1)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("its own");
            assertThatThrownBy(() -> wire.call(TaskCall.function(unboxing, null)))
                    .isExactlyInstanceOf(NullPointerException.class);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void argumentOfAnotherType_isRefusedByACast_andTheBodyIsNotCalled() {
        TaskFunction<Integer, Integer> function = n -> {
            executed++;
            return n;
        };
        executed = 0;
        for (int i = 0; i < CALLS; i++) {
            assertThatThrownBy(() -> wire.call(TaskCall.function(function, "text")))
                    .isInstanceOf(ClassCastException.class);
        }
        assertThat(executed).isZero();
    }

    @Test
    void lambdaOfAnInterfaceOfOthers_isOfThatInterface() throws Exception {
        Callable<String> plain = (Callable<String> & Serializable) () -> "plain";
        assertThat(wire.call(TaskCall.callable(plain))).isEqualTo("plain");
    }
}
