package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Takes records of one class apart and makes them, all components in one call and the primitive ones without boxes.
 * Thread-safe.
 */
final class RecordHandles {
    /** More: a call with many components is compiled less well, and takes longer to link. Less: reflection for more. */
    private static final int MAX_COMPONENTS = 32;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** Of the type (Object, TreeEncoder)boolean. */
    private final MethodHandle writer;

    /** Of the type (TreeDecoder)Object. */
    private final MethodHandle reader;

    private RecordHandles(MethodHandle writer, MethodHandle reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** Returns the handles of a class, null if it has too many components. */
    static @Nullable RecordHandles of(Field[] fields, Constructor<?> constructor) {
        if (fields.length > MAX_COMPONENTS) {
            return null;
        }
        try {
            return new RecordHandles(writer(constructor.getDeclaringClass(), fields), reader(constructor));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record was accessible before: " + constructor, e);
        }
    }

    boolean tryWrite(Object record, TreeEncoder to) throws IOException {
        try {
            return (boolean) writer.invokeExact(record, to);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e); // not declared by anything in there
        }
    }

    Object read(TreeDecoder from) throws IOException, ClassNotFoundException {
        try {
            return (Object) reader.invokeExact(from);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e); // not declared by anything in there
        }
    }

    private static MethodHandle writer(Class<?> type, Field[] fields) throws ReflectiveOperationException {
        MethodType all = MethodType.methodType(boolean.class, type, TreeEncoder.class);
        MethodHandle no =
                MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, all.parameterList());
        MethodHandle rest =
                MethodHandles.dropArguments(MethodHandles.constant(boolean.class, true), 0, all.parameterList());
        for (int i = fields.length - 1; i >= 0; i--) {
            Class<?> component = fields[i].getType();
            MethodHandle getter = LOOKUP.unreflectGetter(fields[i]);
            if (component.isPrimitive()) {
                MethodHandle write = LOOKUP.findStatic(
                        RecordHandles.class, "write", MethodType.methodType(void.class, component, TreeEncoder.class));
                rest = MethodHandles.foldArguments(rest, MethodHandles.filterArguments(write, 0, getter));
            } else {
                MethodHandle write = MethodHandles.permuteArguments(
                        LOOKUP.findVirtual(
                                TreeEncoder.class, "tryWrite", MethodType.methodType(boolean.class, Object.class)),
                        MethodType.methodType(boolean.class, Object.class, TreeEncoder.class),
                        1,
                        0);
                getter = getter.asType(MethodType.methodType(Object.class, type));
                rest = MethodHandles.guardWithTest(MethodHandles.filterArguments(write, 0, getter), rest, no);
            }
        }
        return rest.asType(MethodType.methodType(boolean.class, Object.class, TreeEncoder.class));
    }

    private static MethodHandle reader(Constructor<?> constructor) throws ReflectiveOperationException {
        Class<?> type = constructor.getDeclaringClass();
        MethodHandle refusal = LOOKUP.findStatic(
                        RecordHandles.class,
                        "refuse",
                        MethodType.methodType(Object.class, Class.class, Throwable.class))
                .bindTo(type)
                .asType(MethodType.methodType(type, Throwable.class));
        MethodHandle make =
                MethodHandles.catchException(LOOKUP.unreflectConstructor(constructor), Throwable.class, refusal);
        Class<?>[] types = constructor.getParameterTypes();
        for (int i = types.length - 1; i >= 0; i--) { // what is wrapped last is done first
            make = MethodHandles.filterArguments(make, i, componentReader(types[i]));
        }
        if (types.length == 0) {
            make = MethodHandles.dropArguments(make, 0, TreeDecoder.class);
        } else {
            make = MethodHandles.permuteArguments(
                    make, MethodType.methodType(type, TreeDecoder.class), new int[types.length]);
        }
        return make.asType(MethodType.methodType(Object.class, TreeDecoder.class));
    }

    private static MethodHandle componentReader(Class<?> component) throws ReflectiveOperationException {
        if (!component.isPrimitive()) {
            return LOOKUP.findVirtual(TreeDecoder.class, "read", MethodType.methodType(Object.class))
                    .asType(MethodType.methodType(component, TreeDecoder.class));
        }
        String name = component.getName();
        return LOOKUP.findStatic(
                RecordHandles.class,
                "read" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                MethodType.methodType(component, TreeDecoder.class));
    }

    // ---- the steps, linked by name

    static Object refuse(Class<?> type, Throwable cause) throws InvalidObjectException {
        throw RecordShape.invalid(type, cause);
    }

    static void write(boolean value, TreeEncoder to) {
        to.out.writeByte(value ? 1 : 0);
    }

    static void write(byte value, TreeEncoder to) {
        to.out.writeByte(value);
    }

    static void write(short value, TreeEncoder to) {
        to.out.writeShort(value);
    }

    static void write(char value, TreeEncoder to) {
        to.out.writeShort(value);
    }

    static void write(int value, TreeEncoder to) {
        to.out.writeInt(value);
    }

    static void write(long value, TreeEncoder to) {
        to.out.writeLong(value);
    }

    static void write(float value, TreeEncoder to) {
        to.out.writeInt(Float.floatToRawIntBits(value));
    }

    static void write(double value, TreeEncoder to) {
        to.out.writeLong(Double.doubleToRawLongBits(value));
    }

    static boolean readBoolean(TreeDecoder from) {
        return from.in.readByte() != 0;
    }

    static byte readByte(TreeDecoder from) {
        return from.in.readByte();
    }

    static short readShort(TreeDecoder from) {
        return from.in.readShort();
    }

    static char readChar(TreeDecoder from) {
        return (char) from.in.readShort();
    }

    static int readInt(TreeDecoder from) {
        return from.in.readInt();
    }

    static long readLong(TreeDecoder from) {
        return from.in.readLong();
    }

    static float readFloat(TreeDecoder from) {
        return Float.intBitsToFloat(from.in.readInt());
    }

    static double readDouble(TreeDecoder from) {
        return Double.longBitsToDouble(from.in.readLong());
    }
}
