package dev.tandem.internal.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What is known of a class of functions: whether it is that of a serializable lambda, and how to take one apart. */
final class LambdaClass {
    private final boolean candidate;

    /** Null if its module is closed to us: then a JDK stream is made to call it. */
    private final @Nullable Method writeReplace;

    /** Null if there are none, or if they turned out to be something else. */
    private volatile @Nullable LambdaFields fields;

    /** Written once, under this object's lock; 0 until the first lambda of the class is taken apart. */
    private volatile int functionId;

    /** Written before {@link #functionId}, read after it. */
    private boolean capturesNothing;

    private LambdaClass(boolean candidate, @Nullable Method writeReplace, @Nullable LambdaFields fields) {
        this.candidate = candidate;
        this.writeReplace = writeReplace;
        this.fields = fields;
    }

    static LambdaClass of(Class<?> type) {
        if (!type.isSynthetic()) {
            return new LambdaClass(false, null, null);
        }
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            return new LambdaClass(true, method, LambdaFields.of(type));
        } catch (NoSuchMethodException e) {
            return new LambdaClass(false, null, null);
        } catch (InaccessibleObjectException e) {
            return new LambdaClass(true, null, null);
        }
    }

    /** Returns the serialized form of a function of this class, null if it is not a serializable lambda. */
    @Nullable
    SerializedLambda form(Object function) throws IOException {
        if (!candidate) {
            return null;
        }
        Method method = writeReplace;
        if (method == null) {
            return ReplacementCapture.of(function) instanceof SerializedLambda form ? form : null;
        }
        try {
            return method.invoke(function) instanceof SerializedLambda form ? proved(function, form) : null;
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IOException("cannot take the lambda apart", e);
        }
    }

    private SerializedLambda proved(Object function, SerializedLambda form) {
        LambdaFields guess = fields;
        if (guess != null && !guess.areProved() && !guess.tryProve(function, form)) {
            fields = null;
        }
        return form;
    }

    /**
     * Returns what a lambda of this class captured, if that can be told without its serialized form; else null. Only
     * after lambdas of this class were taken apart, and have an id.
     */
    @Nullable
    Object @Nullable [] tryReadCaptured(Object function) {
        LambdaFields known = fields;
        return functionId != 0 && known != null && known.areProved() ? known.read(function) : null;
    }

    /** Returns the id that {@link #id(SerializedLambda, FunctionTable, ClassOrigins, Class)} gave before. */
    int id() {
        return functionId;
    }

    /** Returns the id if a lambda of this class was taken apart before and captures nothing, else 0. */
    int idIfCapturesNothing() {
        int id = functionId;
        return id != 0 && capturesNothing ? id : 0;
    }

    /** Returns the id of this class in a table, which it is added to at the first call, with the class that it is. */
    int id(SerializedLambda form, FunctionTable table, ClassOrigins origins, Class<?> type) {
        int id = functionId;
        if (id == 0) {
            synchronized (this) {
                id = functionId;
                if (id == 0) {
                    CodecOutput definition = new CodecOutput(512);
                    LambdaShape.of(form, origins.of(type)).write(definition);
                    id = table.add(definition.toByteArray());
                    capturesNothing = form.getCapturedArgCount() == 0;
                    functionId = id;
                }
            }
        }
        return id;
    }
}
