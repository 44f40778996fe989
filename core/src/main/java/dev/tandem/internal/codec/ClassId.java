package dev.tandem.internal.codec;

import java.io.IOException;

/** The id of a class on one channel, and what it stands for: see {@link KnownClass}. Thread-safe. */
final class ClassId {
    /** No id was asked for yet. */
    static final int UNKNOWN = 0;

    /** The class will never have an id. */
    static final int WITHOUT = -1;

    private final Class<?> type;
    private final String name;
    private final int kind;

    /** Written under the lock of the {@link ClassIds}, once. */
    private volatile int value;

    ClassId(Class<?> type, String name, int kind) {
        this.type = type;
        this.name = name;
        this.kind = kind;
    }

    int value() {
        return value;
    }

    void value(int id) {
        value = id;
    }

    /** Returns what a {@link KnownClass} is made from. */
    byte[] definition() throws IOException {
        CodecOutput out = new CodecOutput(128);
        out.writeByte(kind);
        switch (kind) {
            case KnownClass.RECORD -> {
                RecordShape shape = RecordShape.of(type);
                if (shape == null) {
                    throw new IllegalStateException("it had a shape before: " + type);
                }
                out.writeUtf(name);
                out.writeInt(shape.fingerprint());
            }
            case KnownClass.ENUM -> {
                out.writeUtf(name);
                Object[] constants = type.getEnumConstants();
                out.writeVarInt(constants.length);
                for (Object constant : constants) {
                    out.writeUtf(((Enum<?>) constant).name());
                }
            }
            default -> ClassDescriptors.write(type, out);
        }
        return out.toByteArray();
    }
}
