package dev.tandem.internal.codec;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What stands in a JDK stream for a byte buffer. */
final class BufferForm implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte flags;

    @SuppressWarnings("serial") // null only if somebody has made it up
    private final byte @Nullable [] bytes;

    BufferForm(ByteBuffer buffer) {
        flags = (byte) ByteBuffers.flags(buffer);
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        bytes = content;
    }

    ByteBuffer toBuffer() {
        if (bytes == null) {
            throw new MalformedPayloadException("a byte buffer must have bytes");
        }
        return ByteBuffers.of(flags, bytes);
    }
}
