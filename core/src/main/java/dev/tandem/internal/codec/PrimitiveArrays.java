package dev.tandem.internal.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies arrays of primitives into and out of payloads, each in one go, and large ones into and out of attachments. */
final class PrimitiveArrays {
    /**
     * From how many bytes on an array is attached. Smaller ones fit into a record of the ring, which costs no system
     * call; making a file costs some 50 us.
     */
    static final int ATTACHED_BYTES = 128 * 1024;

    private PrimitiveArrays() {}

    /** Writes an array of primitives: the tag, the number of elements and the elements. Nothing for any other object. */
    static boolean tryWrite(Object array, CodecOutput out) throws IOException {
        ArrayType type = ArrayType.of(array);
        if (type == null) {
            return false;
        }
        int length = type.length(array);
        if (isAttached(type, length, out)) {
            out.writeByte(ValueTag.ATTACHED_ARRAY);
            out.writeByte(type.tag());
            out.writeVarLong(length);
            out.writeVarLong(out.attachment().writeArray(type, array, 0, length));
            return true;
        }
        out.writeByte(type.tag());
        out.writeVarLong(length);
        long bytes = (long) length * type.elementBytes();
        int at = out.claim(bytes);
        type.put(array, 0, length, view(out.buffer(), at, (int) bytes));
        return true;
    }

    /** Whether an array goes into the attachment. */
    static boolean isAttached(ArrayType type, int length, CodecOutput out) {
        return out.canAttach() && (long) length * type.elementBytes() >= ATTACHED_BYTES;
    }

    /** Reads what follows the tag. */
    static Object read(int tag, CodecInput in) {
        if (tag == ValueTag.BYTE_ARRAY) {
            return in.readBytes(in.readCount(1)); // which does not clear first what it fills
        }
        ArrayType type = ArrayType.ofTag(tag);
        int length = in.readCount(type.elementBytes());
        Object array = type.create(length);
        int bytes = length * type.elementBytes();
        type.get(view(in.array(), in.skip(bytes), bytes), array, 0, length);
        return array;
    }

    /** Reads what follows the tag of an attached array. */
    static Object readAttached(CodecInput in) throws IOException {
        return readAttached(in.readByte(), in.readVarLong(), in.readVarLong(), in.attachment());
    }

    /** Reads an array from an attachment. */
    static Object readAttached(int tag, long length, long offset, AttachmentInput attachment) throws IOException {
        ArrayType type = ArrayType.ofTag(tag);
        attachment.claim(offset, length, type.elementBytes());
        Object array = type.create((int) length);
        attachment.readArray(type, array, 0, (int) length, offset);
        return array;
    }

    private static ByteBuffer view(byte[] bytes, int offset, int length) {
        return ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
