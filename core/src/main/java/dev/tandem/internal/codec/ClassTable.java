package dev.tandem.internal.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The classes that a reader has been told about, by id. Thread-safe. Bounded, since the writer may not be trusted. */
final class ClassTable {
    /** Replaced as a whole, under this object's lock; read by anybody. The element at 0 is never used. */
    private volatile @Nullable KnownClass[] classes = new KnownClass[16];

    /** Written under this object's lock. */
    private int last;

    /** Takes in the next class; throws {@link MalformedPayloadException} if it is not the next, or too large. */
    synchronized void define(int id, byte[] definition) {
        if (id != last + 1 || id > ClassIds.MAX_CLASSES || definition.length > ClassIds.MAX_DEFINITION) {
            throw new MalformedPayloadException("classes must be defined one after the other, with few bytes each: id="
                    + id + ", before=" + last + ", bytes=" + definition.length);
        }
        @Nullable KnownClass[] old = classes;
        @Nullable KnownClass[] copy = Arrays.copyOf(old, id < old.length ? old.length : 2 * old.length);
        copy[id] = new KnownClass(definition);
        classes = copy;
        last = id;
    }

    /** Returns the class under an id that is in a payload. */
    KnownClass find(int id) {
        @Nullable KnownClass[] all = classes;
        KnownClass known = id > 0 && id < all.length ? all[id] : null;
        if (known == null) {
            throw new MalformedPayloadException("a class must be defined before it is used: id=" + id);
        }
        return known;
    }
}
