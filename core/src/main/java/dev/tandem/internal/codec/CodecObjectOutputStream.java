package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JDK stream that names classes by id where the channel has ids, instead of describing them each time, and that writes
 * byte buffers and some values of the JDK too, and large arrays of primitives into the attachment.
 */
final class CodecObjectOutputStream extends ObjectOutputStream {
    private final CodecOutput out;

    /** What is left out of an exception; null for any other value. */
    private final @Nullable FailureLimits limits;

    /**
     * Creates a stream.
     *
     * @param bytes where it writes to
     * @param out knows the attachment and the ids of classes
     * @param limits what is left out of an exception; null for any other value
     */
    CodecObjectOutputStream(OutputStream bytes, CodecOutput out, @Nullable FailureLimits limits) throws IOException {
        super(bytes);
        this.out = out;
        this.limits = limits;
        enableReplaceObject(true);
    }

    /** The stream asks once for each object, however often it occurs: what was the same object stays the same. */
    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
        if (object == null) {
            return null;
        }
        if (!(object instanceof Serializable)) { // nothing else could come of it but a refusal
            return object instanceof ByteBuffer buffer ? new BufferForm(buffer) : StandIn.of(object);
        }
        if (object.getClass() == StandIn.COPIES) {
            return StandIn.of((List<?>) object);
        }
        if (limits != null) {
            Object replacement = limits.replace(object);
            if (replacement != object) {
                return replacement;
            }
        }
        if (!object.getClass().isArray()) {
            return object;
        }
        ArrayType type = ArrayType.of(object);
        if (type == null) {
            return object;
        }
        int length = type.length(object);
        if (!PrimitiveArrays.isAttached(type, length, out)) {
            return object;
        }
        return new AttachedArray(type.tag(), length, out.attachment().writeArray(type, object, 0, length));
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
        int id = id(descriptor);
        writeShort(id);
        if (id == ClassIds.NAMED) {
            super.writeClassDescriptor(descriptor);
        }
    }

    private int id(ObjectStreamClass descriptor) throws IOException {
        Class<?> type = descriptor.forClass();
        if (type == null || ObjectStreamClass.lookupAny(type) != descriptor) {
            return ClassIds.NAMED; // it came with another object, and may describe another version of the class
        }
        ClassIds classes = out.classes();
        return classes.use(classes.form(type).descriptorId(), out);
    }
}
