package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TreeEncoder} wrote. Not thread-safe; one for each value. */
final class TreeDecoder {
    private static final StandardForm[] FORMS = StandardForm.values();

    /** Where it is read from. */
    final CodecInput in;

    private final ClassResolver resolver;
    private int depth;

    /** How many elements may follow in all collections together: each takes a byte, wherever it is. */
    private int elements;

    TreeDecoder(CodecInput in, ClassResolver resolver) {
        this.in = in;
        this.resolver = resolver;
        this.elements = in.remaining();
    }

    /** Reads a value that an object of the tree holds. */
    @Nullable
    Object read() throws IOException, ClassNotFoundException {
        return read(in.readByte());
    }

    /** Reads a value whose tag was read already. */
    @Nullable
    Object read(int tag) throws IOException, ClassNotFoundException {
        if (tag != ValueTag.RECORD && tag != ValueTag.STANDARD) {
            return ValueDecoder.read(tag, in, resolver);
        }
        if (depth == TreeEncoder.MAX_DEPTH) {
            throw new MalformedPayloadException("values must not be nested deeper than " + TreeEncoder.MAX_DEPTH);
        }
        depth++;
        Object value = tag == ValueTag.RECORD ? readRecord() : readStandard();
        depth--;
        return value;
    }

    private Object readRecord() throws IOException, ClassNotFoundException {
        int id = in.readVarInt();
        RecordShape shape;
        if (id == ClassIds.NAMED) {
            String name = in.readUtf();
            int fingerprint = in.readInt();
            shape = RecordShape.of(resolver.resolveAccepted(name), fingerprint);
        } else {
            shape = resolver.table().find(id).recordShape(resolver);
        }
        return shape.read(this);
    }

    @SuppressWarnings("JdkObsolete") // what was sent is what comes
    private Object readStandard() throws IOException, ClassNotFoundException {
        int ordinal = in.readByte();
        if (ordinal < 0 || ordinal >= FORMS.length) {
            throw new MalformedPayloadException("a value must be of a known form: form=" + ordinal);
        }
        StandardForm form = FORMS[ordinal];
        return switch (form) {
            case ARRAY_LIST -> accepted(new ArrayList<>(Arrays.asList(readElements())));
            case LINKED_LIST -> accepted(new LinkedList<>(Arrays.asList(readElements())));
            case ARRAY_DEQUE -> accepted(new ArrayDeque<>(Arrays.asList(readElements())));
            case HASH_SET -> readSet(readElements(), false);
            case LINKED_HASH_SET -> readSet(readElements(), true);
            case TREE_SET -> accepted(new TreeSet<>(Arrays.asList(readElements())));
            case HASH_MAP -> {
                @Nullable Object[] keys = readElements();
                yield readMap(new HashMap<>(capacity(keys.length)), keys);
            }
            case TREE_MAP -> readMap(new TreeMap<>(), readElements());
            case LIST_OF -> accepted(List.of(readElements()));
            case LIST_OF_NULLABLE -> accepted(Arrays.stream(readElements()).toList());
            case SET_OF -> accepted(Set.of(readElements()));
            case MAP_OF -> readMapOf();
            case OBJECT_ARRAY -> accepted(readElements());
            case STRING_ARRAY -> readStrings();
            case OPTIONAL -> accepted(Optional.ofNullable(read()));
            case MAP_ENTRY -> readMapEntry();
            case COPIES -> readCopies();
            case SIMPLE_ENTRY -> {
                Object key = read();
                yield accepted(new AbstractMap.SimpleEntry<>(key, read()));
            }
            default -> accepted(StandardValues.read(form, in));
        };
    }

    private Object readSet(@Nullable Object[] values, boolean linked) throws InvalidClassException {
        int capacity = capacity(values.length);
        Collection<@Nullable Object> set = linked ? new LinkedHashSet<>(capacity) : new HashSet<>(capacity);
        accepted(set);
        for (Object value : values) {
            set.add(value);
        }
        return set;
    }

    private Object readMap(Map<@Nullable Object, @Nullable Object> map, @Nullable Object[] keys)
            throws IOException, ClassNotFoundException {
        accepted(map);
        @Nullable Object[] values = readValues(keys);
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        return map;
    }

    @SuppressWarnings("NullAway") // null is refused by the map itself
    private Object readMapOf() throws IOException, ClassNotFoundException {
        @Nullable Object[] keys = readElements();
        @Nullable Object[] values = readValues(keys);
        Map.Entry<?, ?>[] entries = new Map.Entry<?, ?>[keys.length];
        for (int i = 0; i < keys.length; i++) {
            entries[i] = Map.entry(keys[i], values[i]);
        }
        return accepted(Map.ofEntries(entries));
    }

    @SuppressWarnings("NullAway") // null is refused by the entry itself
    private Object readMapEntry() throws IOException, ClassNotFoundException {
        Object key = read();
        return accepted(Map.entry(key, read()));
    }

    private Object readCopies() throws IOException, ClassNotFoundException {
        int count = in.readInt();
        if (count <= 0) {
            throw new MalformedPayloadException("copies must be one at least: count=" + count);
        }
        return accepted(Collections.nCopies(count, read()));
    }

    private @Nullable Object[] readValues(@Nullable Object[] keys) throws IOException, ClassNotFoundException {
        @Nullable Object[] values = readElements();
        if (values.length != keys.length) {
            throw new MalformedPayloadException(
                    "a map must have a value for each key: keys=" + keys.length + ", values=" + values.length);
        }
        return values;
    }

    private Object readStrings() throws IOException, ClassNotFoundException {
        @Nullable Object[] values = readElements();
        try {
            return accepted(Arrays.copyOf(values, values.length, String[].class));
        } catch (ArrayStoreException e) {
            throw new MalformedPayloadException("an array of strings must hold strings: " + Problems.message(e));
        }
    }

    private @Nullable Object[] readElements() throws IOException, ClassNotFoundException {
        int tag = in.readByte();
        if (tag != ValueTag.OBJECT) {
            return PackedElements.read(tag, in);
        }
        int count = in.readCount(1);
        elements -= count;
        if (elements < 0) {
            throw new MalformedPayloadException("a payload must hold what it announces: elements=" + count);
        }
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = read();
        }
        return values;
    }

    /** The table that a map would have if the elements had been put one after the other. */
    private static int capacity(int size) {
        return Math.max(16, (int) Math.min(Math.ceil(size / 0.75), 1 << 30));
    }

    /** Asks the filter as a JDK stream would. */
    private Object accepted(Object value) throws InvalidClassException {
        resolver.ensureStillAccepted(value.getClass());
        return value;
    }
}
