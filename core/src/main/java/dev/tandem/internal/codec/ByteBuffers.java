package dev.tandem.internal.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes and reads byte buffers, which the JDK does not serialize. What remains in a buffer travels; it arrives as a
 * buffer that holds just that, of the same byte order, outside of the heap if it was there, read-only if it was that.
 */
final class ByteBuffers {
    private static final int DIRECT = 1;
    private static final int LITTLE_ENDIAN = 2;
    private static final int READ_ONLY = 4;
    private static final int ATTACHED = 8;

    private ByteBuffers() {}

    /** Writes the tag, what kind of buffer it is, how much remains in it, and that. */
    static void write(ByteBuffer buffer, CodecOutput out) throws IOException {
        int length = buffer.remaining();
        boolean attached = PrimitiveArrays.isAttached(ArrayType.BYTES, length, out);
        out.writeByte(ValueTag.BYTE_BUFFER);
        out.writeByte(flags(buffer) | (attached ? ATTACHED : 0));
        out.writeVarLong(length);
        if (attached) {
            out.writeVarLong(out.attachment().writeBuffer(buffer));
        } else {
            int at = out.claim(length);
            buffer.duplicate().get(out.buffer(), at, length);
        }
    }

    /** Reads what follows the tag. */
    static ByteBuffer read(CodecInput in) throws IOException {
        int flags = in.readByte();
        if ((flags & ATTACHED) == 0) {
            return of(flags, in.readBytes(in.readCount(1)));
        }
        long length = in.readVarLong();
        long offset = in.readVarLong();
        AttachmentInput attachment = in.attachment();
        ByteBuffer mapped = attachment.tryMap(offset, length);
        if (mapped != null) {
            return finish(flags, mapped);
        }
        if ((flags & DIRECT) == 0) {
            return of(flags, attachment.read(offset, length));
        }
        attachment.claim(offset, length, 1);
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) length);
        attachment.readDirect(buffer, offset);
        return finish(flags, buffer.flip());
    }

    static int flags(ByteBuffer buffer) {
        return (buffer.isDirect() ? DIRECT : 0)
                | (buffer.order() == ByteOrder.LITTLE_ENDIAN ? LITTLE_ENDIAN : 0)
                | (buffer.isReadOnly() ? READ_ONLY : 0);
    }

    /** Makes a buffer of a kind. */
    static ByteBuffer of(int flags, byte[] bytes) {
        if ((flags & DIRECT) == 0) {
            return finish(flags, ByteBuffer.wrap(bytes));
        }
        return finish(flags, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    private static ByteBuffer finish(int flags, ByteBuffer buffer) {
        ByteBuffer result = (flags & READ_ONLY) == 0 ? buffer : buffer.asReadOnlyBuffer();
        return result.order((flags & LITTLE_ENDIAN) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}
