package dev.tandem.internal.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Definitions of functions by id, counted from 1. Thread-safe. The parent's holds a few hundred bytes for each lambda
 * class that was ever used, and never forgets: a new worker may need any of them.
 */
final class FunctionTable {
    /** Replaced as a whole, under this object's lock; read by anybody. The element at 0 is never used. */
    private volatile @Nullable FunctionDefinition[] definitions = new FunctionDefinition[16];

    /** Written under this object's lock. */
    private int last;

    /** Adds a definition under the next id, and returns it. */
    synchronized int add(byte[] definition) {
        last++;
        put(last, definition);
        return last;
    }

    /** Adds a definition under a given id. */
    synchronized void put(int id, byte[] definition) {
        if (id <= 0) {
            throw new IllegalArgumentException("a function id must be positive: id=" + id);
        }
        @Nullable FunctionDefinition[] old = definitions;
        int length = id < old.length ? old.length : Math.max(id + 1, 2 * old.length);
        @Nullable FunctionDefinition[] copy = Arrays.copyOf(old, length);
        copy[id] = new FunctionDefinition(definition);
        definitions = copy;
    }

    /** The highest id of those that were added. */
    synchronized int last() {
        return last;
    }

    /** Returns the definition under an id, null if there is none. */
    @Nullable
    FunctionDefinition find(int id) {
        @Nullable FunctionDefinition[] all = definitions;
        return id > 0 && id < all.length ? all[id] : null;
    }
}
