package dev.tandem.internal.codec;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The shared values of this process: those that it shares itself, and, in a worker, copies of those of its pool. */
/*
 * A process can be both: a worker may have pools of its own. A handle tells by its home which it is.
 */
public final class SharedValues {
    /** What this process shares itself, until it is closed. */
    private static final ConcurrentHashMap<SharedHandle<?>, SharedOriginal> ORIGINALS = new ConcurrentHashMap<>();

    /** The copies that tasks have asked for, by number, until they are closed. */
    private static final ConcurrentHashMap<Long, SharedCopy> COPIES = new ConcurrentHashMap<>();

    /** Where copies come from, null if this is no worker. Written once, before the first task. */
    private static volatile @Nullable SharedSource source;

    private SharedValues() {}

    /** This process is a worker from now on. */
    public static void attach(SharedSource ofPool) {
        source = ofPool;
    }

    /** A value is shared from now on. */
    static void add(SharedHandle<?> handle, SharedOriginal original) {
        ORIGINALS.put(handle, original);
    }

    static void remove(SharedHandle<?> handle) {
        ORIGINALS.remove(handle);
    }

    static Object get(SharedHandle<?> handle) {
        SharedSource ofPool = source;
        if (ofPool != null && ofPool.home().equals(handle.home())) {
            SharedCopy copy = COPIES.get(handle.number());
            return copy == null ? read(handle, ofPool) : copy.get(handle);
        }
        SharedOriginal original = ORIGINALS.get(handle);
        if (original == null) {
            throw handle.unknown();
        }
        return original.get(handle);
    }

    private static Object read(SharedHandle<?> handle, SharedSource ofPool) {
        SharedCopy fresh = new SharedCopy(ofPool, handle.number());
        SharedCopy other = COPIES.putIfAbsent(handle.number(), fresh);
        SharedCopy copy = other == null ? fresh : other;
        boolean complete = false;
        try {
            Object value = copy.get(handle);
            complete = true;
            return value;
        } finally {
            if (!complete && !ofPool.isThere(handle.number())) { // otherwise another thread may be reading it
                COPIES.remove(handle.number(), copy);
            }
        }
    }

    static void close(SharedHandle<?> handle) {
        SharedSource ofPool = source;
        if (ofPool != null && ofPool.home().equals(handle.home())) {
            throw new IllegalStateException(
                    "a shared value can be closed only by the process that shared it, not by a task: " + handle.text());
        }
        SharedOriginal original = ORIGINALS.get(handle);
        if (original != null) {
            original.close();
        }
    }

    /** The pool has closed a value: the copy goes, if there is one. Does not wait for one that is being read. */
    public static void forget(long number) {
        SharedCopy copy = COPIES.remove(number);
        if (copy != null) {
            copy.close();
        }
    }
}
