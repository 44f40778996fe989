package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OriginRegistryTest {
    private static final String SOURCE =
            "package p; public record Pair(int a, String b) implements java.io.Serializable {}";

    private final OriginRegistry registry = new OriginRegistry(null);

    @Test
    void classesOfTheJdkAndTheClassPath_areOfOriginZero() {
        for (Class<?> type : List.of(
                String.class, int.class, int[][].class, java.sql.Date.class, getClass(), OriginRegistryTest[].class)) {
            assertThat(registry.of(type)).as(type.toString()).isZero();
        }
    }

    @Test
    void loaders_areNumberedInOrder_andKeepTheirNumbers() throws Exception {
        Class<?> one = MissingClasses.compile("p.Pair", SOURCE).loadClass("p.Pair");
        Class<?> two = MissingClasses.compile("p.Pair", SOURCE).loadClass("p.Pair");

        assertThat(registry.of(one)).isEqualTo(1);
        assertThat(registry.of(two.arrayType().arrayType())).isEqualTo(2);
        assertThat(registry.of(one)).isEqualTo(1);
        assertThat(registry.loader(2, "p.Pair")).isSameAs(two.getClassLoader());
        assertThat(registry.isKnown(2)).isTrue();
        assertThat(registry.isKnown(3)).isFalse();
        assertThat(registry.isKnown(-1)).isFalse();
    }

    @Test
    void originThatNobodyWasTold_isMalformed() {
        assertThatThrownBy(() -> registry.loader(1, "p.Pair"))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessage("a class must come from a known class loader: class=p.Pair, origin=1");
    }

    /** All equal one another, and say nothing but nonsense of themselves. */
    private static final class Odd extends ClassLoader {
        private boolean made;

        Odd() {
            made = true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Odd;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String getName() {
            if (made) {
                throw new IllegalStateException("no name");
            }
            return super.getName();
        }

        Class<?> define() throws Exception {
            try (java.io.InputStream in =
                    OriginRegistryTest.class.getResourceAsStream("OriginRegistryTest$Odd.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(null, bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void loadersThatEqualEachOther_areToldApart() throws Exception {
        Class<?> one = new Odd().define();
        Class<?> two = new Odd().define();
        // such a name makes them the library's, if it were not for their loaders
        assertThat(registry.of(one)).isEqualTo(1);
        assertThat(registry.of(two)).isEqualTo(2);
        assertThat(OriginRegistry.nameOf(one.getClassLoader())).isEqualTo("class loader " + Odd.class.getName());
    }

    // SPEC P4, C6: a plugin that was taken out can be unloaded although tasks of it have run.
    @Test
    void loaderThatWasUsed_canBeUnloaded_andIsToldToBeGone() throws Exception {
        Wire wire = new Wire(registry, new Twins(MissingClasses.compile("p.Pair", SOURCE)));
        WeakReference<ClassLoader> plugin = useAndDrop(wire);

        List<byte[]> pressure = new ArrayList<>();
        while (plugin.get() != null && !Thread.currentThread().isInterrupted()) {
            System.gc();
            pressure.add(new byte[1 << 20]);
            if (pressure.size() > 16) {
                pressure.clear();
            }
        }
        assertThat(plugin.get()).isNull();
        assertThatThrownBy(() -> registry.loader(1, "p.Pair"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessage("class p.Pair comes from class loader missing (" + MissingClasses.class.getName()
                        + ") of the pool's process, which does not exist any more");
        Class<?> next = MissingClasses.compile("p.Pair", SOURCE).loadClass("p.Pair");
        assertThat(registry.of(next)).isEqualTo(2);
    }

    /** In a method of its own, so that no local variable of the test keeps anything. */
    private static WeakReference<ClassLoader> useAndDrop(Wire wire) throws Exception {
        ClassLoader plugin = MissingClasses.compile("p.Pair", SOURCE);
        Object pair = plugin.loadClass("p.Pair").getConstructors()[0].newInstance(1, "b");
        for (int i = 0; i < 3; i++) {
            Object there = wire.argument(pair);
            // only their classes: the JDK's equals of records keeps these classes itself, softly
            assertThat(wire.valueBack(there).getClass()).isSameAs(pair.getClass());
            List<?> back = (List<?>) wire.valueBack(List.of(there, "text"));
            assertThat(back.get(0).getClass()).isSameAs(pair.getClass());
        }
        return new WeakReference<>(plugin);
    }

    @ParameterizedTest
    @CsvSource({
        "p.Pair, 0, p.Pair",
        "p.Pair/1, 1, p.Pair",
        "'[[Lp.Pair;/12', 12, '[[Lp.Pair;'",
        "p.Pair$$Lambda/0x0000000800c03000, 0, p.Pair$$Lambda/0x0000000800c03000",
        "p.Pair$$Lambda/0x0000000800c03000/3, 3, p.Pair$$Lambda/0x0000000800c03000",
        "p.Pair/, 0, p.Pair/",
        "p.Pair/9999999999, 0, p.Pair/9999999999"
    })
    void name_tellsTheOrigin(String name, int origin, String className) {
        assertThat(OriginName.origin(name)).isEqualTo(origin);
        assertThat(OriginName.className(name)).isEqualTo(className);
        if (origin != 0) {
            assertThat(OriginName.of(className, origin)).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dev.tandem.PoolExecutor, true",
        "dev.tandem.internal.codec.Library, true",
        "'[[Ldev.tandem.PoolExecutor;', true",
        "dev.tandem.spi.TaskCodec, true",
        "dev.tandem.testkit.Tasks, false",
        "dev.tandemic.Foo, false",
        "Ldev.tandem.Foo, false",
        "'[I', false",
        "'', false"
    })
    void library_isToldByName(String className, boolean isLibrary) {
        assertThat(Library.has(className)).isEqualTo(isLibrary);
    }
}
