package dev.tandem.internal.worker;

import dev.tandem.internal.codec.ClassOrigins;
import dev.tandem.internal.codec.TaskDecoder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The origins as a worker has them: a class loader for each that it has met. */
/*
 * What most workers never need is not loaded for them: here, class loaders are only ever called such, so that the verifier
 * need not know their class.
 */
final class WorkerOrigins implements ClassOrigins {
    private static final ClassLoader SYSTEM = ClassLoader.getSystemClassLoader();

    /** The context class loader that a thread had before its function was read, in an array; null if it still has it. */
    private static final ThreadLocal<ClassLoader @Nullable []> BEFORE = new ThreadLocal<>();

    private final Fetcher fetcher;

    /** Replaced as a whole, under this object's lock; read by anybody. */
    private volatile @Nullable ClassLoader[] loaders = new ClassLoader[4];

    /**
     * Whether a class of another origin than 0 may have been met. Written before such a class is loaded, by the thread that
     * asks for it; each task thread asks for itself.
     */
    private boolean inUse;

    /** Counts what the parent has told. */
    private final AtomicInteger news = new AtomicInteger();

    WorkerOrigins(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    @Override
    public int of(Class<?> type) {
        return ofLoader(type.getClassLoader());
    }

    @Override
    public int ofLoader(@Nullable ClassLoader loader) {
        return loader == null || loader == SYSTEM ? 0 : OriginLoader.originOf(loader);
    }

    @Override
    public ClassLoader loader(int origin, String className) {
        inUse |= origin != 0;
        @Nullable ClassLoader[] all = loaders;
        ClassLoader known = origin < all.length ? all[origin] : null;
        return known == null ? make(origin) : known;
    }

    private synchronized ClassLoader make(int origin) {
        @Nullable ClassLoader[] old = loaders;
        ClassLoader made = origin < old.length ? old[origin] : null;
        if (made == null) {
            @Nullable ClassLoader[] copy = Arrays.copyOf(old, Math.max(origin + 1, old.length));
            made = OriginLoader.create(origin, this, fetcher);
            copy[origin] = made;
            loaders = copy;
        }
        return made;
    }

    @Override
    public ClassLoader last() {
        return loader(0, "");
    }

    @Override
    public boolean areHeld() {
        return true;
    }

    @Override
    public void newsCame() {
        news.incrementAndGet();
    }

    int news() {
        return news.get();
    }

    @Override
    public void functionRead(Object function) {
        if (inUse) {
            enter(function);
        }
    }

    /** Gives the thread of a task the context class loader that belongs to its function. */
    private void enter(Object function) {
        ClassLoader loader = TaskDecoder.loaderOf(function);
        if (loader != null && OriginLoader.originOf(loader) != 0) {
            Thread thread = Thread.currentThread();
            if (BEFORE.get() == null) {
                BEFORE.set(new ClassLoader[] {thread.getContextClassLoader()});
            }
            thread.setContextClassLoader(loader);
        }
    }

    /** Takes back what {@link #functionRead} has done, at the end of a task. */
    void leave() {
        if (inUse) {
            ClassLoader[] old = BEFORE.get();
            if (old != null) {
                BEFORE.remove();
                Thread.currentThread().setContextClassLoader(old[0]);
            }
        }
    }
}
