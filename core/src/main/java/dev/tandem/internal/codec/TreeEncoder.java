package dev.tandem.internal.codec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/*
 * Records, the usual collections and some values of the JDK have a form of their own if they make up a tree: every
 * object that has an identity occurs once, and everything in it has such a form too, or is a string, a box, an enum
 * constant or an array of primitives. Then the copy is as one that went through a JDK stream, at a tenth of the cost,
 * but for boxes and short strings: one that occurs twice becomes two, where a stream keeps it one. To look each of them
 * up by identity would cost more than to write it. The same holds for optionals and paths, which no stream knows.
 *
 * A stream keeps apart or together what was the same object; so a value in which another object occurs twice, a long
 * string, or itself, is left to it as a whole. So is one that is nested deeply.
 */

/** Writes a value that is a tree. Not thread-safe; one for each value. */
final class TreeEncoder {
    /** More: deeper nests take the short form. Less: writing and reading them takes less stack. */
    static final int MAX_DEPTH = 32;

    /**
     * How many bytes a tree may take where a JDK stream could go into a file instead. More: larger collections take the short
     * form. Less: a smaller array that holds them, and grows by copying.
     */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    /**
     * From how many characters on a string that occurs twice must not become two. More: copies take more memory. Less:
     * strings that occur twice, which is common among short ones, cost the value its short form.
     */
    static final int LONG_TEXT = 1024;

    /** Where it is written. */
    final CodecOutput out;

    /** Where it must not go on. */
    private final long limit;

    private final ClassIds classes;

    /** The root, which may hold itself. */
    private final Object root;

    /** All other objects with an identity, and long strings; null until there is one. */
    private @Nullable Identities seen;

    private int depth;

    private TreeEncoder(Object root, CodecOutput out) {
        this.root = root;
        this.out = out;
        this.classes = out.classes();
        this.limit = out.canAttach() ? (long) out.size() + MOST_BYTES : Long.MAX_VALUE;
    }

    /** Writes a value with its tag, or nothing if it is to be left to the JDK. */
    static boolean tryWrite(Object value, CodecOutput out) throws IOException {
        ClassForm form = out.classes().form(value.getClass());
        if (form.recordShape() == null && form.standardForm() == null) {
            return false;
        }
        int start = out.size();
        long attached = out.attached();
        if (new TreeEncoder(value, out).tryWriteObject(value, form)) {
            return true;
        }
        out.rollBack(start, attached);
        return false;
    }

    /** Writes what an object of the tree holds; returns whether that could be done. */
    boolean tryWrite(@Nullable Object value) throws IOException {
        if (out.size() > limit) {
            return false;
        }
        if (value instanceof String text && text.length() >= LONG_TEXT && !tryNote(text)) {
            return false;
        }
        if (ValueEncoder.tryWriteImmutable(value, out)) {
            return true;
        }
        if (value == null || value == root) {
            return false;
        }
        ClassForm form = classes.form(value.getClass());
        StandardForm standard = form.standardForm();
        if ((standard == null || !standard.isWithoutIdentity(value)) && !tryNote(value)) {
            return false;
        }
        if (value.getClass().isArray() && PrimitiveArrays.tryWrite(value, out)) {
            return true;
        }
        return tryWriteObject(value, form);
    }

    /** Returns whether an object occurs for the first time. */
    private boolean tryNote(Object value) {
        if (seen == null) {
            seen = new Identities();
        }
        return seen.add(value);
    }

    private boolean tryWriteObject(Object value, ClassForm form) throws IOException {
        if (depth == MAX_DEPTH) {
            return false;
        }
        depth++;
        boolean written;
        RecordShape shape = form.recordShape();
        StandardForm standard = form.standardForm();
        if (shape != null) {
            written = tryWriteRecord(value, shape, form);
        } else {
            written = standard != null && tryWriteStandard(value, standard);
        }
        depth--;
        return written;
    }

    private boolean tryWriteRecord(Object value, RecordShape shape, ClassForm form) throws IOException {
        out.writeByte(ValueTag.RECORD);
        if (!classes.tryWrite(form.id(), out)) {
            out.writeUtf(form.name());
            out.writeInt(shape.fingerprint());
        }
        return shape.tryWrite(value, this);
    }

    private boolean tryWriteStandard(Object value, StandardForm form) throws IOException {
        switch (form) {
            case ARRAY_LIST, LINKED_LIST, ARRAY_DEQUE, HASH_SET, LINKED_HASH_SET -> {
                return tryWriteElements(form, Snapshot.of((Collection<?>) value));
            }
            case SET_OF -> {
                return tryWriteElements(form, ((Collection<?>) value).toArray());
            }
            case LIST_OF -> {
                return tryWriteListOf((List<?>) value);
            }
            case LIST_OF_NULLABLE -> {
                return tryWriteElements(form, ((Collection<?>) value).toArray());
            }
            case LIST_VIEW -> {
                return tryWriteElements(StandardForm.ARRAY_LIST, Snapshot.of((Collection<?>) value));
            }
            case SET_VIEW -> {
                return tryWriteElements(StandardForm.LINKED_HASH_SET, Snapshot.of((Collection<?>) value));
            }
            case SORTED_SET_VIEW -> {
                SortedSet<?> set = (SortedSet<?>) value;
                return set.comparator() == null && tryWriteSorted(StandardForm.TREE_SET, Snapshot.of(set));
            }
            case MAP_ENTRY, SIMPLE_ENTRY -> {
                return tryWriteEntry(form, (Map.Entry<?, ?>) value);
            }
            case ENTRY_VIEW -> {
                return tryWriteEntry(StandardForm.SIMPLE_ENTRY, (Map.Entry<?, ?>) value);
            }
            case OPTIONAL -> {
                start(form);
                return tryWrite(((Optional<?>) value).isPresent() ? ((Optional<?>) value).get() : null);
            }
            case COPIES -> {
                return tryWriteCopies((List<?>) value);
            }
            case PATH -> {
                return tryWritePath((Path) value);
            }
            case TREE_SET -> {
                SortedSet<?> set = (SortedSet<?>) value;
                return set.comparator() == null && tryWriteSorted(form, Snapshot.of(set));
            }
            case OBJECT_ARRAY, STRING_ARRAY -> {
                return tryWriteElements(form, (Object[]) value);
            }
            case HASH_MAP, MAP_OF -> {
                return tryWriteMap(form, (Map<?, ?>) value, false);
            }
            case TREE_MAP -> {
                SortedMap<?, ?> map = (SortedMap<?, ?>) value;
                return map.comparator() == null && tryWriteMap(form, map, true);
            }
            default -> {
                start(form);
                StandardValues.write(form, value, out);
                return true;
            }
        }
    }

    private boolean tryWriteListOf(List<?> list) throws IOException {
        Object[] elements = list.toArray();
        for (Object element : elements) {
            if (element == null) {
                return tryWriteElements(StandardForm.LIST_OF_NULLABLE, elements);
            }
        }
        boolean refusesNull = List.copyOf(list) == list; // it copies the other kind, which is of the same class
        return tryWriteElements(refusesNull ? StandardForm.LIST_OF : StandardForm.LIST_OF_NULLABLE, elements);
    }

    private boolean tryWriteEntry(StandardForm form, Map.Entry<?, ?> entry) throws IOException {
        start(form);
        return tryWrite(entry.getKey()) && tryWrite(entry.getValue());
    }

    private boolean tryWriteCopies(List<?> list) throws IOException {
        if (list.isEmpty()) {
            return false; // what it holds cannot be told
        }
        start(StandardForm.COPIES);
        out.writeInt(list.size());
        return tryWrite(list.get(0));
    }

    private boolean tryWritePath(Path path) {
        String text = StandIn.tryText(path);
        if (text == null) {
            return false;
        }
        start(StandardForm.PATH);
        out.writeUtf(text);
        return true;
    }

    private boolean tryWriteMap(StandardForm form, Map<?, ?> map, boolean sorted) throws IOException {
        int size = map.size();
        @Nullable Object[] keys = new Object[size];
        @Nullable Object[] values = new Object[size];
        int count = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (count == size) {
                throw new ConcurrentModificationException("a map grew while it was written");
            }
            keys[count] = entry.getKey();
            values[count] = entry.getValue();
            count++;
        }
        if (count != size) {
            throw new ConcurrentModificationException("a map shrank while it was written");
        }
        return (sorted ? tryWriteSorted(form, keys) : tryWriteElements(form, keys)) && tryWriteElements(values);
    }

    /** Writes what is in natural order by methods of the JDK; other keys are left to it. */
    private boolean tryWriteSorted(StandardForm form, @Nullable Object[] elements) throws IOException {
        return (elements.length == 0 || PackedElements.commonTag(elements) != ValueTag.OBJECT)
                && tryWriteElements(form, elements);
    }

    private boolean tryWriteElements(StandardForm form, @Nullable Object[] elements) throws IOException {
        start(form);
        return tryWriteElements(elements);
    }

    private boolean tryWriteElements(@Nullable Object[] elements) throws IOException {
        long bytes = elements.length; // at least
        int longest = 0;
        for (Object element : elements) {
            if (element instanceof String text) {
                bytes += text.length();
                longest = Math.max(longest, text.length());
            }
        }
        if (out.size() + bytes > limit || (longest >= LONG_TEXT && repeatsLongText(elements))) {
            return false;
        }
        if (PackedElements.tryWrite(elements, out)) {
            return true;
        }
        for (Object element : elements) {
            if (!tryWrite(element)) {
                return false;
            }
        }
        return true;
    }

    /** Looks at what is written as a whole. */
    private boolean repeatsLongText(@Nullable Object[] elements) {
        if (PackedElements.commonTag(elements) != ValueTag.STRING) {
            return false;
        }
        for (Object element : elements) {
            if (element instanceof String text && text.length() >= LONG_TEXT && !tryNote(text)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("EnumOrdinal") // both sides are the same version of this library
    private void start(StandardForm form) {
        out.writeByte(ValueTag.STANDARD);
        out.writeByte(form.ordinal());
    }
}
