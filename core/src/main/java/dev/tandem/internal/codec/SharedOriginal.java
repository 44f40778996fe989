package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** A value in the process that shares it. Thread-safe. */
public final class SharedOriginal {
    private final SharedHandle<?> handle;

    /** What else is to be done when the value is closed. */
    private final Runnable onClose;

    /** Null once it is closed. Written under {@code this}. */
    private volatile @Nullable Object value;

    private SharedOriginal(SharedHandle<?> handle, Object value, Runnable onClose) {
        this.handle = handle;
        this.value = value;
        this.onClose = onClose;
    }

    /**
     * Shares a value from now on.
     *
     * @param onClose is run once, when the value is closed by somebody
     */
    public static SharedOriginal open(SharedHandle<?> handle, Object value, Runnable onClose) {
        SharedOriginal original = new SharedOriginal(handle, value, onClose);
        SharedValues.add(handle, original);
        return original;
    }

    Object get(SharedHandle<?> asked) {
        Object known = value;
        if (known == null) {
            throw asked.closed(null);
        }
        return known;
    }

    /** Somebody closes the value. Idempotent. */
    void close() {
        if (drop()) {
            onClose.run();
        }
    }

    /** Lets go of the value, and does nothing else; returns whether it was there. */
    public synchronized boolean drop() {
        boolean there = value != null;
        value = null;
        SharedValues.remove(handle);
        return there;
    }
}
