package dev.tandem.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes and reads objects as the JDK does. A class of its own, so that simple tasks never load the JDK's streams. */
final class JdkSerialization {
    private JdkSerialization() {}

    /** Writes the number of bytes and then an object; an output that it fails on holds a part of them. */
    static void write(@Nullable Object value, CodecOutput out) throws IOException {
        write(value, out, null);
    }

    /** As above, but what nobody would read of an exception is left out. */
    static void writeFailure(Throwable failure, CodecOutput out) throws IOException {
        write(failure, out, FailureLimits.of(failure));
    }

    private static void write(@Nullable Object value, CodecOutput out, @Nullable FailureLimits limits)
            throws IOException {
        StreamOutput bytes = new StreamOutput(out);
        ObjectOutputStream stream = new CodecObjectOutputStream(bytes, out, limits);
        stream.writeObject(value);
        stream.flush();
        bytes.end();
    }

    /** Reads what {@link #write} wrote. */
    static @Nullable Object read(CodecInput in, ClassResolver resolver) throws IOException, ClassNotFoundException {
        int length = in.readInt();
        if (length == StreamOutput.ATTACHED) {
            AttachedStream bytes = new AttachedStream(in);
            return read(bytes, bytes.length(), in, resolver);
        }
        return read(new ByteArrayInputStream(in.array(), in.skip(length), length), length, in, resolver);
    }

    private static @Nullable Object read(InputStream bytes, long length, CodecInput in, ClassResolver resolver)
            throws IOException, ClassNotFoundException {
        StreamLimits limits = new StreamLimits(length, resolver.filter());
        try (ResolvingObjectInputStream stream =
                new ResolvingObjectInputStream(bytes, resolver, limits, in.attachmentOrNull())) {
            return stream.readObject();
        } catch (InvalidClassException e) {
            throw limits.clearer(e);
        }
    }
}
