package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FunctionRoundTripTest {
    private static int runs;

    private final Wire wire = new Wire();

    @Test
    void lambda_capturingNothing_isCalled() throws Exception {
        assertThat(call(() -> "done")).isEqualTo("done");
    }

    @Test
    void lambda_capturingNothing_isRebuiltOnce() {
        TaskCallable<String> function = () -> "x";
        assertThat(wire.travel(TaskCall.callable(function)).function())
                .isSameAs(wire.travel(TaskCall.callable(function)).function())
                .isNotSameAs(function);
    }

    @Test
    void lambda_capturingNothing_takesFewBytes() {
        TaskFunction<Integer, Integer> function = n -> n + 1;
        wire.taskEncoder.encode(TaskCall.function(function, 1));
        assertThat(wire.taskEncoder.encode(TaskCall.function(function, 1)).payload().length)
                .isLessThan(10);
    }

    @Test
    void lambda_capturingPrimitives_keepsThem() throws Exception {
        byte b = 1;
        short s = 2;
        char c = 'c';
        int i = 4;
        long l = 5;
        float f = 6;
        double d = 7;
        boolean z = true;
        assertThat(call(() -> "" + b + s + c + i + l + f + d + z)).isEqualTo("" + b + s + c + i + l + f + d + z);
    }

    @Test
    void lambda_capturingDifferentValues_keepsEach() throws Exception {
        List<Object> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int captured = i;
            results.add(call(() -> captured * 10));
        }
        assertThat(results).isEqualTo(List.of(0, 10, 20));
    }

    @Test
    void lambda_capturingNull_keepsIt() throws Exception {
        String nothing = null;
        assertThat(call(() -> nothing)).isNull();
    }

    @Test
    void lambda_capturingObjects_copiesThem() throws Exception {
        List<String> list = new ArrayList<>(List.of("a"));
        TaskCall call = wire.travel(TaskCall.callable((TaskCallable<?>) () -> list.add("b") ? list : null));
        assertThat(call.call(i -> {})).isEqualTo(List.of("a", "b"));
        assertThat(list).isEqualTo(List.of("a"));
    }

    @Test
    void lambda_capturingAliases_keepsThemAliased() throws Exception {
        List<String> one = new ArrayList<>();
        List<String> two = one;
        Map<String, List<String>> holder = Map.of("one", one);
        assertThat(call(() -> one == two && holder.get("one") == one)).isEqualTo(true);
    }

    @Test
    void lambda_capturingThis_copiesIt() throws Exception {
        assertThat(new Counter(5).task(wire)).isEqualTo(6);
    }

    @Test
    void methodReferences_ofAllKinds_areCalled() throws Exception {
        assertThat(wire.call(TaskCall.function((TaskFunction<String, Integer>) Integer::parseInt, "12")))
                .isEqualTo(12);
        assertThat(wire.call(TaskCall.function((TaskFunction<String, Integer>) String::length, "abc")))
                .isEqualTo(3);
        String bound = "bound";
        assertThat(wire.call(TaskCall.function((TaskFunction<String, String>) bound::concat, "!")))
                .isEqualTo("bound!");
        assertThat(wire.call(TaskCall.function((TaskFunction<String, Counter>) Counter::new, "7")))
                .isEqualTo(new Counter(7));
        assertThat(wire.call(TaskCall.function((TaskFunction<Integer, int[]>) int[]::new, 2)))
                .isEqualTo(new int[2]);
        assertThat(wire.call(TaskCall.biFunction((TaskBiFunction<Integer, Integer, Integer>) Math::max, 2, 3)))
                .isEqualTo(3);
        assertThat(new Counter(1).superReference(wire)).isEqualTo("base");
    }

    @Test
    void lambda_ofGenericMethod_isCalled() throws Exception {
        assertThat(wire.call(TaskCall.function(this.<Integer>pair(5), 6))).isEqualTo(List.of(5, 6));
    }

    private <T extends Serializable> TaskFunction<T, List<T>> pair(T first) {
        return second -> List.of(first, second);
    }

    @Test
    void lambda_capturingLambdas_isCalled() throws Exception {
        TaskFunction<Integer, Integer> inc = n -> n + 1;
        int factor = 3;
        TaskFunction<Integer, Integer> times = n -> n * factor;
        TaskFunction<Integer, Integer> both = n -> times.apply(inc.apply(n));
        assertThat(wire.call(TaskCall.function(both, 4))).isEqualTo(15);
        TaskFunction<Integer, Integer> more = n -> both.apply(n) + 1;
        assertThat(wire.call(TaskCall.function(more, 4))).isEqualTo(16);
    }

    @Test
    void lambdaMadeInALambda_isCalled() throws Exception {
        TaskCallable<TaskCallable<Integer>> outer = () -> () -> 5;
        @SuppressWarnings("unchecked")
        TaskCallable<Integer> inner = (TaskCallable<Integer>) call(outer);
        assertThat(call(inner)).isEqualTo(5);
    }

    @Test
    void lambda_asArgument_isCalled() throws Exception {
        int captured = 2;
        Supplier<Integer> supplier = (Supplier<Integer> & Serializable) () -> captured;
        assertThat(wire.call(TaskCall.function((TaskFunction<Supplier<Integer>, Integer>) Supplier::get, supplier)))
                .isEqualTo(2);
    }

    @Test
    void lambda_ofSeveralInterfaces_hasThemAll() throws Exception {
        Callable<String> function = (Callable<String> & Serializable & Marker) () -> "x";
        Object copy = wire.travel(TaskCall.callable(function)).function();
        assertThat(copy).isInstanceOf(Marker.class).isInstanceOf(Serializable.class);
    }

    @Test
    void lambdaUsedOften_staysWhatItIs() throws Exception {
        for (int i = 0; i < 300; i++) {
            byte b = (byte) i;
            char c = (char) i;
            long l = i;
            double d = i;
            boolean z = i % 2 == 0;
            String text = i % 3 == 0 ? null : "x" + i;
            List<Integer> list = new ArrayList<>(List.of(i));
            Callable<String> function =
                    (Callable<String> & Serializable & Marker) () -> "" + b + c + l + d + z + text + list;
            Object copy = wire.travel(TaskCall.callable(function)).function();
            assertThat(copy).isInstanceOf(Marker.class).isInstanceOf(Serializable.class);
            assertThat(((Callable<?>) copy).call()).isEqualTo(function.call());
            Object copyOfCopy =
                    wire.travel(TaskCall.callable((Callable<?>) copy)).function();
            assertThat(((Callable<?>) copyOfCopy).call()).isEqualTo(function.call());
        }
    }

    @Test
    void methodReferencesUsedOften_areCalled() throws Exception {
        for (int i = 0; i < 300; i++) {
            String bound = "bound" + i;
            assertThat(wire.call(TaskCall.function((TaskFunction<String, String>) bound::concat, "!")))
                    .isEqualTo(bound + "!");
            assertThat(new Counter(i).superReference(wire)).isEqualTo("base");
            assertThat(wire.call(TaskCall.function(this.<Integer>pair(i), 6))).isEqualTo(List.of(i, 6));
        }
    }

    @Test
    void lambdaUsedOften_thatCapturesWhatCannotTravel_isRefusedAsBefore() {
        for (int i = 0; i < 200; i++) {
            Object captured = i < 199 ? i : new Object();
            TaskCallable<Object> function = () -> captured;
            if (i < 199) {
                assertThat(wire.travel(TaskCall.callable(function)).function()).isNotNull();
            } else {
                assertThat(catchThrowable(() -> wire.travel(TaskCall.callable(function))))
                        .hasMessage("cannot serialize the function: lambda at "
                                + getClass().getName()
                                + " captured local variable 1 of 1 (java.lang.Object), which is not serializable; if it is"
                                + " there to be locked, make the field transient or use a new byte[0]");
            }
        }
    }

    @Test
    void runnables_run() throws Exception {
        runs = 0;
        TaskRunnable task = () -> runs++;
        wire.call(TaskCall.runnable(task));
        wire.call(TaskCall.runnable((Runnable & Serializable) () -> runs++));
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void userClasses_travelWhole() throws Exception {
        assertThat(wire.call(TaskCall.function(new Adder(5), 6))).isEqualTo(11);
        assertThat(wire.call(TaskCall.function(new RecordAdder(5), 6))).isEqualTo(11);
        assertThat(wire.call(TaskCall.function(EnumAdder.ONE, 6))).isEqualTo(7);
        assertThat(wire.taskEncoder.encode(TaskCall.function(new Adder(5), 6)).functionId())
                .isZero();
    }

    @Test
    void anonymousClasses_travelWhole() throws Exception {
        assertThat(wire.call(TaskCall.callable(anonymous(4)))).isEqualTo(4);
    }

    private static TaskCallable<Integer> anonymous(int number) {
        return new TaskCallable<>() {
            @Override
            public Integer call() {
                return number;
            }
        };
    }

    @Test
    void functionsOnTheirOwn_areRebuilt() throws Exception {
        int captured = 5;
        TaskFunction<Integer, Integer> lambda = n -> n + captured;
        assertThat(alone(lambda).apply(1)).isEqualTo(6);
        assertThat(alone((TaskFunction<Integer, Integer>) Math::abs).apply(-1)).isEqualTo(1);
        assertThat(alone(new Adder(2)).apply(1)).isEqualTo(3);
    }

    @SuppressWarnings("unchecked")
    private <F> F alone(F function) {
        return (F) wire.taskDecoder.decodeFunction(wire.taskEncoder.encodeFunction(function));
    }

    @Test
    void lambdaOfClosedModule_isTakenApartByAStream() {
        Comparator<Map.Entry<String, Integer>> comparator = Map.Entry.comparingByKey();
        assertThat(alone(comparator).compare(Map.entry("a", 1), Map.entry("b", 1)))
                .isNegative();
        Comparator<String> reversed =
                Comparator.<String, Integer>comparing((Function<String, Integer> & Serializable) String::length);
        assertThat(alone(reversed).compare("aa", "b")).isPositive();
    }

    @Test
    void ids_areOnePerLambda() {
        TaskCallable<Integer> one = () -> 1;
        TaskCallable<Integer> two = () -> 2;
        int first = wire.taskEncoder.encode(TaskCall.callable(one)).functionId();
        int second = wire.taskEncoder.encode(TaskCall.callable(two)).functionId();
        assertThat(first).isPositive().isNotEqualTo(second);
        assertThat(wire.taskEncoder.encode(TaskCall.callable(one)).functionId()).isEqualTo(first);
        assertThat(new TaskEncoder().encode(TaskCall.callable(two)).functionId())
                .isEqualTo(1);
    }

    @Test
    void manyThreads_encodeAndDecodeAtOnce() throws Exception {
        TaskEncoder encoder = wire.taskEncoder;
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 8; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        int captured = i * number;
                        EncodedTask task = encoder.encode(TaskCall.callable((TaskCallable<Integer>) () -> captured));
                        synchronized (failures) {
                            wire.taskDecoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
                        }
                        TaskCall call =
                                wire.taskDecoder.decode(task.functionId(), task.payload(), 0, task.payload().length);
                        assertThat(call.call(n -> {})).isEqualTo(captured);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    private Object call(TaskCallable<?> function) throws Exception {
        return wire.call(TaskCall.callable(function));
    }

    interface Marker {}

    static class Base implements Serializable {
        String name() {
            return "base";
        }
    }

    static class Counter extends Base {
        private final int value;

        Counter(int value) {
            this.value = value;
        }

        Counter(String value) {
            this(Integer.parseInt(value));
        }

        Object task(Wire wire) throws Exception {
            return wire.call(TaskCall.callable((TaskCallable<Integer>) () -> value + 1));
        }

        Object superReference(Wire wire) throws Exception {
            return wire.call(TaskCall.callable((TaskCallable<String>) super::name));
        }

        @Override
        String name() {
            return "counter";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counter counter && counter.value == value;
        }

        @Override
        public int hashCode() {
            return value;
        }
    }

    static class Adder implements TaskFunction<Integer, Integer> {
        private final int number;

        Adder(int number) {
            this.number = number;
        }

        @Override
        public Integer apply(Integer argument) {
            return argument + number;
        }
    }

    record RecordAdder(int number) implements TaskFunction<Integer, Integer> {
        @Override
        public Integer apply(Integer argument) {
            return argument + number;
        }
    }

    enum EnumAdder implements TaskFunction<Integer, Integer> {
        ONE;

        @Override
        public Integer apply(Integer argument) {
            return argument + 1;
        }
    }
}
