package dev.tandem.spi;

import org.jspecify.annotations.Nullable;

/** Carries the context class loader. How one travels to a worker process is the codec's business. */
enum ClassLoaderCarrier implements ContextCarrier<ClassLoader> {
    INSTANCE;

    @Override
    public @Nullable ClassLoader capture() {
        return Thread.currentThread().getContextClassLoader();
    }

    @Override
    public Scope restore(ClassLoader captured) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(captured);
        return () -> thread.setContextClassLoader(before);
    }
}
