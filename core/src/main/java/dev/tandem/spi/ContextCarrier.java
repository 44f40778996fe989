package dev.tandem.spi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Carries a part of the caller's context to its tasks, on threads and on worker processes alike: what is held in a
 * {@link ThreadLocal} or in something like it, such as a user, the number of a request, or a trace.
 *
 * <pre>{@code
 * final class Session {
 *     static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");
 * }
 *
 * enum UserCarrier implements ContextCarrier<String> {
 *     INSTANCE;
 *
 *     public String capture() {
 *         return Session.USER.get();
 *     }
 *
 *     public Scope restore(String user) {
 *         String before = Session.USER.get();
 *         Session.USER.set(user);
 *         return () -> Session.USER.set(before);
 *     }
 * }
 * }</pre>
 *
 * <p>A pool is told its carriers when it is opened: {@code o -> o.carry(UserCarrier.INSTANCE)}. They capture in the
 * thread that calls {@code submit}, or {@code map} once for all its elements, in the order in which they were given;
 * each attempt of the task gets the same. Around the task, and around each element of a {@code map}, they restore in the
 * same order, and what they returned is closed in the opposite one, whatever the task throws. Initializers, exit hooks
 * and callbacks of futures run without.
 *
 * <p>In a process pool the carrier itself is serialized when the pool is opened and travels to each worker once; what it
 * captures is serialized with each task, in the thread that submits. In a thread pool the captured object itself is
 * handed on: it had better be immutable.
 *
 * <p>Several threads call a carrier at a time. What it throws fails the task concerned with
 * {@link dev.tandem.ContextCarrierException}, and nothing else.
 *
 * @param <C> the type of what travels; in a process pool it must be serializable
 * @since 0.1
 */
public interface ContextCarrier<C> extends Serializable {
    /**
     * Takes up the context of the calling thread, which is the one that submits. Should be fast.
     *
     * @return what travels with the task; null if there is nothing, and then nothing is restored
     */
    @Nullable
    C capture();

    /**
     * Puts a context in place in the calling thread, which is about to run the task.
     *
     * @param captured what was captured; in a worker process a copy of it
     * @return takes the context back; closed once, in the same thread, when the task has ended
     */
    Scope restore(C captured);

    /**
     * Tells whether {@link #restore} changes the whole process and not only the calling thread, as that of the default
     * locale does. Pools that run several tasks at a time in one process refuse such carriers: all thread pools, and
     * process pools with several threads per worker.
     *
     * @return whether it does; false unless overridden
     */
    default boolean isProcessWide() {
        return false;
    }

    /** A context that is in place. */
    interface Scope extends AutoCloseable {
        /** Takes the context back. What this throws is logged and changes nothing about the task. */
        @Override
        void close();
    }
}
