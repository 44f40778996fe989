package dev.tandem.internal.codec;

import java.io.Externalizable;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** How to take records of one class apart and how to make one. As JDK serialization does, by fields and constructor. */
final class RecordShape {
    /** Held by the record's class. Null for a class that is left to the JDK. */
    private static final ClassValue<@Nullable RecordShape> SHAPES = new Shapes();

    private final Class<?> type;
    private final Field[] fields;
    private final Constructor<?> constructor;
    private final int fingerprint;

    private RecordShape(Class<?> type, Field[] fields, Constructor<?> constructor, int fingerprint) {
        this.type = type;
        this.fields = fields;
        this.constructor = constructor;
        this.fingerprint = fingerprint;
    }

    /** Returns the shape of a class, null if it is no record class or is left to the JDK. */
    static @Nullable RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    String className() {
        return type.getName();
    }

    /** Returns a hash of the names and types of the components, to notice another version of the class. */
    int fingerprint() {
        return fingerprint;
    }

    int components() {
        return fields.length;
    }

    @Nullable
    Object component(Object record, int index) throws IllegalAccessException {
        return fields[index].get(record);
    }

    /** Makes a record; throws as JDK serialization does if the constructor throws. */
    Object make(@Nullable Object[] components) throws InvalidObjectException {
        try {
            return constructor.newInstance(components);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw invalid(cause == null ? e : cause);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private InvalidObjectException invalid(Throwable cause) {
        InvalidObjectException failure =
                new InvalidObjectException("record " + className() + ": " + Problems.reason(cause));
        failure.initCause(cause);
        return failure;
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
        return new RecordShape(type, fields, constructor, fingerprint);
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
