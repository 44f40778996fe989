package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * Numbers the class loaders of a pool's process, so that classes of one name can be told apart there and in its workers.
 * Origin 0 stands for what both sides find by themselves: their class paths, the JDK, this library. Thread-safe.
 */
public interface ClassOrigins {
    /** All classes are of origin 0. */
    ClassOrigins NONE = new OneOrigin();

    /** Returns the origin of a class; of an array, that of its elements. */
    int of(Class<?> type);

    /** Returns the origin of what a class loader defines, 0 for the JDK's. */
    int ofLoader(@Nullable ClassLoader loader);

    /**
     * Returns the class loader of an origin.
     *
     * @param origin more than 0
     * @param className what is looked for, for messages
     * @throws ClassNotFoundException if the loader does not exist any more
     * @throws MalformedPayloadException if there has never been such an origin
     */
    ClassLoader loader(int origin, String className) throws ClassNotFoundException;

    /** Returns where a class of origin 0 is looked for when it was found nowhere else; null if nowhere. */
    @Nullable
    ClassLoader last();

    /** Whether classes of other origins may be held: otherwise they could not be unloaded as long as the pool lives. */
    boolean areHeld();

    /** A function was rebuilt: what follows in this thread, until it is told otherwise, is done for it. */
    void functionRead(Object function);

    /** Something new was told by the other side: what did not exist before may exist now. */
    void newsCame();
}
