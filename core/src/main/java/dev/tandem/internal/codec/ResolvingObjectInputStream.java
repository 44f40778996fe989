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
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
        int first = read(); // the end of the annotation if there is none
        String name = descriptor.getName();
        return resolver.resolve(first < 0 ? name : OriginName.of(name, readOrigin(first)));
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        int first = read();
        if (first < 0) {
            return resolver.resolveProxy(interfaces, 0);
        }
        int origin = readOrigin(first);
        String[] names = new String[interfaces.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = OriginName.of(interfaces[i], readOrigin(readUnsignedByte()));
        }
        return resolver.resolveProxy(names, origin);
    }

    /** Reads the rest of a number. */
    private int readOrigin(int firstByte) throws IOException {
        int origin = (firstByte << 24) | (readUnsignedByte() << 16) | readUnsignedShort();
        if (origin < 0) {
            throw new MalformedPayloadException("an origin must not be negative: origin=" + origin);
        }
        return origin;
    }
}
