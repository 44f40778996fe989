package dev.tandem.internal.platform;

import java.security.PrivilegedAction;

/**
 * Threads that live for as long as the JVM, and so must remember nothing of whoever happened to need them first: it may
 * belong to a plugin or a web application that is to be unloaded.
 */
public final class LastingThread {
    /** From this JDK on threads take over no access control context. */
    private static final int FIRST_WITHOUT_CONTEXTS = 24;

    private LastingThread() {}

    /** Makes a thread, which is not started: with the system's class loader for its context, and nothing inherited. */
    public static Thread of(Runnable body, String name) {
        PrivilegedAction<Thread> making = () -> new Thread(null, body, name, 0, false);
        Thread thread = Runtime.version().feature() < FIRST_WITHOUT_CONTEXTS ? privileged(making) : making.run();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /** Has a thread made that takes over this class's own context only. By its name, as that method is to be removed. */
    private static Thread privileged(PrivilegedAction<Thread> making) {
        try {
            Class<?> controller = Class.forName("java.security.AccessController");
            return (Thread)
                    controller.getMethod("doPrivileged", PrivilegedAction.class).invoke(null, making);
        } catch (ReflectiveOperationException e) {
            return making.run(); // a JDK that is different: it may hold more than it should
        }
    }
}
