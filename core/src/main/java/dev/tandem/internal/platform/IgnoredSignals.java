package dev.tandem.internal.platform;

import java.lang.reflect.Constructor;

/**
 * Signals that are not meant for a worker: a Ctrl-C or a hangup goes to all processes of a terminal, and what becomes
 * of the workers is for the parent to decide.
 *
 * <p>Uses {@code sun.misc.Signal} by reflection, since it is in a module that need not be there.
 */
public final class IgnoredSignals {
    private IgnoredSignals() {}

    /** Ignores the signals by which a terminal ends its processes, where that is possible. */
    public static void ignoreTerminal() {
        ignore("INT");
        ignore("HUP");
    }

    private static void ignore(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Constructor<?> constructor = signal.getConstructor(String.class);
            Object ignoring = handler.getField("SIG_IGN").get(null);
            Object unused =
                    signal.getMethod("handle", signal, handler).invoke(null, constructor.newInstance(name), ignoring);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // no such signal here, or the JVM was told not to use it: then it ends the worker as any other death does
        }
    }
}
