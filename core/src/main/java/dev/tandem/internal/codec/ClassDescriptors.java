package dev.tandem.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** What a JDK stream says of a class, apart from such a stream. */
final class ClassDescriptors {
    private ClassDescriptors() {}

    /** Writes the descriptor of a class; those of its superclasses follow. */
    static void write(Class<?> type, CodecOutput out) throws IOException {
        ObjectOutputStream stream = new ObjectOutputStream(out);
        stream.writeObject(ObjectStreamClass.lookupAny(type));
        stream.flush();
    }

    /** Reads what was written, but without looking for a class: that is done by each stream that it is used in. */
    static ObjectStreamClass read(byte[] bytes, int offset, int length) throws IOException {
        DescriptorInputStream stream = new DescriptorInputStream(new ByteArrayInputStream(bytes, offset, length));
        try {
            stream.readObject();
        } catch (ClassNotFoundException expected) { // see there
        }
        ObjectStreamClass found = stream.found;
        if (found == null) {
            throw new MalformedPayloadException("the definition of a class must hold a descriptor");
        }
        return found;
    }

    /** Finds no class, and so makes no object whatever the bytes say. */
    private static final class DescriptorInputStream extends ObjectInputStream {
        private @Nullable ObjectStreamClass found;

        DescriptorInputStream(InputStream in) throws IOException {
            super(in);
            setObjectInputFilter(new DepthLimit());
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            ObjectStreamClass descriptor = super.readClassDescriptor();
            if (found == null) {
                found = descriptor;
            }
            return descriptor;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) throws ClassNotFoundException {
            throw new ClassNotFoundException(descriptor.getName());
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException {
            throw new ClassNotFoundException("a proxy");
        }
    }
}
