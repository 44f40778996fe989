package dev.tandem.internal.codec;

import java.io.InvalidClassException;
import java.io.InvalidObjectException;

/** Writes and reads enum constants, by class and name as JDK serialization does. */
final class Enums {
    private Enums() {}

    static void write(Enum<?> constant, CodecOutput out) {
        out.writeByte(ValueTag.ENUM);
        out.writeUtf(constant.getDeclaringClass().getName());
        out.writeUtf(constant.name());
    }

    /** Reads what follows the tag. */
    static Object read(CodecInput in, ClassResolver resolver)
            throws ClassNotFoundException, InvalidClassException, InvalidObjectException {
        String className = in.readUtf();
        String name = in.readUtf();
        Class<?> type = resolver.resolveAccepted(className);
        if (!type.isEnum()) {
            throw new InvalidClassException(className, "it is an enum on the other side");
        }
        try {
            return constant(type, name);
        } catch (IllegalArgumentException e) {
            InvalidObjectException failure =
                    new InvalidObjectException("enum constant " + name + " does not exist in " + className);
            failure.initCause(e);
            throw failure;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // any enum class will do
    private static Object constant(Class<?> type, String name) {
        return Enum.valueOf((Class) type, name);
    }
}
