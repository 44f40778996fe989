package dev.tandem.internal.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The types of arrays of primitives: how their elements are copied, each piece in one go. */
enum ArrayType {
    BOOLEANS(ValueTag.BOOLEAN_ARRAY, 1),
    BYTES(ValueTag.BYTE_ARRAY, Byte.BYTES),
    SHORTS(ValueTag.SHORT_ARRAY, Short.BYTES),
    CHARS(ValueTag.CHAR_ARRAY, Character.BYTES),
    INTS(ValueTag.INT_ARRAY, Integer.BYTES),
    LONGS(ValueTag.LONG_ARRAY, Long.BYTES),
    FLOATS(ValueTag.FLOAT_ARRAY, Float.BYTES),
    DOUBLES(ValueTag.DOUBLE_ARRAY, Double.BYTES);

    private static final ArrayType[] ALL = values();

    private final int tag;
    private final int elementBytes;

    ArrayType(int tag, int elementBytes) {
        this.tag = tag;
        this.elementBytes = elementBytes;
    }

    /** Returns the type of an array, null for any other object. */
    static @Nullable ArrayType of(Object value) {
        if (value instanceof byte[]) {
            return BYTES;
        } else if (value instanceof double[]) {
            return DOUBLES;
        } else if (value instanceof int[]) {
            return INTS;
        } else if (value instanceof long[]) {
            return LONGS;
        } else if (value instanceof float[]) {
            return FLOATS;
        } else if (value instanceof char[]) {
            return CHARS;
        } else if (value instanceof short[]) {
            return SHORTS;
        }
        return value instanceof boolean[] ? BOOLEANS : null;
    }

    /** Returns the type that has a tag. */
    static ArrayType ofTag(int tag) {
        for (ArrayType type : ALL) {
            if (type.tag == tag) {
                return type;
            }
        }
        throw new MalformedPayloadException("a value must start with a known tag: tag=" + tag);
    }

    int tag() {
        return tag;
    }

    int elementBytes() {
        return elementBytes;
    }

    int length(Object array) {
        return switch (this) {
            case BOOLEANS -> ((boolean[]) array).length;
            case BYTES -> ((byte[]) array).length;
            case SHORTS -> ((short[]) array).length;
            case CHARS -> ((char[]) array).length;
            case INTS -> ((int[]) array).length;
            case LONGS -> ((long[]) array).length;
            case FLOATS -> ((float[]) array).length;
            case DOUBLES -> ((double[]) array).length;
        };
    }

    Object create(int length) {
        return switch (this) {
            case BOOLEANS -> new boolean[length];
            case BYTES -> new byte[length];
            case SHORTS -> new short[length];
            case CHARS -> new char[length];
            case INTS -> new int[length];
            case LONGS -> new long[length];
            case FLOATS -> new float[length];
            case DOUBLES -> new double[length];
        };
    }

    /** Puts elements of an array into a buffer, whose position comes to be after them. */
    void put(Object array, int from, int count, ByteBuffer to) {
        int end = to.position() + count * elementBytes;
        switch (this) {
            case BOOLEANS -> {
                boolean[] booleans = (boolean[]) array;
                for (int i = from; i < from + count; i++) {
                    to.put((byte) (booleans[i] ? 1 : 0));
                }
            }
            case BYTES -> to.put((byte[]) array, from, count);
            case SHORTS -> to.asShortBuffer().put((short[]) array, from, count);
            case CHARS -> to.asCharBuffer().put((char[]) array, from, count);
            case INTS -> to.asIntBuffer().put((int[]) array, from, count);
            case LONGS -> to.asLongBuffer().put((long[]) array, from, count);
            case FLOATS -> to.asFloatBuffer().put((float[]) array, from, count);
            case DOUBLES -> to.asDoubleBuffer().put((double[]) array, from, count);
        }
        to.position(end);
    }

    /** Fills elements of an array from a buffer. */
    void get(ByteBuffer from, Object array, int at, int count) {
        switch (this) {
            case BOOLEANS -> {
                boolean[] booleans = (boolean[]) array;
                for (int i = at; i < at + count; i++) {
                    booleans[i] = from.get() != 0;
                }
            }
            case BYTES -> from.get((byte[]) array, at, count);
            case SHORTS -> from.asShortBuffer().get((short[]) array, at, count);
            case CHARS -> from.asCharBuffer().get((char[]) array, at, count);
            case INTS -> from.asIntBuffer().get((int[]) array, at, count);
            case LONGS -> from.asLongBuffer().get((long[]) array, at, count);
            case FLOATS -> from.asFloatBuffer().get((float[]) array, at, count);
            case DOUBLES -> from.asDoubleBuffer().get((double[]) array, at, count);
        }
    }
}
