package dev.tandem.internal.platform;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Virtual threads, which JDK 21 and later have. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** The methods of the JDK, looked up when first needed, so that this class loads on any JDK. */
    private static final class Builder {
        /** {@code () -> Thread.ofVirtual().inheritInheritableThreadLocals(false)}. */
        static final MethodHandle OF_VIRTUAL;

        static final MethodHandle NAME;
        static final MethodHandle UNSTARTED;

        static {
            try {
                Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
                MethodHandle inherit = lookup.findVirtual(
                        builder, "inheritInheritableThreadLocals", MethodType.methodType(builder, boolean.class));
                MethodHandle name = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class));
                MethodHandle unstarted =
                        lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class));
                OF_VIRTUAL = MethodHandles.filterReturnValue(
                                ofVirtual, MethodHandles.insertArguments(inherit, 1, false))
                        .asType(MethodType.methodType(Object.class));
                NAME = name.asType(MethodType.methodType(Object.class, Object.class, String.class));
                UNSTARTED = unstarted.asType(MethodType.methodType(Thread.class, Object.class, Runnable.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /**
     * Makes a virtual thread that is not started. It inherits no thread-locals.
     *
     * @throws UnsupportedOperationException if the running JDK has no virtual threads
     */
    public static Thread unstarted(String name, Runnable body) {
        if (Runtime.version().feature() < 21) {
            throw new UnsupportedOperationException("virtual threads need JDK 21 or later: running JDK is "
                    + Runtime.version().feature());
        }
        try {
            Object builder = (Object) Builder.OF_VIRTUAL.invokeExact();
            Object named = (Object) Builder.NAME.invokeExact(builder, name);
            return (Thread) Builder.UNSTARTED.invokeExact(named, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("virtual threads are not as JDK 21 has them", e);
        }
    }
}
