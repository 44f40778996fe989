package dev.tandem.internal.platform;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * Has Linux kill this process when the thread that started it ends: the only way to end a process that is stopped by a
 * signal at that time. Needs the foreign functions of JDK 22 or later, native access for this module, and Linux.
 */
public final class ParentDeathSignal {
    /** The first JDK with foreign functions that are no preview. */
    public static final int FIRST_JDK = 22;

    private static final int PR_SET_PDEATHSIG = 1;
    private static final long SIGKILL = 9;

    private ParentDeathSignal() {}

    /** Returns whether the signal was asked for; it is not where that cannot be done. */
    public static boolean tryRequest() {
        if (Runtime.version().feature() < FIRST_JDK
                || !System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try {
            return isNativeAccessEnabled() && (int) prctl().invokeWithArguments(PR_SET_PDEATHSIG, SIGKILL) == 0;
        } catch (Throwable e) {
            return false; // a JDK or a system that is different: other layers end this process
        }
    }

    /** Without it the JDK would print a warning, and later ones will refuse. */
    private static boolean isNativeAccessEnabled() throws ReflectiveOperationException {
        return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(ParentDeathSignal.class.getModule());
    }

    /** {@code int prctl(int option, ...)}, with one more argument; looked up by name, as JDK 17 has no such classes. */
    private static MethodHandle prctl() throws ReflectiveOperationException {
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> valueType = Class.forName("java.lang.foreign.ValueLayout");
        Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Optional<?> symbol = (Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                .getMethod("find", String.class)
                .invoke(lookup, "prctl");
        Object intLayout = valueType.getField("JAVA_INT").get(null);
        Object arguments = Array.newInstance(layoutType, 2);
        Array.set(arguments, 0, intLayout);
        Array.set(arguments, 1, valueType.getField("JAVA_LONG").get(null));
        Object descriptor =
                descriptorType.getMethod("of", layoutType, arguments.getClass()).invoke(null, intLayout, arguments);
        Object options = Array.newInstance(optionType, 1);
        Array.set(
                options, 0, optionType.getMethod("firstVariadicArg", int.class).invoke(null, 1));
        return (MethodHandle) linkerType
                .getMethod("downcallHandle", segmentType, descriptorType, options.getClass())
                .invoke(linker, symbol.orElseThrow(), descriptor, options);
    }
}
