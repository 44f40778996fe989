package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TaskCallable;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskSerializationException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two plugins with classes of the same names, and the far side's twins of them. SPEC P4. */
@Timeout(60)
class OriginRoundTripTest {
    private static final String SOURCE = """
            package p;

            import dev.tandem.*;
            import java.io.*;

            public class Things implements Serializable {
                private static final long serialVersionUID = 1;
                public static final String NAME = new String("@NAME@");
                public String name = NAME;

                public record Pair(String name, int number) implements Serializable {}
                public enum Color { RED, GREEN }
                public interface Shape { String name(); }
                public static class Oops extends RuntimeException {
                    private static final long serialVersionUID = 1;
                    public Oops(String message) { super(message); }
                }
                public static class Handler implements java.lang.reflect.InvocationHandler, Serializable {
                    private static final long serialVersionUID = 1;
                    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
                        return NAME;
                    }
                }

                public static TaskCallable<String> name() { return () -> NAME; }
                public static TaskCallable<String> captured(Things things) { return () -> things.name + NAME; }
                public static TaskRunnable runnable() { return () -> System.setProperty("p.things", NAME); }
            }
            """;

    private ClassLoader nearA;
    private ClassLoader nearB;
    private ClassLoader farA;
    private ClassLoader farB;
    private OriginRegistry near;
    private Twins far;
    private Wire wire;

    @BeforeEach
    void compile() throws Exception {
        nearA = MissingClasses.compile("p.Things", SOURCE.replace("@NAME@", "a"));
        nearB = MissingClasses.compile("p.Things", SOURCE.replace("@NAME@", "b"));
        farA = MissingClasses.compile("p.Things", SOURCE.replace("@NAME@", "a"));
        farB = MissingClasses.compile("p.Things", SOURCE.replace("@NAME@", "b"));
        near = new OriginRegistry(null);
        assertThat(near.of(things(nearA))).isEqualTo(1);
        assertThat(near.of(things(nearB))).isEqualTo(2);
        far = new Twins(farA, farB);
        wire = new Wire(near, far);
    }

    private static Class<?> things(ClassLoader loader) throws ClassNotFoundException {
        return loader.loadClass("p.Things");
    }

    private static Class<?> nested(ClassLoader loader, String name) throws ClassNotFoundException {
        return loader.loadClass("p.Things$" + name);
    }

    @SuppressWarnings("unchecked")
    private static TaskCallable<String> function(ClassLoader loader) throws Exception {
        return (TaskCallable<String>) things(loader).getMethod("name").invoke(null);
    }

    @SuppressWarnings("unchecked")
    private static TaskCallable<String> capturing(ClassLoader loader) throws Exception {
        Object things = things(loader).getConstructor().newInstance();
        return (TaskCallable<String>)
                things(loader).getMethod("captured", things(loader)).invoke(null, things);
    }

    private static Object pair(ClassLoader loader, int number) throws Exception {
        return nested(loader, "Pair").getConstructors()[0].newInstance("pair", number);
    }

    @Test
    void lambdas_ofTwoLoaders_areRebuiltByTheirTwins() throws Exception {
        for (int i = 0; i < 120; i++) { // past the points from which on shorter ways are taken
            assertThat(wire.call(TaskCall.callable(function(nearA)))).isEqualTo("a");
            assertThat(wire.call(TaskCall.callable(function(nearB)))).isEqualTo("b");
            assertThat(wire.call(TaskCall.callable(capturing(nearA)))).isEqualTo("aa");
            assertThat(wire.call(TaskCall.callable(capturing(nearB)))).isEqualTo("bb");
        }
    }

    @Test
    void records_ofTwoLoaders_areRebuiltByTheirTwins_andComeBack() throws Exception {
        for (int i = 0; i < 3; i++) {
            Object there = wire.argument(pair(nearA, i));
            assertThat(there.getClass()).isSameAs(nested(farA, "Pair"));
            assertThat(wire.argument(pair(nearB, i)).getClass()).isSameAs(nested(farB, "Pair"));
            assertThat(wire.valueBack(there)).isEqualTo(pair(nearA, i));
            assertThat(wire.valueBack(pair(farB, i))).isEqualTo(pair(nearB, i));
        }
    }

    @Test
    void enums_ofTwoLoaders_areRebuiltByTheirTwins_andComeBack() throws Exception {
        for (int i = 0; i < 3; i++) {
            Object red = nested(nearA, "Color").getEnumConstants()[0];
            Object there = wire.argument(red);
            assertThat(there).isSameAs(nested(farA, "Color").getEnumConstants()[0]);
            assertThat(wire.argument(nested(nearB, "Color").getEnumConstants()[1]))
                    .isSameAs(nested(farB, "Color").getEnumConstants()[1]);
            assertThat(wire.valueBack(there)).isSameAs(red);
        }
    }

    @Test
    void objectsInJdkStreams_ofTwoLoaders_areRebuiltByTheirTwins_andComeBack() throws Exception {
        Object a = things(nearA).getConstructor().newInstance();
        Object b = things(nearB).getConstructor().newInstance();
        for (int i = 0; i < 3; i++) {
            Object[] there = ((List<?>) wire.argument(new java.util.ArrayList<>(List.of(a, b, "text")))).toArray();
            assertThat(there[0].getClass()).isSameAs(things(farA));
            assertThat(there[1].getClass()).isSameAs(things(farB));
            Map<?, ?> back = (Map<?, ?>) wire.valueBack(new java.util.TreeMap<>(Map.of("a", there[0], "b", there[1])));
            assertThat(back.get("a").getClass()).isSameAs(things(nearA));
            assertThat(back.get("b").getClass()).isSameAs(things(nearB));
        }
    }

    @Test
    void arraysAndClasses_ofTwoLoaders_areThoseOfTheirTwins() throws Exception {
        Object array = java.lang.reflect.Array.newInstance(things(nearB), 2, 3);

        Object there = wire.argument(array);

        assertThat(there.getClass().getComponentType().getComponentType()).isSameAs(things(farB));
        assertThat(wire.argument(things(nearA))).isSameAs(things(farA));
        assertThat(wire.valueBack(there).getClass()).isSameAs(array.getClass());
    }

    @Test
    void proxies_ofTwoLoaders_areThoseOfTheirTwins() throws Exception {
        for (ClassLoader loader : List.of(nearA, nearB)) {
            Object handler = nested(loader, "Handler").getConstructor().newInstance();
            Object proxy = Proxy.newProxyInstance(
                    loader,
                    new Class<?>[] {nested(loader, "Shape"), Comparable.class},
                    (java.lang.reflect.InvocationHandler) handler);

            Object there = wire.argument(proxy);

            Class<?> shape = nested(loader == nearA ? farA : farB, "Shape");
            assertThat(there).isInstanceOf(shape);
            assertThat(shape.getMethod("name").invoke(there)).isEqualTo(loader == nearA ? "a" : "b");
            assertThat(wire.valueBack(there)).isInstanceOf(nested(loader, "Shape"));
        }
    }

    @Test
    void lambda_insideAnArgument_isOfItsTwin() throws Exception {
        Object[] there = (Object[]) wire.argument(new Object[] {capturing(nearA), capturing(nearB)});

        assertThat(((TaskCallable<?>) there[0]).call()).isEqualTo("aa");
        assertThat(((TaskCallable<?>) there[1]).call()).isEqualTo("bb");
    }

    @Test
    void exceptions_ofALoader_comeBackAsIts() throws Exception {
        Throwable thrown =
                (Throwable) nested(farB, "Oops").getConstructor(String.class).newInstance("gone");

        Throwable back = wire.failureBack(thrown);

        assertThat(back.getClass()).isSameAs(nested(nearB, "Oops"));
        assertThat(back).hasMessage("gone");
    }

    @Test
    void selfContainedFunction_ofALoader_isRebuiltByItsTwin() throws Exception {
        Object runnable = things(nearB).getMethod("runnable").invoke(null);

        Object there = wire.taskDecoder.decodeFunction(wire.taskEncoder.encodeFunction(runnable));

        ((TaskRunnable) there).execute();
        assertThat(System.clearProperty("p.things")).isEqualTo("b");
        assertThat(far.functions()).containsExactly(there);
    }

    @Test
    void classesOfOriginZero_takeNotAByteMore() {
        Wire plain = new Wire();
        for (Object value : List.of(Thread.State.NEW, new java.util.Date(5), new StringBuilder("x"), new Point(1, 2))) {
            byte[] bytes = wire.taskEncoder
                    .encode(TaskCall.function(Object::toString, value))
                    .payload();
            assertThat(bytes)
                    .isEqualTo(plain.taskEncoder
                            .encode(TaskCall.function(Object::toString, value))
                            .payload());
        }
    }

    private record Point(int x, int y) implements java.io.Serializable {}

    @Test
    void decoder_tellsOfTheFunctionBeforeTheArguments_andOfNews() throws Exception {
        wire.travel(TaskCall.callable(function(nearA)));

        assertThat(far.functions()).hasSize(1);
        assertThat(TaskDecoder.loaderOf(far.functions().get(0))).isSameAs(farA);
        assertThat(far.news()).isEqualTo(1);
    }

    @Test
    void originThatWasNeverTold_isRefused() throws Exception {
        Twins liar = new Twins(farA, farA, farB);
        Wire wrong = new Wire(near, liar);

        assertThatThrownBy(() -> wrong.valueBack(pair(farB, 1)))
                .rootCause()
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessage("a class must come from a known class loader: class=p.Things$Pair, origin=3");
        assertThatThrownBy(() -> wrong.valueBack(pair(farB, 1))).cause().isInstanceOf(TaskSerializationException.class);
    }
}
