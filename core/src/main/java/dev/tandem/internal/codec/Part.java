package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** Writes one part of a task or outcome, and blames that part for whatever its serialization throws. */
final class Part {
    private Part() {}

    static void write(String part, @Nullable Object value, CodecOutput out) {
        try {
            ValueEncoder.write(value, out);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw Problems.cannotSerialize(part, value, e);
        }
    }

    static @Nullable Object read(String part, CodecInput in, ClassResolver resolver) {
        try {
            return ValueDecoder.read(in, resolver);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw Problems.cannotRebuild(part, e, resolver);
        }
    }
}
