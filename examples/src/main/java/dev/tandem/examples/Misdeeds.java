package dev.tandem.examples;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** What a task should not do. For worker processes only: all but the first would end this JVM, or never end. */
final class Misdeeds {
    private Misdeeds() {}

    static long fail() {
        throw new IllegalStateException("this task fails");
    }

    /** Heeds no interrupt. */
    static void loopForEver() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    static long exit() {
        System.exit(3);
        return 0;
    }

    static long exhaustHeap() {
        List<long[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new long[100_000]);
        }
        return hoard.size();
    }

    /** Writes to address 0, as a faulty native library might. */
    static long crash() throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Method write = unsafe.getMethod("putAddress", long.class, long.class);
        write.invoke(instance.get(null), 0L, 0L);
        return 0;
    }
}
