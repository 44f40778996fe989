package dev.tandem.internal.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies arrays of primitives into and out of payloads, each in one go. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    static boolean isPrimitiveArray(Object value) {
        Class<?> element = value.getClass().getComponentType();
        return element != null && element.isPrimitive();
    }

    /** Writes the tag, the number of elements and the elements. */
    static void write(Object array, CodecOutput out) {
        if (array instanceof byte[] bytes) {
            start(ValueTag.BYTE_ARRAY, bytes.length, out);
            out.writeBytes(bytes, 0, bytes.length);
        } else if (array instanceof int[] ints) {
            start(ValueTag.INT_ARRAY, ints.length, out);
            room(out, ints.length, Integer.BYTES).asIntBuffer().put(ints);
        } else if (array instanceof long[] longs) {
            start(ValueTag.LONG_ARRAY, longs.length, out);
            room(out, longs.length, Long.BYTES).asLongBuffer().put(longs);
        } else if (array instanceof double[] doubles) {
            start(ValueTag.DOUBLE_ARRAY, doubles.length, out);
            room(out, doubles.length, Double.BYTES).asDoubleBuffer().put(doubles);
        } else if (array instanceof float[] floats) {
            start(ValueTag.FLOAT_ARRAY, floats.length, out);
            room(out, floats.length, Float.BYTES).asFloatBuffer().put(floats);
        } else if (array instanceof char[] chars) {
            start(ValueTag.CHAR_ARRAY, chars.length, out);
            room(out, chars.length, Character.BYTES).asCharBuffer().put(chars);
        } else if (array instanceof short[] shorts) {
            start(ValueTag.SHORT_ARRAY, shorts.length, out);
            room(out, shorts.length, Short.BYTES).asShortBuffer().put(shorts);
        } else {
            writeBooleans((boolean[]) array, out);
        }
    }

    /** Reads what follows the tag. */
    static Object read(int tag, CodecInput in) {
        return switch (tag) {
            case ValueTag.BOOLEAN_ARRAY -> readBooleans(in);
            case ValueTag.BYTE_ARRAY -> in.readBytes(in.readCount(1));
            case ValueTag.SHORT_ARRAY -> {
                short[] shorts = new short[in.readCount(Short.BYTES)];
                view(in, shorts.length, Short.BYTES).asShortBuffer().get(shorts);
                yield shorts;
            }
            case ValueTag.CHAR_ARRAY -> {
                char[] chars = new char[in.readCount(Character.BYTES)];
                view(in, chars.length, Character.BYTES).asCharBuffer().get(chars);
                yield chars;
            }
            case ValueTag.INT_ARRAY -> {
                int[] ints = new int[in.readCount(Integer.BYTES)];
                view(in, ints.length, Integer.BYTES).asIntBuffer().get(ints);
                yield ints;
            }
            case ValueTag.LONG_ARRAY -> {
                long[] longs = new long[in.readCount(Long.BYTES)];
                view(in, longs.length, Long.BYTES).asLongBuffer().get(longs);
                yield longs;
            }
            case ValueTag.FLOAT_ARRAY -> {
                float[] floats = new float[in.readCount(Float.BYTES)];
                view(in, floats.length, Float.BYTES).asFloatBuffer().get(floats);
                yield floats;
            }
            case ValueTag.DOUBLE_ARRAY -> {
                double[] doubles = new double[in.readCount(Double.BYTES)];
                view(in, doubles.length, Double.BYTES).asDoubleBuffer().get(doubles);
                yield doubles;
            }
            default -> throw new MalformedPayloadException("a value must start with a known tag: tag=" + tag);
        };
    }

    private static void start(int tag, int length, CodecOutput out) {
        out.writeByte(tag);
        out.writeVarLong(length);
    }

    private static ByteBuffer room(CodecOutput out, int length, int elementBytes) {
        long bytes = (long) length * elementBytes;
        int at = out.claim(bytes);
        return ByteBuffer.wrap(out.buffer(), at, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer view(CodecInput in, int length, int elementBytes) {
        int bytes = length * elementBytes;
        return ByteBuffer.wrap(in.array(), in.skip(bytes), bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void writeBooleans(boolean[] booleans, CodecOutput out) {
        start(ValueTag.BOOLEAN_ARRAY, booleans.length, out);
        int at = out.claim(booleans.length);
        byte[] buffer = out.buffer();
        for (int i = 0; i < booleans.length; i++) {
            buffer[at + i] = (byte) (booleans[i] ? 1 : 0);
        }
    }

    private static boolean[] readBooleans(CodecInput in) {
        boolean[] booleans = new boolean[in.readCount(1)];
        int at = in.skip(booleans.length);
        byte[] bytes = in.array();
        for (int i = 0; i < booleans.length; i++) {
            booleans[i] = bytes[at + i] != 0;
        }
        return booleans;
    }
}
