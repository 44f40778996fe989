package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import org.jspecify.annotations.Nullable;

/** Writes and reads chunks: packed if all elements are of one common type, else each on its own. */
final class Chunks {
    private Chunks() {}

    /** Writes the arguments of a chunk. */
    static void writeArguments(String part, @Nullable Object[] elements, CodecOutput out) {
        if (PackedElements.tryWrite(elements, out)) {
            return;
        }
        for (Object element : elements) {
            writeElement(part, element, out);
        }
    }

    /** Writes an element so that its mates can be read even if it cannot be rebuilt. */
    private static void writeElement(String part, @Nullable Object element, CodecOutput out) {
        if (ValueEncoder.isImmutable(element)) {
            Part.write(part, element, out);
            return;
        }
        out.writeByte(ValueTag.SIZED);
        int lengthAt = out.claim(Integer.BYTES);
        Part.write(part, element, out);
        out.putInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
    }

    /** Writes the results of a chunk; one that cannot be serialized becomes a failure. */
    static void writeResults(@Nullable Object[] elements, CodecOutput out) {
        if (PackedElements.tryWrite(elements, out)) {
            return;
        }
        for (Object element : elements) {
            if (element instanceof TaskCall.ElementFailure failed) {
                writeFailure(failed.failure(), out);
                continue;
            }
            int start = out.size();
            long attached = out.attached();
            try {
                writeElement("the result", element, out);
            } catch (TaskSerializationException e) {
                out.rollBack(start, attached);
                writeFailure(e, out);
            }
        }
    }

    private static void writeFailure(Throwable failure, CodecOutput out) {
        out.writeByte(ValueTag.ELEMENT_FAILURE);
        FailureEncoder.write(failure, out);
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
        if (tag != ValueTag.SIZED) {
            return readElement(part, tag, in, resolver, -1);
        }
        int length = in.readInt();
        int start = in.skip(length);
        in.position(start);
        return readElement(part, in.readByte(), in, resolver, start + length);
    }

    /**
     * Reads an element.
     *
     * @param end where it ends, -1 if it ends where its reader stops in any case
     */
    private static @Nullable Object readElement(String part, int tag, CodecInput in, ClassResolver resolver, int end) {
        Object element;
        try {
            element = ValueDecoder.read(tag, in, resolver);
        } catch (MalformedPayloadException | ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            if (end >= 0) {
                in.position(end);
            }
            return new TaskCall.ElementFailure(Problems.cannotRebuild(part, e, resolver));
        }
        if (end >= 0 && in.position() != end) {
            throw new MalformedPayloadException(
                    "an element must end where it says: wanted=" + end + ", actual=" + in.position());
        }
        return element;
    }
}
