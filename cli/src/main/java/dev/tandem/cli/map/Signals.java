package dev.tandem.cli.map;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C, SIGTERM and SIGHUP. Uses {@code sun.misc.Signal} by reflection, since it is in a module that need not be there;
 * without it each of them ends the command at once.
 */
final class Signals {
    private Signals() {}

    /**
     * Has something done when a signal comes, instead of what the JVM does.
     *
     * @param name without SIG
     * @param action is run in a thread of its own each time
     */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "handle" -> action.run();
                    case "equals" -> {
                        return proxy == arguments[0];
                    }
                    case "hashCode" -> {
                        return System.identityHashCode(proxy);
                    }
                    default -> {
                        return name;
                    }
                }
                return null;
            };
            Object ours = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            Object unused = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // no such signal on this system, or the JVM was told to leave it: then it does what it did before
        }
    }
}
