package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A class that the other side has told about: bytes until an object of it is read. Thread-safe. */
final class KnownClass {
    /** Starts the definition of a record class: then follow its name and its fingerprint. */
    static final int RECORD = 0;

    /** Starts the definition of an enum: then follow its name and those of its constants, in their order. */
    static final int ENUM = 1;

    /** Starts the definition of a class in JDK streams: then follows what {@link ClassDescriptors} wrote. */
    static final int DESCRIPTOR = 2;

    private final byte[] definition;

    /** As {@link #found}, for a class in JDK streams. */
    private volatile @Nullable ObjectStreamClass descriptor;

    /** Written by the first thread that needs it; two threads at once may both write, and both are right. */
    private volatile @Nullable Found found;

    /** The same for a class that {@linkplain ClassResolver#mayHold may not be held}. */
    private volatile @Nullable WeakReference<Found> lent;

    KnownClass(byte[] definition) {
        this.definition = definition;
    }

    /** Returns how records of the class are made. */
    RecordShape recordShape(ClassResolver resolver) throws ClassNotFoundException, InvalidClassException {
        Found known = found(resolver);
        RecordShape shape = known.recordShape();
        if (shape == null) {
            throw new MalformedPayloadException("a record must be of a record class: " + known.type());
        }
        return shape;
    }

    /** Returns a constant of the enum, by its number on the other side. */
    Object constant(int ordinal, ClassResolver resolver)
            throws ClassNotFoundException, InvalidClassException, InvalidObjectException {
        Found known = found(resolver);
        String[] names = known.names();
        if (ordinal < 0 || ordinal >= names.length) {
            throw new MalformedPayloadException("a constant must be one of its enum: ordinal=" + ordinal
                    + ", constants=" + names.length + ", class=" + known.type());
        }
        Object constant = known.constants()[ordinal];
        if (constant == null) {
            constant = Enums.constant(known.type(), names[ordinal]);
            known.constants()[ordinal] = constant;
        }
        return constant;
    }

    /** Returns what is known of the class in JDK streams. */
    ObjectStreamClass descriptor() throws IOException {
        ObjectStreamClass known = descriptor;
        if (known == null) {
            if (definition.length == 0 || definition[0] != DESCRIPTOR) {
                throw new MalformedPayloadException("a class in a stream must have been described");
            }
            known = ClassDescriptors.read(definition, 1, definition.length - 1);
            descriptor = known;
        }
        return known;
    }

    private Found found(ClassResolver resolver) throws ClassNotFoundException, InvalidClassException {
        Found known = found;
        if (known == null) {
            known = findOrLend(resolver);
        } else {
            resolver.ensureStillAccepted(known.type());
        }
        return known;
    }

    private Found findOrLend(ClassResolver resolver) throws ClassNotFoundException, InvalidClassException {
        WeakReference<Found> reference = lent;
        Found known = reference == null ? null : reference.get();
        if (known != null) {
            resolver.ensureStillAccepted(known.type());
            return known;
        }
        known = find(resolver);
        if (resolver.mayHold(known.type())) {
            found = known;
        } else {
            lent = new WeakReference<>(known);
        }
        return known;
    }

    private Found find(ClassResolver resolver) throws ClassNotFoundException, InvalidClassException {
        CodecInput in = new CodecInput(definition, 0, definition.length);
        int kind = in.readByte();
        String name = in.readUtf();
        Found result;
        if (kind == RECORD) {
            int fingerprint = in.readInt();
            Class<?> type = resolver.resolveAccepted(name);
            result = new Found(type, RecordShape.of(type, fingerprint), new String[0], new Object[0]);
        } else if (kind == ENUM) {
            String[] names = new String[in.readCount(1)];
            for (int i = 0; i < names.length; i++) {
                names[i] = in.readUtf();
            }
            Class<?> type = resolver.resolveAccepted(name);
            Enums.ensureEnum(type);
            result = new Found(type, null, names, new Object[names.length]);
        } else {
            throw new MalformedPayloadException("the definition of a class must start with a known kind: " + kind);
        }
        in.ensureEnd();
        return result;
    }

    /** What the definition says, found here. The constants are filled in when they are first read. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Found(
            Class<?> type,
            @Nullable RecordShape recordShape,
            String[] names,
            @Nullable Object[] constants) {}
}
