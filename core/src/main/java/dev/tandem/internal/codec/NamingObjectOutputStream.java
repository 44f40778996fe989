package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/** A JDK stream that names classes by id where the channel has ids, instead of describing them each time. */
final class NamingObjectOutputStream extends ObjectOutputStream {
    private final CodecOutput out;

    NamingObjectOutputStream(CodecOutput out) throws IOException {
        super(out);
        this.out = out;
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
        int id = id(descriptor);
        writeShort(id);
        if (id == ClassIds.NAMED) {
            super.writeClassDescriptor(descriptor);
        }
    }

    private int id(ObjectStreamClass descriptor) throws IOException {
        Class<?> type = descriptor.forClass();
        if (type == null || ObjectStreamClass.lookupAny(type) != descriptor) {
            return ClassIds.NAMED; // it came with another object, and may describe another version of the class
        }
        ClassIds classes = out.classes();
        return classes.use(classes.form(type).descriptorId(), out);
    }
}
