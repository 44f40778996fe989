package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import org.jspecify.annotations.Nullable;

/** Writes and reads chunks: packed if all elements are of one common type, else each on its own. */
final class Chunks {
    private Chunks() {}

    /** Writes the arguments of a chunk. */
    static void writeArguments(String part, @Nullable Object[] elements, CodecOutput out) {
        if (writePacked(elements, out)) {
            return;
        }
        for (Object element : elements) {
            Part.write(part, element, out);
        }
    }

    /** Writes the results of a chunk; one that cannot be serialized becomes a failure. */
    static void writeResults(@Nullable Object[] elements, CodecOutput out) {
        if (writePacked(elements, out)) {
            return;
        }
        for (Object element : elements) {
            if (element instanceof TaskCall.ElementFailure failed) {
                writeFailure(failed.failure(), out);
                continue;
            }
            int start = out.size();
            try {
                Part.write("the result", element, out);
            } catch (TaskSerializationException e) {
                out.truncate(start);
                writeFailure(e, out);
            }
        }
    }

    private static void writeFailure(Throwable failure, CodecOutput out) {
        out.writeByte(ValueTag.ELEMENT_FAILURE);
        FailureEncoder.write(failure, out);
    }

    /** Writes the head, and the elements too if they can be packed. */
    private static boolean writePacked(@Nullable Object[] elements, CodecOutput out) {
        int tag = PackedElements.commonTag(elements);
        out.writeByte(tag);
        out.writeVarLong(elements.length);
        if (tag == ValueTag.OBJECT) {
            return false;
        }
        PackedElements.write(tag, elements, out);
        return true;
    }

    /** Reads the arguments of a chunk; one that cannot be rebuilt becomes a failure. */
    static @Nullable Object[] readArguments(String part, CodecInput in, ClassResolver resolver) {
        int tag = in.readByte();
        if (tag != ValueTag.OBJECT) {
            return PackedElements.read(tag, in);
        }
        @Nullable Object[] elements = new Object[in.readCount(1)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = readElement(part, in.readByte(), in, resolver);
        }
        return elements;
    }

    /** Reads the results of a chunk; one that cannot be rebuilt becomes a failure. */
    static @Nullable Object[] readResults(CodecInput in, ClassResolver resolver, FailureDecoder failures) {
        int tag = in.readByte();
        if (tag != ValueTag.OBJECT) {
            return PackedElements.read(tag, in);
        }
        @Nullable Object[] elements = new Object[in.readCount(1)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = readResult(in, resolver, failures);
        }
        return elements;
    }

    private static @Nullable Object readResult(CodecInput in, ClassResolver resolver, FailureDecoder failures) {
        int tag = in.readByte();
        return tag == ValueTag.ELEMENT_FAILURE
                ? new TaskCall.ElementFailure(failures.read(in))
                : readElement("the result", tag, in, resolver);
    }

    private static @Nullable Object readElement(String part, int tag, CodecInput in, ClassResolver resolver) {
        try {
            return ValueDecoder.read(tag, in, resolver);
        } catch (MalformedPayloadException | ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            return new TaskCall.ElementFailure(Problems.cannotRebuild(part, e, resolver));
        }
    }
}
