package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** A JDK stream that finds classes by a {@link ClassResolver}. */
final class ResolvingObjectInputStream extends ObjectInputStream {
    private final ClassResolver resolver;

    ResolvingObjectInputStream(InputStream in, ClassResolver resolver, StreamLimits limits) throws IOException {
        super(in);
        this.resolver = resolver;
        setObjectInputFilter(limits);
    }

    /** Reads what {@link NamingObjectOutputStream} wrote. */
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
