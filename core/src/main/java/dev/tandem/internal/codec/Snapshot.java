package dev.tandem.internal.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the elements of a collection out of it, or fails if somebody changes it meanwhile, as far as its iterator can
 * tell. {@code toArray} does not tell: what a set or a linked list loses while it runs leaves nulls at the end.
 */
final class Snapshot {
    private Snapshot() {}

    static @Nullable Object[] of(Collection<?> collection) {
        try {
            return collection instanceof ArrayList<?> list ? ofArray(list) : ofOther(collection);
        } catch (NullPointerException | NoSuchElementException | IndexOutOfBoundsException e) {
            throw changed(e); // the iterator has gone where nothing is any more
        }
    }

    /** Copies as a whole, which is much faster than one by one; the iterator compares the numbers of changes. */
    private static @Nullable Object[] ofArray(List<?> list) {
        Iterator<?> before = list.iterator();
        @Nullable Object[] elements = list.toArray();
        if (elements.length > 0) {
            before.next();
        }
        if (elements.length != list.size()) {
            throw changed(null);
        }
        return elements;
    }

    private static @Nullable Object[] ofOther(Collection<?> collection) {
        @Nullable Object[] elements = new Object[collection.size()];
        int count = 0;
        for (Object element : collection) {
            if (count == elements.length) {
                throw changed(null);
            }
            elements[count++] = element;
        }
        if (count != elements.length) {
            throw changed(null);
        }
        return elements;
    }

    private static ConcurrentModificationException changed(@Nullable Throwable cause) {
        return new ConcurrentModificationException("a collection was changed while it was written", cause);
    }
}
