package dev.tandem.internal.codec;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The classes that one side of a channel names by number, as the writing side has them: how objects of a class are
 * written, under which id, and what the other side must be told first. Ids count from 1 without gaps; when they run
 * out, or for a class that takes too many bytes to tell, the name is written each time. Thread-safe.
 */
final class ClassIds {
    /** For what travels on its own, without a channel: every class is named. */
    static final ClassIds NONE = named(ClassOrigins.NONE);

    /** More: what a reader must hold for a writer that it does not trust. Less: names are written more often. */
    static final int MAX_CLASSES = 1024;

    /** The longest definition; a larger enum is named each time. More: as above. */
    static final int MAX_DEFINITION = 8 * 1024;

    /** What is written instead of an id if a name follows. */
    static final int NAMED = 0;

    private final ClassOrigins origins;
    private final PerClass<ClassForm> forms;

    private final int limit;

    /** Replaced as a whole, under this object's lock; read by anybody. The element at 0 is never used. */
    private volatile byte[][] definitions = new byte[16][];

    /** Written under this object's lock. */
    private int last;

    ClassIds() {
        this(ClassOrigins.NONE);
    }

    ClassIds(ClassOrigins origins) {
        this(MAX_CLASSES, origins, null);
    }

    private ClassIds(int limit, ClassOrigins origins, @Nullable OwnCode own) {
        this.limit = limit;
        this.origins = origins;
        this.forms = new Forms(origins, own);
    }

    /** Returns what gives no ids: every class is named, with its origin. */
    static ClassIds named(ClassOrigins origins) {
        return new ClassIds(0, origins, null);
    }

    /** Creates ids of classes that are told to somebody, each when it is written for the first time. */
    static ClassIds telling(ClassOrigins origins, OwnCode own) {
        return new ClassIds(MAX_CLASSES, origins, own);
    }

    /** As above, but every class is named. */
    static ClassIds namesTelling(ClassOrigins origins, OwnCode own) {
        return new ClassIds(0, origins, own);
    }

    /** Returns who tells where classes come from. */
    ClassOrigins origins() {
        return origins;
    }

    /** Returns how objects of a class are written. */
    ClassForm form(Class<?> type) {
        return forms.get(type);
    }

    /** Writes the id of a class, or {@link #NAMED}; returns whether it is an id. */
    boolean tryWrite(ClassId id, CodecOutput out) throws IOException {
        int value = use(id, out);
        out.writeVarInt(value);
        return value != NAMED;
    }

    /** Returns the id of a class, which it gets at the first call, or {@link #NAMED}; the caller writes it. */
    int use(ClassId id, CodecOutput out) throws IOException {
        int value = id.value();
        if (value == ClassId.UNKNOWN) {
            value = assign(id);
        }
        if (value == ClassId.WITHOUT) {
            return NAMED;
        }
        out.usesClass(value);
        return value;
    }

    /** Returns what the other side must be told before it reads the id. */
    byte[] definition(int id) {
        byte[][] all = definitions;
        if (id <= 0 || id >= all.length || all[id] == null) {
            throw new IllegalArgumentException("a class must have been written here: id=" + id);
        }
        return all[id];
    }

    private int assign(ClassId id) throws IOException {
        // not under the lock: the description of a class may run code of that class
        byte[] definition = limit == 0 ? new byte[0] : id.definition();
        synchronized (this) {
            int known = id.value();
            if (known != ClassId.UNKNOWN) {
                return known;
            }
            if (last == limit || definition.length > MAX_DEFINITION) {
                id.value(ClassId.WITHOUT);
                return ClassId.WITHOUT;
            }
            int value = ++last;
            byte[][] old = definitions;
            byte[][] copy = Arrays.copyOf(old, value < old.length ? old.length : 2 * old.length);
            copy[value] = definition;
            definitions = copy;
            id.value(value);
            return value;
        }
    }

    /** Looks at a class once. */
    private static final class Forms extends PerClass<ClassForm> {
        private final ClassOrigins origins;
        private final @Nullable OwnCode own;

        Forms(ClassOrigins origins, @Nullable OwnCode own) {
            this.origins = origins;
            this.own = own;
        }

        @Override
        ClassForm look(Class<?> type) {
            if (own != null && !InertFailures.contains(type)) { // which may have come from a worker, and needs no more
                own.note(type);
            }
            return new ClassForm(type, origins);
        }
    }
}
