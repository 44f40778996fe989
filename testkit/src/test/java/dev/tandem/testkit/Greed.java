package dev.tandem.testkit;

import dev.tandem.WorkerCrashedException.Memory;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ways to run out of memory, each with the words in which a JVM says so. */
enum Greed {
    HEAP(Memory.HEAP, "heap", "Java heap space", "raise it with worker(w -> w.heap(\"...\"))") {
        @Override
        void takeMore() {
            HOARD.add(new byte[1 << 20]);
        }
    },
    /** To the last byte, so that none is left to say so. */
    LAST_OF_THE_HEAP(Memory.HEAP, "heap", "", "raise it with worker(w -> w.heap(\"...\"))") {
        @Override
        void takeMore() {
            Object[] chain = null;
            for (int size = 1 << 18; size > 0; size /= 8) {
                try {
                    while (true) {
                        Object[] link = new Object[size];
                        link[0] = chain;
                        chain = link;
                        CHAIN[0] = link;
                    }
                } catch (OutOfMemoryError e) {
                    // on with smaller ones
                }
            }
            HOARD.add(new byte[1 << 20]);
        }
    },
    METASPACE(Memory.METASPACE, "metaspace", "Metaspace", "-XX:MaxMetaspaceSize") {
        @Override
        void takeMore() throws Exception {
            HOARD.add(new Loader().define());
        }
    },
    DIRECT(Memory.DIRECT, "direct buffers", "Cannot reserve", "-XX:MaxDirectMemorySize") {
        @Override
        void takeMore() {
            HOARD.add(ByteBuffer.allocateDirect(1 << 20));
        }
    },
    /** Each with a stack so large that the address space has room for few. */
    THREADS(Memory.THREADS, "no more threads", "unable to create native thread", "too many threads") {
        @Override
        void takeMore() {
            Thread thread = new Thread(null, WorkerTasks::spinHere, "greedy", 1L << 45);
            thread.setDaemon(true);
            thread.start();
        }
    },
    ARRAY_SIZE(
            Memory.ARRAY_SIZE,
            "array too long",
            "Requested array size exceeds VM limit",
            "more heap does not help: arrays have at most") {
        @Override
        void takeMore() {
            HOARD.add(new long[Integer.MAX_VALUE]);
        }
    },
    NATIVE(Memory.NATIVE, "native memory", "Unable to allocate", "fewer workers, less heap") {
        @Override
        void takeMore() throws Exception {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            try {
                type.getMethod("allocateMemory", long.class).invoke(field.get(null), 1L << 47);
            } catch (java.lang.reflect.InvocationTargetException e) {
                throw (Error) e.getCause();
            }
        }
    };

    private static final List<Object> HOARD = new ArrayList<>();

    /** The end of a chain; it has its place before there is no memory for one. */
    private static final Object[] CHAIN = new Object[1];

    private final Memory memory;
    private final String headline;
    private final String words;
    private final String hint;

    Greed(Memory memory, String headline, String words, String hint) {
        this.memory = memory;
        this.headline = headline;
        this.words = words;
        this.hint = hint;
    }

    abstract void takeMore() throws Exception;

    /** Takes more and more, until there is no more. */
    int exhaust() throws Exception {
        for (int i = 0; i < 1_000_000; i++) {
            takeMore();
        }
        return HOARD.size();
    }

    Memory memory() {
        return memory;
    }

    String headline() {
        return headline;
    }

    String words() {
        return words;
    }

    String hint() {
        return hint;
    }

    /** Defines the same class each time anew. */
    private static final class Loader extends ClassLoader {
        Class<?> define() throws Exception {
            String name = Tasks.class.getName();
            try (InputStream in = Tasks.class.getResourceAsStream("Tasks.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
    }
}
