package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** A growing set of objects, told apart by identity. Not thread-safe. */
final class Identities {
    /** More: comparing with each takes longer. Less: more objects are asked for their identity hash code. */
    private static final int FEW = 8;

    private Object[] few = new Object[FEW];
    private int count;

    /** A hash table with open addressing, a power of two long and at most half full; null while there are few. */
    private @Nullable Object @Nullable [] table;

    /** Adds an object and returns whether it was not there. */
    boolean add(Object object) {
        @Nullable Object[] many = table;
        if (many != null) {
            return addToTable(many, object);
        }
        for (int i = 0; i < count; i++) {
            if (few[i] == object) {
                return false;
            }
        }
        if (count < FEW) {
            few[count++] = object;
            return true;
        }
        table = copy(few, 8 * FEW);
        return addToTable(table, object);
    }

    private boolean addToTable(@Nullable Object[] many, Object object) {
        if (!put(many, object)) {
            return false;
        }
        count++;
        if (2 * count > many.length) {
            table = copy(many, 2 * many.length);
        }
        return true;
    }

    private static boolean put(@Nullable Object[] many, Object object) {
        int mask = many.length - 1;
        int hash = System.identityHashCode(object);
        int at = (hash ^ hash >>> 15) & mask;
        while (many[at] != null) {
            if (many[at] == object) {
                return false;
            }
            at = at + 1 & mask;
        }
        many[at] = object;
        return true;
    }

    private static @Nullable Object[] copy(@Nullable Object[] old, int length) {
        @Nullable Object[] copy = new Object[length];
        for (Object object : old) {
            if (object != null) {
                put(copy, object);
            }
        }
        return copy;
    }
}
