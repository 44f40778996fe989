package dev.tandem.internal.platform;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Has something done when somebody asks this process to end, by SIGTERM, instead of ending it.
 *
 * <p>Uses {@code sun.misc.Signal} by reflection, since it is in a module that need not be there. This costs
 * milliseconds.
 */
public final class TerminationSignal {
    private static final String NAME = "TERM";

    private TerminationSignal() {}

    /**
     * Takes the signal over from the JVM, not from anybody else who has done so before.
     *
     * @param action is run in a thread of its own each time
     * @return whether it was taken over; if not, the signal does what it did before
     */
    public static boolean tryHandle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object term = signal.getConstructor(String.class).newInstance(NAME);
            Object ours =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, new Handler(action));
            Object before = handle.invoke(null, term, ours);
            if (before == null || before.getClass().getName().startsWith("sun.misc.")) {
                return true; // the JVM's
            }
            Object unused = handle.invoke(null, term, before);
            return false;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false; // no such signal here, or the JVM was told not to use it
        }
    }

    /** What the JVM calls. */
    private static final class Handler implements InvocationHandler {
        private final Runnable action;

        Handler(Runnable action) {
            this.action = action;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            switch (method.getName()) {
                case "handle" -> action.run();
                case "equals" -> {
                    return proxy == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                default -> {}
            }
            return method.getReturnType() == String.class ? NAME : null;
        }
    }
}
