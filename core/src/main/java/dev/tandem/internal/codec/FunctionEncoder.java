package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Writes functions. Of a lambda, what all its instances share goes into a table once, and only what this one captured
 * into the payload; any other function is written whole. Thread-safe.
 */
final class FunctionEncoder {
    /** The captured values follow one by one. */
    static final int SEPARATE = 0;

    /** The captured values follow as one array, so that they share what they shared. */
    static final int TOGETHER = 1;

    /** A self-contained function that is no lambda: a value follows. */
    static final int PLAIN = 0;

    /** A self-contained lambda: its shape follows, then what it captured. */
    static final int LAMBDA = 1;

    private final FunctionTable table = new FunctionTable();

    /** Held by the function's class, not by this encoder: neither keeps the other from being unloaded. */
    private final ClassValue<LambdaClass> classes = new LambdaClasses();

    /** Returns the definition of a function that has an id. */
    byte[] definition(int id) {
        FunctionDefinition definition = table.find(id);
        if (definition == null) {
            throw new IllegalArgumentException("a function must have been encoded here: id=" + id);
        }
        return definition.bytes();
    }

    /** Writes a function and returns its id, or 0 if what was written is self-contained. */
    int write(Object function, CodecOutput out) {
        LambdaClass type = classes.get(function.getClass());
        int known = type.idIfCapturesNothing();
        if (known != 0) {
            out.writeVarInt(0);
            return known;
        }
        SerializedLambda form = form(type, function);
        if (form == null) {
            writePlain(function, out);
            return 0;
        }
        int id = type.id(form, table);
        writeCaptured(form, out);
        return id;
    }

    /** Writes a function on its own, without the table. */
    void writeSelfContained(Object function, CodecOutput out) {
        SerializedLambda form = form(classes.get(function.getClass()), function);
        if (form == null) {
            writePlain(function, out);
            return;
        }
        out.writeByte(LAMBDA);
        LambdaShape.of(form).write(out);
        writeCaptured(form, out);
    }

    private static @Nullable SerializedLambda form(LambdaClass type, Object function) {
        if (!(function instanceof Serializable)) {
            throw FunctionProblems.notSerializable(function);
        }
        try {
            return type.form(function);
        } catch (IOException e) {
            throw Problems.cannotSerialize("the function", function, e);
        }
    }

    private static void writePlain(Object function, CodecOutput out) {
        out.writeByte(PLAIN);
        Part.write("the function", function, out);
    }

    private static void writeCaptured(SerializedLambda form, CodecOutput out) {
        int count = form.getCapturedArgCount();
        out.writeVarInt(count);
        if (count == 0) {
            return;
        }
        Object[] captured = new Object[count];
        int mutable = 0;
        for (int i = 0; i < count; i++) {
            captured[i] = form.getCapturedArg(i);
            if (!ValueEncoder.isImmutable(captured[i])) {
                mutable++;
            }
        }
        if (mutable > 1) {
            writeTogether(form, captured, out);
        } else {
            writeSeparately(form, captured, out);
        }
    }

    private static void writeTogether(SerializedLambda form, Object[] captured, CodecOutput out) {
        out.writeByte(TOGETHER);
        try {
            ValueEncoder.write(captured, out);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw FunctionProblems.cannotSerializeCaptured(form, captured, -1, e);
        }
    }

    private static void writeSeparately(SerializedLambda form, Object[] captured, CodecOutput out) {
        out.writeByte(SEPARATE);
        for (int i = 0; i < captured.length; i++) {
            try {
                ValueEncoder.write(captured[i], out);
            } catch (ThreadDeath e) {
                throw e;
            } catch (Throwable e) {
                throw FunctionProblems.cannotSerializeCaptured(form, captured, i, e);
            }
        }
    }

    /** Looks at a class once. */
    private static final class LambdaClasses extends ClassValue<LambdaClass> {
        @Override
        protected LambdaClass computeValue(Class<?> type) {
            return LambdaClass.of(type);
        }
    }
}
