package dev.tandem.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes and reads objects as the JDK does. A class of its own, so that simple tasks never load the JDK's streams. */
final class JdkSerialization {
    private JdkSerialization() {}

    /** Writes the number of bytes and then an object; an output that it fails on holds a part of them. */
    static void write(@Nullable Object value, CodecOutput out) throws IOException {
        int lengthAt = out.claim(Integer.BYTES);
        ObjectOutputStream stream = new NamingObjectOutputStream(out);
        stream.writeObject(value);
        stream.flush();
        out.putInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
    }

    /** Reads what {@link #write} wrote. */
    static @Nullable Object read(CodecInput in, ClassResolver resolver) throws IOException, ClassNotFoundException {
        int length = in.readInt();
        int at = in.skip(length);
        StreamLimits limits = new StreamLimits(length, resolver.filter());
        ByteArrayInputStream bytes = new ByteArrayInputStream(in.array(), at, length);
        try (ResolvingObjectInputStream stream = new ResolvingObjectInputStream(bytes, resolver, limits)) {
            return stream.readObject();
        } catch (InvalidClassException e) {
            String refusal = limits.refusal();
            if (refusal == null) {
                throw e;
            }
            InvalidClassException clearer = new InvalidClassException(refusal);
            clearer.initCause(e);
            throw clearer;
        }
    }
}
