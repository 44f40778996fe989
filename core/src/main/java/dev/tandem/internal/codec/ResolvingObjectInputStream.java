package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** A JDK stream that finds classes by a {@link ClassResolver}. */
final class ResolvingObjectInputStream extends ObjectInputStream {
    private final ClassResolver resolver;
    private final StreamLimits limits;
    private final @Nullable AttachmentInput attachment;

    ResolvingObjectInputStream(
            InputStream in, ClassResolver resolver, StreamLimits limits, @Nullable AttachmentInput attachment)
            throws IOException {
        super(in);
        this.resolver = resolver;
        this.limits = limits;
        this.attachment = attachment;
        setObjectInputFilter(limits);
        enableResolveObject(true);
    }

    /** Puts in what {@link CodecObjectOutputStream} has put something else for. */
    @Override
    protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
        if (object instanceof AttachedArray array) {
            if (attachment == null) {
                throw new MalformedPayloadException("a stream must not refer to a file where there is none");
            }
            Object read = PrimitiveArrays.readAttached(array.tag, array.length, array.offset, attachment);
            limits.attached(array.length);
            return read;
        }
        if (object instanceof StandIn standIn) {
            return standIn.resolve();
        }
        return object instanceof BufferForm form ? form.toBuffer() : object;
    }

    /** Reads what {@link CodecObjectOutputStream} wrote. */
    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
        int id = readUnsignedShort();
        return id == ClassIds.NAMED
                ? super.readClassDescriptor()
                : resolver.table().find(id).descriptor();
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws ClassNotFoundException {
        return resolver.resolve(descriptor.getName());
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException {
        return resolver.resolveProxy(interfaces);
    }
}
