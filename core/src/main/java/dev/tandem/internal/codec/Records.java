package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import org.jspecify.annotations.Nullable;

/*
 * Records have a form of their own if all that they hold is immutable: strings, boxes, enums, and such records. Then
 * nobody can tell the copy from one that went through a JDK stream, at a tenth of the cost. Such a stream also keeps
 * apart or together what was the same object; so a record that occurs twice is left to it, and so is a large nest.
 */

/** Writes and reads records that hold nothing mutable. Not thread-safe; one for each value. */
final class Records {
    /** More: larger nests of records take the short form. Less: comparing each with all others takes less long. */
    private static final int MAX_RECORDS = 16;

    private final Object[] seen = new Object[MAX_RECORDS];
    private int count;

    private Records() {}

    /** Writes a record, or nothing if it is to be left to the JDK. */
    static boolean tryWrite(Object record, CodecOutput out) throws IOException {
        int start = out.size();
        RecordShape shape = RecordShape.of(record.getClass());
        if (shape != null && new Records().tryWrite(record, shape, out)) {
            return true;
        }
        out.truncate(start);
        return false;
    }

    private boolean tryWrite(Object record, RecordShape shape, CodecOutput out) throws IOException {
        if (!isNew(record)) {
            return false;
        }
        out.writeByte(ValueTag.RECORD);
        int lengthAt = out.claim(Integer.BYTES);
        out.writeUtf(shape.className());
        out.writeInt(shape.fingerprint());
        for (int i = 0; i < shape.components(); i++) {
            if (!tryWriteComponent(component(record, shape, i), out)) {
                return false;
            }
        }
        out.putInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
        return true;
    }

    private boolean tryWriteComponent(@Nullable Object value, CodecOutput out) throws IOException {
        if (ValueEncoder.tryWriteImmutable(value, out)) {
            return true;
        }
        if (!(value instanceof Record)) {
            return false;
        }
        RecordShape nested = RecordShape.of(value.getClass());
        return nested != null && tryWrite(value, nested, out);
    }

    private static @Nullable Object component(Object record, RecordShape shape, int index) throws IOException {
        try {
            return shape.component(record, index);
        } catch (IllegalAccessException e) {
            throw new IOException("a field of a record was accessible before", e);
        }
    }

    private boolean isNew(Object record) {
        for (int i = 0; i < count; i++) {
            if (seen[i] == record) {
                return false;
            }
        }
        if (count == MAX_RECORDS) {
            return false;
        }
        seen[count++] = record;
        return true;
    }

    /** Reads what follows the tag. */
    static Object read(CodecInput in, ClassResolver resolver) throws IOException, ClassNotFoundException {
        return read(in, resolver, 1);
    }

    private static Object read(CodecInput in, ClassResolver resolver, int depth)
            throws IOException, ClassNotFoundException {
        int length = in.readInt();
        CodecInput body = in.part(length);
        if (depth > MAX_RECORDS) {
            throw new MalformedPayloadException("records must not be nested deeper than " + MAX_RECORDS);
        }
        String name = body.readUtf();
        RecordShape shape = RecordShape.of(resolver.resolveAccepted(name));
        if (shape == null || shape.fingerprint() != body.readInt()) {
            throw new InvalidClassException(name, "the record has other components on the other side");
        }
        @Nullable Object[] components = new Object[shape.components()];
        for (int i = 0; i < components.length; i++) {
            int tag = body.readByte();
            components[i] =
                    tag == ValueTag.RECORD ? read(body, resolver, depth + 1) : ValueDecoder.read(tag, body, resolver);
        }
        body.ensureEnd();
        return shape.make(components);
    }
}
