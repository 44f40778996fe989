package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** The elements of a chunk that are all of one common type, packed without a tag each. */
final class PackedElements {
    private PackedElements() {}

    /** Returns the tag that all elements share, or {@link ValueTag#OBJECT} if they are to be written one by one. */
    static int commonTag(@Nullable Object[] elements) {
        Class<?> type = elements.length == 0 || elements[0] == null ? Object.class : elements[0].getClass();
        int tag = tagOf(type);
        if (tag == ValueTag.OBJECT) {
            return tag;
        }
        for (Object element : elements) {
            if (element == null || element.getClass() != type) {
                return ValueTag.OBJECT;
            }
        }
        return tag;
    }

    private static int tagOf(Class<?> type) {
        if (type == Integer.class) {
            return ValueTag.INTEGER;
        } else if (type == Long.class) {
            return ValueTag.LONG;
        } else if (type == Double.class) {
            return ValueTag.DOUBLE;
        } else if (type == String.class) {
            return ValueTag.STRING;
        } else if (type == Boolean.class) {
            return ValueTag.TRUE;
        }
        return ValueTag.OBJECT;
    }

    /** Writes elements that are all of the type of the tag. */
    static void write(int tag, Object[] elements, CodecOutput out) {
        switch (tag) {
            case ValueTag.INTEGER -> writeIntegers(elements, out);
            case ValueTag.LONG -> {
                for (Object element : elements) {
                    out.writeLong((Long) element);
                }
            }
            case ValueTag.DOUBLE -> {
                for (Object element : elements) {
                    out.writeLong(Double.doubleToRawLongBits((Double) element));
                }
            }
            case ValueTag.STRING -> {
                for (Object element : elements) {
                    out.writeUtf((String) element);
                }
            }
            default -> {
                for (Object element : elements) {
                    out.writeByte((Boolean) element ? 1 : 0);
                }
            }
        }
    }

    private static void writeIntegers(Object[] elements, CodecOutput out) {
        int at = out.claim((long) elements.length * Integer.BYTES);
        for (Object element : elements) {
            out.putInt(at, (Integer) element);
            at += Integer.BYTES;
        }
    }

    /** Reads a number of elements and then the elements. */
    static Object[] read(int tag, CodecInput in) {
        Object[] elements = new Object[in.readCount(elementBytes(tag))];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = readElement(tag, in);
        }
        return elements;
    }

    private static int elementBytes(int tag) {
        return switch (tag) {
            case ValueTag.INTEGER -> Integer.BYTES;
            case ValueTag.LONG, ValueTag.DOUBLE -> Long.BYTES;
            case ValueTag.STRING, ValueTag.TRUE -> 1;
            default -> throw new MalformedPayloadException("a chunk must start with a known tag: tag=" + tag);
        };
    }

    private static Object readElement(int tag, CodecInput in) {
        return switch (tag) {
            case ValueTag.INTEGER -> (Object) in.readInt();
            case ValueTag.LONG -> in.readLong();
            case ValueTag.DOUBLE -> Double.longBitsToDouble(in.readLong());
            case ValueTag.STRING -> in.readUtf();
            default -> in.readByte() != 0;
        };
    }
}
