package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** How a writer of values treats a class, and the id that it has given to it. Thread-safe. */
final class ClassForm {
    /** No id was asked for yet. */
    static final int UNKNOWN = 0;

    /** The class will never have an id. */
    static final int WITHOUT = -1;

    private final Class<?> type;
    private final @Nullable RecordShape recordShape;
    private final @Nullable StandardForm standardForm;

    /** Written under the lock of the {@link ClassIds}, once. */
    private volatile int id;

    ClassForm(Class<?> type) {
        this.type = type;
        this.recordShape = type.isRecord() ? RecordShape.of(type) : null;
        this.standardForm = StandardForm.of(type);
    }

    /** How its records are taken apart; null if it is no record class or is left to the JDK. */
    @Nullable
    RecordShape recordShape() {
        return recordShape;
    }

    /** The form of its objects, null if they are not among the JDK's that have one. */
    @Nullable
    StandardForm standardForm() {
        return standardForm;
    }

    int id() {
        return id;
    }

    void id(int value) {
        id = value;
    }

    /** Returns what a {@link KnownClass} is made from. */
    byte[] definition() {
        CodecOutput out = new CodecOutput(128);
        RecordShape shape = recordShape;
        if (shape != null) {
            out.writeByte(KnownClass.RECORD);
            out.writeUtf(type.getName());
            out.writeInt(shape.fingerprint());
        } else {
            out.writeByte(KnownClass.ENUM);
            out.writeUtf(type.getName());
            Object[] constants = type.getEnumConstants();
            out.writeVarInt(constants.length);
            for (Object constant : constants) {
                out.writeUtf(((Enum<?>) constant).name());
            }
        }
        return out.toByteArray();
    }
}
