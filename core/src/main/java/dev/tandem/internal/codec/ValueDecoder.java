package dev.tandem.internal.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ValueEncoder} wrote. */
final class ValueDecoder {
    private ValueDecoder() {}

    /** Reads a value; throws whatever its own deserialization methods throw. */
    static @Nullable Object read(CodecInput in, ClassResolver resolver) throws IOException, ClassNotFoundException {
        return read(in.readByte(), in, resolver);
    }

    /** Reads a value whose tag was read already. */
    static @Nullable Object read(int tag, CodecInput in, ClassResolver resolver)
            throws IOException, ClassNotFoundException {
        return switch (tag) {
            case ValueTag.NULL -> null;
            case ValueTag.FALSE -> false;
            case ValueTag.TRUE -> true;
            case ValueTag.BYTE -> (Object) in.readByte();
            case ValueTag.SHORT -> in.readShort();
            case ValueTag.CHARACTER -> (char) in.readShort();
            case ValueTag.INTEGER -> in.readInt();
            case ValueTag.LONG -> in.readLong();
            case ValueTag.FLOAT -> Float.intBitsToFloat(in.readInt());
            case ValueTag.DOUBLE -> Double.longBitsToDouble(in.readLong());
            case ValueTag.STRING -> in.readUtf();
            case ValueTag.RECORD, ValueTag.STANDARD -> new TreeDecoder(in, resolver).read(tag);
            case ValueTag.ENUM -> Enums.read(in, resolver);
            case ValueTag.OBJECT -> JdkSerialization.read(in, resolver);
            case ValueTag.ATTACHED_ARRAY -> PrimitiveArrays.readAttached(in);
            case ValueTag.BYTE_BUFFER -> ByteBuffers.read(in);
            default -> PrimitiveArrays.read(tag, in);
        };
    }
}
