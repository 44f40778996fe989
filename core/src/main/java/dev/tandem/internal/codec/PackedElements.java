package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** Elements that are all of one common type, packed without a tag each: a chunk of integers is an array of ints. */
final class PackedElements {
    private PackedElements() {}

    /**
     * Writes the common tag of elements and their number; then the elements, if they have one, else the tag is {@link
     * ValueTag#OBJECT} and the caller writes them.
     *
     * @return whether they were written
     */
    static boolean tryWrite(@Nullable Object[] elements, CodecOutput out) {
        int tag = commonTag(elements);
        out.writeByte(tag);
        out.writeVarLong(elements.length);
        if (tag == ValueTag.OBJECT) {
            return false;
        }
        write(tag, elements, out);
        return true;
    }

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
        } else if (type == Float.class) {
            return ValueTag.FLOAT;
        } else if (type == Short.class) {
            return ValueTag.SHORT;
        } else if (type == Byte.class) {
            return ValueTag.BYTE;
        } else if (type == Character.class) {
            return ValueTag.CHARACTER;
        }
        return ValueTag.OBJECT;
    }

    private static void write(int tag, Object[] elements, CodecOutput out) {
        int bytes = elementBytes(tag);
        if (tag == ValueTag.STRING) {
            for (Object element : elements) {
                out.writeUtf((String) element);
            }
            return;
        }
        int at = out.claim((long) elements.length * bytes);
        switch (tag) {
            case ValueTag.INTEGER -> {
                for (Object element : elements) {
                    out.putInt(at, (Integer) element);
                    at += Integer.BYTES;
                }
            }
            case ValueTag.LONG -> {
                for (Object element : elements) {
                    out.putLong(at, (Long) element);
                    at += Long.BYTES;
                }
            }
            case ValueTag.DOUBLE -> {
                for (Object element : elements) {
                    out.putLong(at, Double.doubleToRawLongBits((Double) element));
                    at += Double.BYTES;
                }
            }
            case ValueTag.FLOAT -> {
                for (Object element : elements) {
                    out.putInt(at, Float.floatToRawIntBits((Float) element));
                    at += Float.BYTES;
                }
            }
            default -> writeNarrow(tag, elements, out.buffer(), at);
        }
    }

    private static void writeNarrow(int tag, Object[] elements, byte[] to, int start) {
        int at = start;
        for (Object element : elements) {
            int value = switch (tag) {
                case ValueTag.SHORT -> (Short) element;
                case ValueTag.CHARACTER -> (Character) element;
                case ValueTag.BYTE -> (Byte) element;
                default -> (Boolean) element ? 1 : 0;
            };
            to[at++] = (byte) value;
            if (tag == ValueTag.SHORT || tag == ValueTag.CHARACTER) {
                to[at++] = (byte) (value >> 8);
            }
        }
    }

    /** Reads a number of elements and then the elements. */
    static Object[] read(int tag, CodecInput in) {
        Object[] elements = new Object[in.readCount(elementBytes(tag))];
        switch (tag) {
            case ValueTag.INTEGER -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = in.readInt();
                }
            }
            case ValueTag.LONG -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = in.readLong();
                }
            }
            case ValueTag.DOUBLE -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = Double.longBitsToDouble(in.readLong());
                }
            }
            case ValueTag.STRING -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = in.readUtf();
                }
            }
            default -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = readNarrow(tag, in);
                }
            }
        }
        return elements;
    }

    private static Object readNarrow(int tag, CodecInput in) {
        return switch (tag) {
            case ValueTag.FLOAT -> (Object) Float.intBitsToFloat(in.readInt());
            case ValueTag.SHORT -> in.readShort();
            case ValueTag.CHARACTER -> (char) in.readShort();
            case ValueTag.BYTE -> in.readByte();
            default -> in.readByte() != 0;
        };
    }

    private static int elementBytes(int tag) {
        return switch (tag) {
            case ValueTag.INTEGER, ValueTag.FLOAT -> Integer.BYTES;
            case ValueTag.LONG, ValueTag.DOUBLE -> Long.BYTES;
            case ValueTag.SHORT, ValueTag.CHARACTER -> Short.BYTES;
            case ValueTag.STRING, ValueTag.TRUE, ValueTag.BYTE -> 1;
            default -> throw new MalformedPayloadException("elements must have a known tag: tag=" + tag);
        };
    }
}
