package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodType;
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
    private final ClassOrigins origins;
    private final OwnCode own;

    private final PerClass<LambdaClass> classes;

    /** Creates an encoder that tells somebody about each class of functions. */
    FunctionEncoder(ClassOrigins origins, OwnCode own) {
        this.origins = origins;
        this.own = own;
        this.classes = new LambdaClasses(own);
    }

    /** The highest id of a function. */
    int last() {
        return table.last();
    }

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
        @Nullable Object[] captured = type.tryReadCaptured(function);
        if (captured != null) {
            writeCaptured(function, type, captured, out);
            return type.id();
        }
        SerializedLambda form = form(type, function);
        if (form == null) {
            writePlain(function, out);
            return 0;
        }
        if (type.id() == 0) {
            noteMentioned(form, function.getClass().getClassLoader());
        }
        int id = type.id(form, table, origins, function.getClass());
        writeCaptured(function, type, captured(form), out);
        return id;
    }

    /** Writes a function on its own, without the table. */
    void writeSelfContained(Object function, CodecOutput out) {
        LambdaClass type = classes.get(function.getClass());
        SerializedLambda form = form(type, function);
        if (form == null) {
            writePlain(function, out);
            return;
        }
        noteMentioned(form, function.getClass().getClassLoader());
        out.writeByte(LAMBDA);
        LambdaShape.of(form, origins.of(function.getClass())).write(out);
        writeCaptured(function, type, captured(form), out);
    }

    /** A method that is called, and the type that it is declared to return, are the user's own as the lambda is. */
    private void noteMentioned(SerializedLambda form, @Nullable ClassLoader loader) {
        try {
            own.note(MethodType.fromMethodDescriptorString(form.getInstantiatedMethodType(), loader)
                    .returnType());
            own.note(Class.forName(form.getImplClass().replace('/', '.'), false, loader));
        } catch (TypeNotPresentException | ClassNotFoundException | LinkageError | IllegalArgumentException e) {
            return; // then its objects are refused, with the line to add
        }
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

    private static @Nullable Object[] captured(SerializedLambda form) {
        @Nullable Object[] captured = new Object[form.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = form.getCapturedArg(i);
        }
        return captured;
    }

    private static void writeCaptured(Object function, LambdaClass type, @Nullable Object[] captured, CodecOutput out) {
        out.writeVarInt(captured.length);
        if (captured.length == 0) {
            return;
        }
        int mutable = 0;
        for (Object value : captured) {
            if (!ValueEncoder.isImmutable(value)) {
                mutable++;
            }
        }
        int index = -1;
        try {
            if (mutable > 1) {
                out.writeByte(TOGETHER);
                ValueEncoder.write(captured, out);
                return;
            }
            out.writeByte(SEPARATE);
            for (index = 0; index < captured.length; index++) {
                ValueEncoder.write(captured[index], out);
            }
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw FunctionProblems.cannotSerializeCaptured(shape(type, function), captured, index, e);
        }
    }

    private static LambdaShape shape(LambdaClass type, Object function) {
        SerializedLambda form = form(type, function);
        if (form == null) {
            throw new IllegalStateException("a lambda was one before: " + Problems.typeName(function));
        }
        return LambdaShape.of(form);
    }

    /** Looks at a class once. */
    private static final class LambdaClasses extends PerClass<LambdaClass> {
        private final OwnCode own;

        LambdaClasses(OwnCode own) {
            this.own = own;
        }

        @Override
        LambdaClass look(Class<?> type) {
            own.note(type);
            return LambdaClass.of(type);
        }
    }
}
