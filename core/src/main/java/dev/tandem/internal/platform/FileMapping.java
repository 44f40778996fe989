package dev.tandem.internal.platform;

import java.io.IOException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Maps a file quickly in a JVM that has just started: from JDK 22 on through its foreign memory. There the first
 * {@link FileChannel#map(MapMode, long, long)} of a JVM calls a constructor by reflection, for which the JDK generates
 * some twenty classes: 18 ms of 60 until a worker's first result. A buffer of foreign memory checks at each access that it
 * is still mapped, 0.3 ns.
 */
public final class FileMapping {
    /** {@code FileChannel.map} with an arena, by which it is decided when the mapping ends. */
    private interface Mapper {
        Object map(FileChannel channel, MapMode mode, long position, long size, Object arena) throws IOException;
    }

    private FileMapping() {}

    /** Maps the beginning of a file for reading and writing, for as long as the buffer is reachable. */
    public static ByteBuffer map(FileChannel channel, long size) throws IOException {
        if (Runtime.version().feature() >= ParentDeathSignal.FIRST_JDK) {
            try {
                return mapForeign(channel, size);
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                // a JDK that is different: the slower way is there, too
            }
        }
        return channel.map(MapMode.READ_WRITE, 0, size);
    }

    /** By references to methods that JDK 17 does not have: their classes are cheaper than handles that are adapted. */
    private static ByteBuffer mapForeign(FileChannel channel, long size) throws Throwable {
        Class<?> arenaType = Class.forName("java.lang.foreign.Arena");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle arena = lookup.findStatic(arenaType, "ofAuto", MethodType.methodType(arenaType));
        MethodHandle map = lookup.findVirtual(
                FileChannel.class,
                "map",
                MethodType.methodType(segmentType, MapMode.class, long.class, long.class, arenaType));
        MethodHandle buffer = lookup.findVirtual(segmentType, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
        Supplier<?> arenas =
                (Supplier<?>) reference(lookup, Supplier.class, "get", MethodType.methodType(Object.class), arena)
                        .invokeExact();
        Mapper mapper = (Mapper) reference(
                        lookup,
                        Mapper.class,
                        "map",
                        MethodType.methodType(
                                Object.class, FileChannel.class, MapMode.class, long.class, long.class, Object.class),
                        map)
                .invokeExact();
        @SuppressWarnings("unchecked")
        Function<Object, ByteBuffer> buffers = (Function<Object, ByteBuffer>)
                reference(lookup, Function.class, "apply", MethodType.methodType(Object.class, Object.class), buffer)
                        .invokeExact();
        return buffers.apply(mapper.map(channel, MapMode.READ_WRITE, 0, size, arenas.get()));
    }

    /** What makes a reference to a method, of a type with one method of that name and erased type. */
    private static MethodHandle reference(
            MethodHandles.Lookup lookup, Class<?> type, String name, MethodType erased, MethodHandle method)
            throws Throwable {
        return LambdaMetafactory.metafactory(lookup, name, MethodType.methodType(type), erased, method, method.type())
                .getTarget();
    }
}
