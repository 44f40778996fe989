package dev.tandem.internal.platform;

import java.security.AccessController;
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
        Thread thread = Runtime.version().feature() < FIRST_WITHOUT_CONTEXTS
                ? WithoutContext.of(body, name)
                : new Thread(null, body, name, 0, false);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /** Loaded where its classes are sure to be there. */
    private static final class WithoutContext {
        @SuppressWarnings("removal")
        static Thread of(Runnable body, String name) {
            PrivilegedAction<Thread> making = () -> new Thread(null, body, name, 0, false);
            return AccessController.doPrivileged(making);
        }
    }
}
