package dev.tandem.internal.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes values: common immutable ones and primitive arrays in short forms, everything else as the JDK does. */
final class ValueEncoder {
    private ValueEncoder() {}

    /** Writes a value; throws whatever its own serialization methods throw. */
    static void write(@Nullable Object value, CodecOutput out) throws IOException {
        if (tryWriteImmutable(value, out)) {
            return;
        }
        if (value != null && value.getClass().isArray() && PrimitiveArrays.tryWrite(value, out)) {
            return;
        }
        if (value instanceof ByteBuffer buffer) {
            ByteBuffers.write(buffer, out);
            return;
        }
        if (value != null && TreeEncoder.tryWrite(value, out)) {
            return;
        }
        out.writeByte(ValueTag.OBJECT);
        JdkSerialization.write(value, out);
    }

    /** Whether a value has no identity that sharing or copying could show: null, a string, a box, an enum constant. */
    static boolean isImmutable(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        Class<?> type = value.getClass();
        return type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Boolean.class
                || type == Float.class
                || type == Character.class
                || type == Short.class
                || type == Byte.class
                || value instanceof Enum;
    }

    /** Writes a value that {@link #isImmutable}, nothing for any other. */
    static boolean tryWriteImmutable(@Nullable Object value, CodecOutput out) throws IOException {
        if (value == null) {
            out.writeByte(ValueTag.NULL);
        } else if (value instanceof Integer number) {
            out.writeByte(ValueTag.INTEGER);
            out.writeInt(number);
        } else if (value instanceof String text) {
            out.writeByte(ValueTag.STRING);
            out.writeUtf(text);
        } else if (value instanceof Long number) {
            out.writeByte(ValueTag.LONG);
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte(ValueTag.DOUBLE);
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            out.writeByte(truth ? ValueTag.TRUE : ValueTag.FALSE);
        } else if (value instanceof Float number) {
            out.writeByte(ValueTag.FLOAT);
            out.writeInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Character character) {
            out.writeByte(ValueTag.CHARACTER);
            out.writeShort(character);
        } else if (value instanceof Short number) {
            out.writeByte(ValueTag.SHORT);
            out.writeShort(number);
        } else if (value instanceof Byte number) {
            out.writeByte(ValueTag.BYTE);
            out.writeByte(number);
        } else if (value instanceof Enum<?> constant) {
            Enums.write(constant, out);
        } else {
            return false;
        }
        return true;
    }
}
