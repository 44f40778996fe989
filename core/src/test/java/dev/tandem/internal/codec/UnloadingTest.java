package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that is taken out of its server, with this library, can be unloaded: SPEC C6. */
@Timeout(60)
class UnloadingTest {
    private static final List<Class<?>> OF_JDK =
            List.of(java.sql.Timestamp.class, ArrayList.class, Integer.class, Map.Entry.class, Thread.State.class);

    @Test
    void whatWasFoundOutAboutClassesOfTheJdk_doesNotKeepTheLibrary() throws Exception {
        WeakReference<ClassLoader> library = useAndDrop();

        List<byte[]> pressure = new ArrayList<>();
        while (library.get() != null
                && !Thread.currentThread().isInterrupted()) { // by the deadline, if something keeps it
            System.gc();
            pressure.add(new byte[1 << 20]);
            if (pressure.size() > 16) {
                pressure.clear();
            }
        }
        assertThat(library.get()).isNull();
    }

    /** In a method of its own, so that no local variable of the test keeps anything. */
    private static WeakReference<ClassLoader> useAndDrop() throws Exception {
        URL classes = ClassIds.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> ids = loader.loadClass(ClassIds.class.getName());
            assertThat(ids).isNotSameAs(ClassIds.class);
            Field none = ids.getDeclaredField("NONE");
            none.setAccessible(true);
            Constructor<?> constructor = ids.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method form = ids.getDeclaredMethod("form", Class.class);
            form.setAccessible(true);
            Object ofPool = constructor.newInstance();
            for (Class<?> type : OF_JDK) {
                form.invoke(none.get(null), type);
                form.invoke(ofPool, type);
            }
            return new WeakReference<>(loader);
        }
    }
}
