package dev.tandem.internal.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * How to take records of one class apart and how to make one, as JDK serialization does: by fields and constructor.
 * Primitive components are written without a tag. Thread-safe.
 */
final class RecordShape {
    /**
     * From this use on, records are taken apart and made by method handles. Linking them takes tens of milliseconds in
     * a fresh JVM: earlier, that would hold up the first tasks of every worker; later, many records would be slower.
     */
    private static final int ENOUGH_USES = 5_000;

    /** Held by the record's class. Null for a class that is left to the JDK. */
    private static final ClassValue<@Nullable RecordShape> SHAPES = new Shapes();

    private final Class<?> type;
    private final Field[] fields;
    private final Class<?>[] types;
    private final Constructor<?> constructor;
    private final int fingerprint;

    /** Counted without care: threads that count at once only make it a little later. */
    private int uses;

    /** Written when there were enough uses; two threads at once may both write, and both are right. */
    private volatile @Nullable RecordHandles handles;

    private RecordShape(Class<?> type, Field[] fields, Class<?>[] types, Constructor<?> constructor, int fingerprint) {
        this.type = type;
        this.fields = fields;
        this.types = types;
        this.constructor = constructor;
        this.fingerprint = fingerprint;
    }

    /** Returns the shape of a class, null if it is no record class or is left to the JDK. */
    static @Nullable RecordShape of(Class<?> type) {
        if (type.getClassLoader() == null) {
            return null; // nobody else may look inside, and the class would keep this library from being unloaded
        }
        return SHAPES.get(type);
    }

    /** Returns the shape of a class that has this fingerprint on the other side. */
    static RecordShape of(Class<?> type, int fingerprint) throws InvalidClassException {
        RecordShape shape = of(type);
        if (shape == null || shape.fingerprint != fingerprint) {
            throw new InvalidClassException(type.getName(), "the record has other components on the other side");
        }
        return shape;
    }

    /** Returns a hash of the names and types of the components, to notice another version of the class. */
    int fingerprint() {
        return fingerprint;
    }

    /** Writes the components; returns false if one of them is to be left to the JDK. */
    boolean tryWrite(Object record, TreeEncoder to) throws IOException {
        RecordHandles fast = handles();
        if (fast != null) {
            return fast.tryWrite(record, to);
        }
        try {
            for (int i = 0; i < fields.length; i++) {
                if (!tryWriteField(record, i, to)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalAccessException e) {
            throw new IOException("a field of a record was accessible before", e);
        }
    }

    private boolean tryWriteField(Object record, int index, TreeEncoder to) throws IOException, IllegalAccessException {
        Field field = fields[index];
        Class<?> component = types[index];
        if (!component.isPrimitive()) {
            return to.tryWrite(field.get(record));
        }
        if (component == int.class) {
            to.out.writeInt(field.getInt(record));
        } else if (component == long.class) {
            to.out.writeLong(field.getLong(record));
        } else if (component == double.class) {
            to.out.writeLong(Double.doubleToRawLongBits(field.getDouble(record)));
        } else if (component == boolean.class) {
            to.out.writeByte(field.getBoolean(record) ? 1 : 0);
        } else if (component == float.class) {
            to.out.writeInt(Float.floatToRawIntBits(field.getFloat(record)));
        } else if (component == char.class) {
            to.out.writeShort(field.getChar(record));
        } else if (component == short.class) {
            to.out.writeShort(field.getShort(record));
        } else {
            to.out.writeByte(field.getByte(record));
        }
        return true;
    }

    /** Reads the components and makes a record; throws as JDK serialization does if the constructor throws. */
    Object read(TreeDecoder from) throws IOException, ClassNotFoundException {
        RecordHandles fast = handles();
        if (fast != null) {
            return fast.read(from);
        }
        @Nullable Object[] components = new Object[types.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = readComponent(types[i], from);
        }
        try {
            return constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw invalid(type, cause == null ? e : cause);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw invalid(type, e);
        }
    }

    private static @Nullable Object readComponent(Class<?> component, TreeDecoder from)
            throws IOException, ClassNotFoundException {
        if (!component.isPrimitive()) {
            return from.read();
        }
        if (component == int.class) {
            return from.in.readInt();
        } else if (component == long.class) {
            return from.in.readLong();
        } else if (component == double.class) {
            return Double.longBitsToDouble(from.in.readLong());
        } else if (component == boolean.class) {
            return from.in.readByte() != 0;
        } else if (component == float.class) {
            return Float.intBitsToFloat(from.in.readInt());
        } else if (component == char.class) {
            return (char) from.in.readShort();
        } else if (component == short.class) {
            return from.in.readShort();
        }
        return from.in.readByte();
    }

    /** Words the failure of a constructor; throws what is none of it. */
    static InvalidObjectException invalid(Class<?> type, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        InvalidObjectException failure =
                new InvalidObjectException("record " + type.getName() + ": " + Problems.reason(cause));
        failure.initCause(cause);
        return failure;
    }

    private @Nullable RecordHandles handles() {
        RecordHandles known = handles;
        if (known == null && ++uses == ENOUGH_USES) {
            known = RecordHandles.of(fields, constructor);
            handles = known;
        }
        return known;
    }

    private static @Nullable RecordShape find(Class<?> type) throws ReflectiveOperationException {
        if (!type.isRecord() || !isPlain(type) || !isOpenEverywhere(type.getModule())) {
            return null;
        }
        RecordComponent[] components = type.getRecordComponents();
        Field[] fields = new Field[components.length];
        Class<?>[] types = new Class<?>[components.length];
        int fingerprint = components.length;
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            types[i] = components[i].getType();
            fields[i] = type.getDeclaredField(name);
            fields[i].setAccessible(true);
            fingerprint = 31 * (31 * fingerprint + name.hashCode())
                    + types[i].getName().hashCode();
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return new RecordShape(type, fields, types, constructor, fingerprint);
    }

    /** Whether the class does not change how it is serialized. */
    private static boolean isPlain(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type) || Externalizable.class.isAssignableFrom(type)) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("writeReplace") || method.getName().equals("readResolve")) {
                return false;
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals("serialPersistentFields")) {
                return false;
            }
        }
        return true;
    }

    /** Whether both sides may look inside: what options open only here does not count. */
    private static boolean isOpenEverywhere(Module module) {
        return !module.isNamed() || module.getDescriptor().isOpen();
    }

    /** Looks at a class once. */
    private static final class Shapes extends ClassValue<@Nullable RecordShape> {
        @Override
        protected @Nullable RecordShape computeValue(Class<?> type) {
            try {
                return find(type);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                return null; // the JDK may manage, and if not, it says why
            }
        }
    }
}
