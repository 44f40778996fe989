package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A JDK stream that writes byte buffers too, and large arrays of primitives into the attachment. */
final class AttachingObjectOutputStream extends ObjectOutputStream {
    private final CodecOutput attaching;

    /**
     * Creates a stream.
     *
     * @param bytes where it writes to
     * @param attaching knows the attachment
     */
    AttachingObjectOutputStream(OutputStream bytes, CodecOutput attaching) throws IOException {
        super(bytes);
        this.attaching = attaching;
        enableReplaceObject(true);
    }

    /** The stream asks once for each object, however often it occurs: what was the same object stays the same. */
    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
        if (object instanceof ByteBuffer buffer) {
            return new BufferForm(buffer);
        }
        if (object == null || !object.getClass().isArray()) {
            return object;
        }
        ArrayType type = ArrayType.of(object);
        if (type == null) {
            return object;
        }
        int length = type.length(object);
        if (!PrimitiveArrays.isAttached(type, length, attaching)) {
            return object;
        }
        return new AttachedArray(type.tag(), length, attaching.attachment().writeArray(type, object, 0, length));
    }
}
