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

    /** The class that was described last, null if it is to be looked up, and its form. */
    private @Nullable Class<?> described;

    private @Nullable ClassForm describedForm;

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

    /** Writes where the class comes from, or nothing for origin 0. */
    @Override
    protected void annotateClass(@Nullable Class<?> type) throws IOException {
        if (type == null) { // a descriptor that came with another object, of a class that does not exist here
            return;
        }
        ClassForm known = type == described ? describedForm : null;
        int origin = (known == null ? out.classes().form(type) : known).origin();
        if (origin != 0) {
            writeInt(origin);
        }
    }

    /** Writes where the class of the proxy and its interfaces come from, or nothing if all are of origin 0. */
    @Override
    protected void annotateProxyClass(Class<?> type) throws IOException {
        Class<?>[] interfaces = type.getInterfaces();
        int[] origins = new int[1 + interfaces.length];
        origins[0] = out.classes().form(type).origin();
        int any = origins[0];
        for (int i = 0; i < interfaces.length; i++) {
            origins[1 + i] = out.classes().form(interfaces[i]).origin();
            any |= origins[1 + i];
        }
        if (any != 0) {
            for (int origin : origins) {
                writeInt(origin);
            }
        }
    }

    private int id(ObjectStreamClass descriptor) throws IOException {
        Class<?> type = descriptor.forClass();
        described = null;
        if (type == null || ObjectStreamClass.lookupAny(type) != descriptor) {
            return ClassIds.NAMED; // it came with another object, and may describe another version of the class
        }
        ClassIds classes = out.classes();
        ClassForm form = classes.form(type);
        described = type;
        describedForm = form;
        return classes.use(form.descriptorId(), out);
    }
}
