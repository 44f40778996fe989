package dev.tandem.internal.codec;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The classes of the JDK whose objects have a form of their own. The order is part of the wire format. */
enum StandardForm {
    ARRAY_LIST,
    LINKED_LIST,
    ARRAY_DEQUE,
    HASH_SET,
    LINKED_HASH_SET,
    TREE_SET,
    HASH_MAP,
    TREE_MAP,
    /** What {@code List.of} makes. */
    LIST_OF,
    /** What {@code Stream.toList} makes: of the same class, but it may be asked about null. */
    LIST_OF_NULLABLE,
    SET_OF,
    MAP_OF,
    OBJECT_ARRAY,
    STRING_ARRAY,
    BIG_INTEGER,
    BIG_DECIMAL,
    UUID,
    LOCAL_DATE,
    LOCAL_TIME,
    LOCAL_DATE_TIME,
    INSTANT,
    DURATION,
    OPTIONAL,
    OPTIONAL_INT,
    OPTIONAL_LONG,
    OPTIONAL_DOUBLE,
    /** Of the default file system; another one is not known here. */
    PATH,
    CHARSET,
    /** What {@code Map.entry} makes. */
    MAP_ENTRY,
    SIMPLE_ENTRY,
    /** What {@code Collections.nCopies} makes. A stream writes it, but does not read one that is longer than its bytes. */
    COPIES,
    /** Part of another list. It is copied, and so are those below: in their place one of the forms above is written. */
    LIST_VIEW,
    SET_VIEW,
    SORTED_SET_VIEW,
    ENTRY_VIEW;

    /** Whether nobody may rely on the identity of a value, or every copy of it is the same object. */
    boolean isWithoutIdentity(Object value) {
        return switch (this) {
            case LOCAL_DATE, LOCAL_TIME, LOCAL_DATE_TIME, INSTANT, DURATION, PATH, CHARSET -> true;
            case OPTIONAL, OPTIONAL_INT, OPTIONAL_LONG, OPTIONAL_DOUBLE -> true;
            case LIST_OF, SET_OF -> ((Collection<?>) value).isEmpty();
            case MAP_OF -> ((Map<?, ?>) value).isEmpty();
            default -> false;
        };
    }

    /** Returns the form of exactly a class, null if it has none. By name: so no class is loaded for being asked for. */
    static @Nullable StandardForm of(Class<?> type) {
        if (type.getClassLoader() != null) {
            return null;
        }
        return switch (type.getName()) {
            case "java.util.ArrayList" -> ARRAY_LIST;
            case "java.util.LinkedList" -> LINKED_LIST;
            case "java.util.ArrayDeque" -> ARRAY_DEQUE;
            case "java.util.HashSet" -> HASH_SET;
            case "java.util.LinkedHashSet" -> LINKED_HASH_SET;
            case "java.util.TreeSet" -> TREE_SET;
            case "java.util.HashMap" -> HASH_MAP;
            case "java.util.TreeMap" -> TREE_MAP;
            case "java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN" -> LIST_OF;
            case "java.util.ImmutableCollections$SubList" -> LIST_OF_NULLABLE;
            case "java.util.ImmutableCollections$Set12", "java.util.ImmutableCollections$SetN" -> SET_OF;
            case "java.util.ImmutableCollections$Map1", "java.util.ImmutableCollections$MapN" -> MAP_OF;
            case "[Ljava.lang.Object;" -> OBJECT_ARRAY;
            case "[Ljava.lang.String;" -> STRING_ARRAY;
            case "java.math.BigInteger" -> BIG_INTEGER;
            case "java.math.BigDecimal" -> BIG_DECIMAL;
            case "java.util.UUID" -> UUID;
            case "java.time.LocalDate" -> LOCAL_DATE;
            case "java.time.LocalTime" -> LOCAL_TIME;
            case "java.time.LocalDateTime" -> LOCAL_DATE_TIME;
            case "java.time.Instant" -> INSTANT;
            case "java.time.Duration" -> DURATION;
            case "java.util.Optional" -> OPTIONAL;
            case "java.util.OptionalInt" -> OPTIONAL_INT;
            case "java.util.OptionalLong" -> OPTIONAL_LONG;
            case "java.util.OptionalDouble" -> OPTIONAL_DOUBLE;
            case "java.util.KeyValueHolder" -> MAP_ENTRY;
            case "java.util.AbstractMap$SimpleEntry" -> SIMPLE_ENTRY;
            case "java.util.Collections$CopiesList" -> COPIES;
            default -> Serializable.class.isAssignableFrom(type) ? null : ofNotSerializable(type);
        };
    }

    /** Returns the form of a class that the JDK leaves out: all that is asked for here has been loaded before. */
    private static @Nullable StandardForm ofNotSerializable(Class<?> type) {
        if (Path.class.isAssignableFrom(type)) {
            return PATH;
        }
        if (Charset.class.isAssignableFrom(type)) {
            return CHARSET;
        }
        String name = type.getName();
        if (!name.startsWith("java.util.") || Views.isSpecial(name) || Queue.class.isAssignableFrom(type)) {
            return null;
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return ENTRY_VIEW;
        }
        if (SortedSet.class.isAssignableFrom(type)) {
            return SORTED_SET_VIEW;
        }
        if (Set.class.isAssignableFrom(type)) {
            return SET_VIEW;
        }
        return Collection.class.isAssignableFrom(type) ? LIST_VIEW : null;
    }
}
