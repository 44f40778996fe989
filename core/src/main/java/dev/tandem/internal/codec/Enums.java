package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;

/** Writes and reads enum constants: by class and name as JDK serialization does, both told once if that can be. */
final class Enums {
    private Enums() {}

    @SuppressWarnings("EnumOrdinal") // an index into the names that were told
    static void write(Enum<?> constant, CodecOutput out) throws IOException {
        Class<?> type = constant.getDeclaringClass();
        out.writeByte(ValueTag.ENUM);
        ClassForm form = out.classes().form(type);
        if (out.classes().tryWrite(form.id(), out)) {
            out.writeVarInt(constant.ordinal());
        } else {
            out.writeUtf(form.name());
            out.writeUtf(constant.name());
        }
    }

    /** Reads what follows the tag. */
    static Object read(CodecInput in, ClassResolver resolver)
            throws ClassNotFoundException, InvalidClassException, InvalidObjectException {
        int id = in.readVarInt();
        if (id != ClassIds.NAMED) {
            return resolver.table().find(id).constant(in.readVarInt(), resolver);
        }
        String className = in.readUtf();
        String name = in.readUtf();
        Class<?> type = resolver.resolveAccepted(className);
        ensureEnum(type);
        return constant(type, name);
    }

    static void ensureEnum(Class<?> type) throws InvalidClassException {
        if (!type.isEnum()) {
            throw new InvalidClassException(type.getName(), "it is an enum on the other side");
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // any enum class will do
    static Object constant(Class<?> type, String name) throws InvalidObjectException {
        try {
            return Enum.valueOf((Class) type, name);
        } catch (IllegalArgumentException e) {
            ensureInitialized(type);
            InvalidObjectException failure =
                    new InvalidObjectException("enum constant " + name + " does not exist in " + type.getName());
            failure.initCause(e);
            throw failure;
        }
    }

    /** Throws what the static initializer has thrown, if it did: the JDK says no more than that there is no constant. */
    private static void ensureInitialized(Class<?> type) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class must be known to its own loader: " + type.getName(), e);
        }
    }
}
