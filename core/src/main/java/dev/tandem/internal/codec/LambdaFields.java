package dev.tandem.internal.codec;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/*
 * The class that the JDK makes for a lambda holds what it captured in fields named arg$1, arg$2 and so on. Nothing
 * promises that. So they are only read if a class looks just like that, and after they were found to be the same as
 * in the serialized forms of many lambdas of the class.
 */

/** Reads what the lambdas of one class captured, without making a serialized form of each. Thread-safe. */
final class LambdaFields {
    /** More: longer until the short way is taken. Less: less sure. */
    private static final int ENOUGH_PROOFS = 50;

    private final Field[] fields;

    /** Counted without care: threads that count at once only make it a little later. */
    private volatile int proofs;

    private LambdaFields(Field[] fields) {
        this.fields = fields;
    }

    /** Returns the fields of a class, null if it does not look as expected. */
    static @Nullable LambdaFields of(Class<?> type) {
        if (!type.isHidden()) {
            return null;
        }
        Field[] declared = type.getDeclaredFields();
        Field[] fields = new Field[declared.length];
        for (Field field : declared) {
            int index = index(field);
            if (index < 0 || index >= fields.length || fields[index] != null || !field.trySetAccessible()) {
                return null;
            }
            fields[index] = field;
        }
        return new LambdaFields(fields);
    }

    private static int index(Field field) {
        String name = field.getName();
        if (Modifier.isStatic(field.getModifiers()) || !name.startsWith("arg$")) {
            return -1;
        }
        try {
            return Integer.parseInt(name.substring("arg$".length())) - 1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether what is read here may be used. */
    boolean areProved() {
        return proofs >= ENOUGH_PROOFS;
    }

    /** Compares with a serialized form; returns false if they differ: then this is not to be used any more. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // see there
    boolean tryProve(Object function, SerializedLambda form) {
        if (form.getCapturedArgCount() != fields.length) {
            return false;
        }
        @Nullable Object[] captured = read(function);
        for (int i = 0; i < captured.length; i++) {
            Object wanted = form.getCapturedArg(i);
            boolean same = fields[i].getType().isPrimitive() ? wanted.equals(captured[i]) : wanted == captured[i];
            if (!same) {
                return false;
            }
        }
        proofs++;
        return true;
    }

    /** Returns what a lambda captured. */
    @Nullable
    Object[] read(Object function) {
        @Nullable Object[] captured = new Object[fields.length];
        try {
            for (int i = 0; i < captured.length; i++) {
                captured[i] = fields[i].get(function);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field of a lambda was accessible before: " + function.getClass(), e);
        }
        return captured;
    }
}
