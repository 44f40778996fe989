package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** How a writer of values treats a class, and the ids that it has given to it. Thread-safe. */
final class ClassForm {
    private final @Nullable RecordShape recordShape;
    private final @Nullable StandardForm standardForm;
    private final int origin;
    private final String name;
    private final ClassId id;
    private final ClassId descriptorId;

    ClassForm(Class<?> type, ClassOrigins origins) {
        this.recordShape = type.isRecord() ? RecordShape.of(type) : null;
        this.standardForm = StandardForm.of(type);
        this.origin = origins.of(type);
        this.name = OriginName.of(type.getName(), origin);
        this.id = new ClassId(type, name, recordShape == null ? KnownClass.ENUM : KnownClass.RECORD);
        this.descriptorId = new ClassId(type, name, KnownClass.DESCRIPTOR);
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

    /** Where it comes from. */
    int origin() {
        return origin;
    }

    /** Its name with its origin: see {@link OriginName}. */
    String name() {
        return name;
    }

    /** Names a class of records, or an enum. */
    ClassId id() {
        return id;
    }

    /** Names any class in a JDK stream. */
    ClassId descriptorId() {
        return descriptorId;
    }
}
