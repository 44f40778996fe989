package dev.tandem.internal.platform;

import dev.tandem.WorkerContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@link WorkerContext} of each thread that calls tasks. */
public final class ContextHolder {
    private static final ThreadLocal<@Nullable WorkerContext> CURRENT = new ThreadLocal<>();

    private ContextHolder() {}

    /** Returns the context of the calling thread. */
    public static Optional<WorkerContext> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Sets the context of the calling thread; it stays until the thread ends. */
    public static void enter(WorkerContext context) {
        CURRENT.set(context);
    }

    /** Removes the context of the calling thread. */
    public static void leave() {
        CURRENT.remove();
    }
}
